import { readConfigFile } from './config-file.ts';
import type { ClientOptions } from './configure-client.ts';
import { valueAt } from './entry-check.ts';
import { toServerEntry } from './server-entry.ts';
import type { ClientSurroundings } from './target.ts';
import { getClientTarget } from './targets.ts';

const KEY = /cz_[A-Za-z0-9_-]{43}/;

/** Returns the host API key that stands in the client's entry, undefined when none does or the file cannot be read. */
export async function findEmbeddedKey(
  clientId: string,
  { embedKey: _, keyEnv: __, ...options }: ClientOptions,
  surroundings: ClientSurroundings,
): Promise<string | undefined> {
  const server = toServerEntry(options, surroundings.env);
  const [entry] = getClientTarget(clientId).entries(server, options.scope ?? 'user', surroundings);
  if (entry === undefined) return undefined;
  try {
    const { text } = await readConfigFile(entry.file);
    return KEY.exec(JSON.stringify(valueAt(entry.format.parse(text), entry.path)) ?? '')?.[0];
  } catch {
    // Who writes it says what is wrong with the file.
    return undefined;
  }
}
