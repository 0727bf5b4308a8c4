import { CodezError } from '../core/errors.ts';
import type { ClientSurroundings, ConfigScope } from './target.ts';

/** What the person asked for; every field may be left out. */
export interface ClientOptions {
  /** Name of the managed entry, `codez` when left out. */
  readonly name?: string;
  /** Address of the server, `http://127.0.0.1:4097/mcp` when left out. */
  readonly url?: string;
  /** Tool groups the client is shown; becomes `?tools=` of the address. */
  readonly tools?: readonly string[];
  /** Environment variable the client reads the key from. */
  readonly keyEnv?: string;
  /** Writes the present value of `keyEnv` into the file instead of a reference to it. */
  readonly embedKey?: boolean;
  readonly scope?: ConfigScope;
  /** Removes the entry from every file of the client in this scope. */
  readonly remove?: boolean;
  /** Computes all changes and writes nothing. */
  readonly dryRun?: boolean;
}

export type ChangeStatus = 'created' | 'updated' | 'unchanged' | 'removed';

/** What was done to one file, or with `dryRun` would be. */
export interface FileChange {
  /** Absolute path as the client knows it (a symbolic link is followed for writing). */
  readonly file: string;
  readonly status: ChangeStatus;
  /** Unified diff, empty when unchanged. */
  readonly diff: string;
  /** Absolute path of the copy of the previous content, when this run made one. */
  readonly backup?: string;
}

/** The outcome of one `codez config`. */
export interface ClientConfiguration {
  readonly changes: readonly FileChange[];
  /** One sentence each. */
  readonly notes: readonly string[];
  /** The command that takes the change back. */
  readonly undo: string;
}

/** A file's whole content if it held the managed entry alone, as `--print` shows it. */
export interface PrintedEntry {
  readonly file: string;
  readonly text: string;
}

/**
 * Patches the configuration files of a client: all files are read and checked before the first is written.
 * @throws CodezError `not_found` (unknown client), `invalid` (option, unreadable or invalid file: untouched),
 *   `forbidden` (file or folder cannot be written), `conflict` (file keeps changing under our hands).
 */
export async function configureClient(
  _clientId: string,
  _options: ClientOptions,
  _surroundings: ClientSurroundings,
): Promise<ClientConfiguration> {
  throw new CodezError('unavailable', 'Client configuration is not built yet', '');
}

/**
 * Returns what would be written, reading and writing no file.
 * @throws CodezError `not_found` (unknown client), `invalid` (option).
 */
export function printClientConfiguration(
  _clientId: string,
  _options: ClientOptions,
  _surroundings: ClientSurroundings,
): readonly PrintedEntry[] {
  throw new CodezError('unavailable', 'Client configuration is not built yet', '');
}
