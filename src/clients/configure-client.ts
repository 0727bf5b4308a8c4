import { CodezError } from '../core/errors.ts';
import { isUnencrypted } from '../core/loopback-name.ts';
import { valueAt } from './entry-check.ts';
import { writeEntry } from './patch-entry.ts';
import { applyChange, type ChangeStatus, type PlannedChange, planChange } from './plan-change.ts';
import { DEFAULT_ENTRY_NAME, type EntryRequest, toServerEntry } from './server-entry.ts';
import type { ClientSurroundings, ClientTarget, ConfigScope, ManagedEntry, ServerEntry } from './target.ts';
import { getClientTarget } from './targets.ts';

/** Clients write their files often: a change of theirs between our reading and writing is met by starting anew. */
const MAX_ATTEMPTS = 20;

/** What the person asked for; every field may be left out. */
export interface ClientOptions extends EntryRequest {
  /** `user` when left out. */
  readonly scope?: ConfigScope;
  /** Removes the entry from every file of the client in this scope. */
  readonly remove?: boolean;
  /** Computes all changes and writes nothing. */
  readonly dryRun?: boolean;
}

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
  /** After a removal: files of other scopes that hold the entry still. */
  readonly left?: readonly string[];
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
  clientId: string,
  options: ClientOptions,
  surroundings: ClientSurroundings,
): Promise<ClientConfiguration> {
  const { target, scope, server, entries } = resolveRequest(clientId, options, surroundings);
  const remove = options.remove === true;
  const plans = await Promise.all(entries.map((entry) => planChange(entry, remove)));
  const changes: FileChange[] = [];
  for (const plan of plans) changes.push(await carryOut(plan, remove, options.dryRun === true));
  const changed = changes.some(({ status }) => status !== 'unchanged');
  const left = remove ? await leftovers(target, server, scope, surroundings) : [];
  return {
    changes,
    ...(left.length === 0 ? {} : { left: left.map(({ file }) => file) }),
    notes: [
      ...(remove ? left.map(({ note }) => note) : target.notes(scope, surroundings)),
      ...(remove ? [] : keyWarnings(server, plans)),
      ...(remove && !changed ? [`There was no entry named "${server.name}".`] : []),
      ...(changed ? [`Restart ${target.title} to load the change.`] : []),
    ],
    undo: undoCommand(target, options, scope),
  };
}

/**
 * Returns what would be written, reading and writing no file.
 * @throws CodezError `not_found` (unknown client), `invalid` (option).
 */
export function printClientConfiguration(
  clientId: string,
  options: ClientOptions,
  surroundings: ClientSurroundings,
): readonly PrintedEntry[] {
  const { entries } = resolveRequest(clientId, options, surroundings);
  return entries.map((entry) => ({ file: entry.file, text: writeEntry('', entry) }));
}

function resolveRequest(clientId: string, options: ClientOptions, surroundings: ClientSurroundings) {
  const target = getClientTarget(clientId);
  const scope = options.scope ?? 'user';
  if (!target.scopes.includes(scope)) {
    const hint = `Use --scope ${target.scopes.join(' or ')}.`;
    throw new CodezError('invalid', `${target.title} has no configuration of scope "${scope}"`, hint);
  }
  const server = toServerEntry(options, surroundings.env);
  return { target, scope, server, entries: target.entries(server, scope, surroundings) };
}

async function carryOut(plan: PlannedChange, remove: boolean, dryRun: boolean): Promise<FileChange> {
  let current = plan;
  for (let attempt = 1; ; attempt += 1) {
    const change = { file: current.entry.file, status: current.status, diff: current.diff };
    if (dryRun) return change;
    try {
      const backup = await applyChange(current);
      return backup === undefined ? change : { ...change, backup };
    } catch (error) {
      if (!(error instanceof CodezError) || error.code !== 'conflict' || attempt === MAX_ATTEMPTS) throw error;
      current = await planChange(plan.entry, remove);
    }
  }
}

/** Names the files of other scopes that keep an entry of this name. */
async function leftovers(
  target: ClientTarget,
  server: ServerEntry,
  scope: ConfigScope,
  surroundings: ClientSurroundings,
): Promise<{ readonly file: string; readonly note: string }[]> {
  const found: { file: string; note: string }[] = [];
  for (const other of target.scopes.filter((each) => each !== scope)) {
    for (const entry of target.entries(server, other, surroundings)) {
      if (await holdsEntry(entry)) {
        const note = `${entry.file} still has an entry named "${server.name}"; --scope ${other} --remove removes it.`;
        found.push({ file: entry.file, note });
      }
    }
  }
  return found;
}

async function holdsEntry(entry: ManagedEntry): Promise<boolean> {
  try {
    const { file } = await planChange(entry, true);
    return valueAt(entry.format.parse(file.text), entry.path) !== undefined;
  } catch {
    // A file that cannot be read is no concern of a command that does not touch it.
    return false;
  }
}

function keyWarnings(server: ServerEntry, plans: readonly PlannedChange[]): string[] {
  const notes: string[] = [];
  const url = new URL(server.url);
  const carriesKey = server.key !== undefined || server.keyEnv !== undefined;
  if (carriesKey && isUnencrypted(url)) {
    notes.push(`The key will travel to ${url.hostname} unencrypted; use an https address.`);
  }
  for (const { file, entry } of plans) {
    if (server.key === undefined || ((file.mode ?? entry.newFileMode) & 0o077) === 0) continue;
    notes.push(`${file.path} holds the key and can be read by other users of this machine; chmod 600 it.`);
  }
  return notes;
}

function undoCommand(target: ClientTarget, options: ClientOptions, scope: ConfigScope): string {
  const parts = ['codez', 'config', target.id];
  if (options.remove !== true) parts.push('--remove');
  if (scope !== 'user') parts.push('--scope', scope);
  if (options.name !== undefined && options.name !== DEFAULT_ENTRY_NAME) parts.push('--name', options.name);
  return parts.join(' ');
}
