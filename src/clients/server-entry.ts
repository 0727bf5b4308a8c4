import { CodezError } from '../core/errors.ts';
import type { ClientSurroundings, ServerEntry } from './target.ts';

export const DEFAULT_ENTRY_NAME = 'codez';
export const DEFAULT_SERVER_URL = 'http://127.0.0.1:4097/mcp';

/** What the person said about the server the client shall use; every field may be left out. */
export interface EntryRequest {
  /** Name of the managed entry, `codez` when left out: 1 to 64 letters, digits, `-` or `_`. */
  readonly name?: string;
  /** Address of the server, `http://127.0.0.1:4097/mcp` when left out. */
  readonly url?: string;
  /** Tool groups the client is shown; becomes `?tools=` of the address. */
  readonly tools?: readonly string[];
  /** Environment variable the client reads the key from. */
  readonly keyEnv?: string;
  /** Writes the present value of `keyEnv` into the file instead of a reference to it. */
  readonly embedKey?: boolean;
}

/**
 * Returns the entry a request describes.
 * @throws CodezError `invalid`, naming the field.
 */
export function toServerEntry(request: EntryRequest, env: ClientSurroundings['env']): ServerEntry {
  const name = request.name ?? DEFAULT_ENTRY_NAME;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || name === '__proto__') {
    throw invalid('name', `"${name}" cannot name an entry`, 'Use 1 to 64 letters, digits, "-" or "_".');
  }
  const url = toUrl(request.url ?? DEFAULT_SERVER_URL, request.tools ?? []);
  const { keyEnv } = request;
  if (keyEnv === undefined) {
    if (!request.embedKey) return { name, url };
    throw invalid('embedKey', 'No variable is named whose key could be embedded', 'Add --key-env VAR.');
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(keyEnv)) {
    throw invalid(
      'keyEnv',
      `"${keyEnv}" is no name of an environment variable`,
      'Name a variable, not the key itself.',
    );
  }
  if (!request.embedKey) return { name, url, keyEnv };
  const key = env[keyEnv] ?? '';
  if (/^[\x21-\x7e]+$/.test(key)) return { name, url, key };
  throw invalid('keyEnv', `${keyEnv} holds no key that could be embedded`, `Set ${keyEnv} to the key and try again.`);
}

function toUrl(address: string, tools: readonly string[]): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || /\s/.test(address)) {
    throw invalid('url', `"${address}" is no http or https address`, `Give one like ${DEFAULT_SERVER_URL}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('url', 'The address holds a user name or password', 'Use --key-env VAR for the key.');
  }
  const wrong = tools.find((group) => !/^[a-z]+(:[a-z]+)?$/.test(group));
  if (wrong !== undefined) {
    throw invalid('tools', `"${wrong}" is no tool group`, 'Give groups separated by commas, e.g. memory,sessions.');
  }
  if (tools.length === 0) return address;
  url.searchParams.delete('tools');
  // Written by hand because URLSearchParams would escape the commas.
  url.search = `${url.search === '' ? '?' : `${url.search}&`}tools=${tools.join(',')}`;
  return url.href;
}

function invalid(field: string, message: string, hint: string): CodezError {
  return new CodezError('invalid', message, hint, { fields: { [field]: [message] } });
}
