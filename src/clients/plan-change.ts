import { access } from 'node:fs/promises';
import { CodezError } from '../core/errors.ts';
import { backupPath, type ConfigFile, deleteConfigFile, readConfigFile, writeConfigFile } from './config-file.ts';
import { isSame } from './entry-check.ts';
import { removeEntry, writeEntry } from './patch-entry.ts';
import { type ManagedEntry, SyntaxFault } from './target.ts';
import { renderUnifiedDiff } from './unified-diff.ts';

export type ChangeStatus = 'created' | 'updated' | 'unchanged' | 'removed';

/** A change that was computed and checked; nothing is written yet. */
export interface PlannedChange {
  readonly entry: ManagedEntry;
  readonly file: ConfigFile;
  readonly status: ChangeStatus;
  /** The new content without byte order mark; undefined when the file is to be deleted. */
  readonly after: string | undefined;
  readonly diff: string;
}

/**
 * Reads the file of an entry and returns what setting (or, with `remove`, removing) the entry makes of it.
 * @throws CodezError `invalid` for an unreadable or invalid file, with line and column where there is a position.
 */
export async function planChange(managed: ManagedEntry, remove: boolean): Promise<PlannedChange> {
  const { preferred } = managed;
  const entry = preferred !== undefined && (await exists(preferred)) ? { ...managed, file: preferred } : managed;
  const file = await readConfigFile(entry.file);
  const text = patch(entry, file.text, remove);
  const changed = text !== file.text;
  const after = changed && remove && (await isOurs(file, entry, text)) ? undefined : text;
  const diff = changed ? renderUnifiedDiff(file.path, shown(file, file.content && file.text), shown(file, after)) : '';
  const status = !changed ? 'unchanged' : remove ? 'removed' : file.content === undefined ? 'created' : 'updated';
  return { entry, file, status, after, diff };
}

/**
 * Writes a planned change; returns the path of the backup when one was made.
 * @throws CodezError `conflict`, `forbidden` or `unavailable`; the file is as it was.
 */
export async function applyChange({ entry, file, status, after }: PlannedChange): Promise<string | undefined> {
  if (status === 'unchanged') return undefined;
  if (after !== undefined) return writeConfigFile(file, after, entry.newFileMode);
  await deleteConfigFile(file);
  return undefined;
}

function patch(entry: ManagedEntry, text: string, remove: boolean): string {
  try {
    return remove ? removeEntry(text, entry) : writeEntry(text, entry);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const place = `${entry.file}:${error.line}:${error.column}`;
    const hint = 'The file was left as it is; correct it there and run the command again.';
    throw new CodezError('invalid', `${place} is not valid: ${error.message}`, hint, { cause: error });
  }
}

/** A file without backup that holds nothing once the entry is gone was made for the entry, and goes with it. */
async function isOurs(file: ConfigFile, entry: ManagedEntry, after: string): Promise<boolean> {
  if (file.isLink || /\/\/|\/\*|#/.test(after)) return false;
  const left = entry.format.parse(after);
  const shells = [{}, ...entry.path.slice(0, -1).map((key) => ({ [key]: {} }))];
  if (!shells.some((shell) => isSame(left, shell))) return false;
  return !(await exists(backupPath(file)));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function shown(file: ConfigFile, text: string | undefined): string | undefined {
  return text === undefined ? undefined : file.bom + text;
}
