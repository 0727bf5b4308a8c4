import { CodezError } from '../../core/errors.ts';
import { toIssuerName } from '../../core/issuer-name.ts';
import { parseJsonObject } from '../../core/json-object.ts';
import { quotedLine } from '../../core/quoted-line.ts';
import type { BoundedFetch } from '../../mcp/oauth-client/bounded-fetch.ts';

/** A resource server as MCPAuthKit lists it. */
export interface ListedServer {
  readonly id: string;
  readonly name: string;
  readonly resourceUrl: string;
  /** As MCPAuthKit wrote it; empty when it did not say. */
  readonly createdAt: string;
}

/** What MCPAuthKit answers to a registration. */
export interface NewServer {
  readonly id: string;
  /** Shown once, kept nowhere; undefined when there was none. */
  readonly secret: string | undefined;
}

/** The administration of an MCPAuthKit. */
export interface AuthkitAdmin {
  /** @throws CodezError `unauthenticated` for a wrong key, `invalid`, `unavailable` */
  list(): Promise<readonly ListedServer[]>;
  /** Registers, every time anew. @throws CodezError as {@link list} */
  register(server: { name: string; resourceUrl: string; scopes: readonly string[] }): Promise<NewServer>;
}

/** Returns the administration of the MCPAuthKit at `url`, to which nothing but `adminKey` is shown. */
export function createAuthkitAdmin(url: string, adminKey: string, fetch: BoundedFetch): AuthkitAdmin {
  const base = toIssuerName(url);
  const address = `${base}/api/servers`;
  const ask = async (init: RequestInit, expected: number): Promise<Readonly<Record<string, unknown>>> => {
    const headers = { accept: 'application/json', authorization: `Bearer ${adminKey}`, ...init.headers };
    const answer = await fetch(address, { ...init, headers });
    const text = await answer.text();
    const json = parseJsonObject(text);
    if (answer.status === expected && json !== undefined) return json;
    throw toError(base, answer, text, json);
  };
  return {
    async list() {
      const { servers } = await ask({ method: 'GET' }, 200);
      if (!Array.isArray(servers)) throw noAuthkit(base, 'its list of servers is none');
      return servers.flatMap(toListed);
    },
    async register({ name, resourceUrl, scopes }) {
      const body = JSON.stringify({ name, resource_url: resourceUrl, scopes });
      const json = await ask({ method: 'POST', body, headers: { 'content-type': 'application/json' } }, 201);
      const { server_id: id, api_key: secret } = json;
      if (typeof id !== 'string' || id === '') throw noAuthkit(base, 'it gave no server_id');
      return { id, secret: typeof secret === 'string' && secret !== '' ? secret : undefined };
    },
  };
}

function toListed(value: unknown): ListedServer[] {
  const { id, name, resource_url: resourceUrl, created_at: createdAt } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || typeof resourceUrl !== 'string') return [];
  const text = (each: unknown): string => (typeof each === 'string' ? each : '');
  return [{ id, resourceUrl, name: text(name), createdAt: text(createdAt) }];
}

function toError(
  base: string,
  { status, headers }: Response,
  text: string,
  json: Readonly<Record<string, unknown>> | undefined,
): CodezError {
  const location = headers.get('location');
  if (status >= 300 && status < 400) {
    const to = location !== null && URL.canParse(location, base) ? ` to ${new URL(location, base).origin}` : '';
    const hint =
      'The admin key was sent to nobody else. Give the address it leads to with --authkit-url, if it is yours.';
    return new CodezError('unavailable', `${base} redirects${to} instead of answering`, hint);
  }
  if (status === 401 || status === 403) {
    const hint = 'Give its ADMIN_KEY in AUTHKIT_ADMIN_KEY.';
    return new CodezError('unauthenticated', `${base} does not take this admin key`, hint);
  }
  if (json === undefined) {
    return noAuthkit(base, /^\s*</.test(text) ? 'it answers with a web page' : `it answers ${status} without JSON`);
  }
  const said = [json['error'], json['error_description'] ?? json['message']].filter((each) => typeof each === 'string');
  const why = quotedLine(said.length === 0 ? `status ${status}` : said.join(': '), 300);
  if (status === 400 || status === 422) {
    return new CodezError(
      'invalid',
      `${base} refuses the registration (${why})`,
      'Check --name, --resource-url and --scope.',
    );
  }
  if (status === 404) return noAuthkit(base, `it answers 404 (${why})`);
  return new CodezError('unavailable', `${base} answered ${status} (${why})`, 'Try again later; its log has more.');
}

function noAuthkit(base: string, why: string): CodezError {
  const hint = 'Give the address of an MCPAuthKit with --authkit-url; other issuers know no registration of this kind.';
  return new CodezError('unavailable', `${base} does not answer as MCPAuthKit: ${why}`, hint);
}
