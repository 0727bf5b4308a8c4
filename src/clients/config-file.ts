import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readFile, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CodezError } from '../core/errors.ts';
import { randomIds } from '../core/ids.ts';
import { withFileLock } from './file-lock.ts';
import { positionOf } from './text-layout.ts';

const MAX_SIZE_BYTES = 64 * 1024 * 1024;
const BOM = '\uFEFF';

/** A configuration file as it was read. */
export interface ConfigFile {
  /** As the client knows it. */
  readonly path: string;
  /** Where the content is: `path`, or what it links to. */
  readonly target: string;
  readonly isLink: boolean;
  /** undefined when there is no file. */
  readonly content: Buffer | undefined;
  /** Content without byte order mark, '' when there is no file. */
  readonly text: string;
  readonly bom: string;
  readonly mode: number | undefined;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Reads a configuration file, following symbolic links.
 * @throws CodezError `invalid` when it is not a readable regular file of UTF-8 text.
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    const { target, isLink } = await resolveLink(path);
    const info = await stat(target).catch(ignoreMissing);
    if (info === undefined) {
      return { path, target, isLink, content: undefined, text: '', bom: '', mode: undefined, owner: undefined };
    }
    if (!info.isFile()) throw unreadable(path, 'it is not a regular file');
    if (info.size > MAX_SIZE_BYTES) throw unreadable(path, 'it is larger than 64 MiB');
    const content = await readFile(target);
    const decoded = decode(path, content);
    const bom = decoded.startsWith(BOM) ? BOM : '';
    const owner = { uid: info.uid, gid: info.gid };
    return { path, target, isLink, content, text: decoded.slice(bom.length), bom, mode: info.mode & 0o7777, owner };
  } catch (error) {
    if (error instanceof CodezError) throw error;
    throw unreadable(path, reasonOf(error), error);
  }
}

/** Returns the path of the copy that holds the content before the first change. */
export function backupPath(file: ConfigFile): string {
  return `${file.target}.bak`;
}

/**
 * Replaces the file's content in one step, with the file's own mode and owner; a copy of the previous content is kept
 * unless there is one. Returns the path of the copy when it was made.
 * @throws CodezError `conflict` when the file changed since it was read, `busy`, `forbidden` or `unavailable` when it cannot
 *   be written; the file is as it was.
 */
export async function writeConfigFile(
  file: ConfigFile,
  text: string,
  newFileMode: number,
): Promise<string | undefined> {
  const mode = file.mode ?? newFileMode;
  const temporary = join(dirname(file.target), `.${basename(file.target)}.${randomIds.hex(6)}.tmp`);
  try {
    await mkdir(dirname(file.target), { recursive: true, mode: 0o700 });
    if (file.content !== undefined) await access(file.target, constants.W_OK);
    return await withFileLock(file.path, async () => {
      await assertUnchanged(file);
      const backup = file.content === undefined ? undefined : await keepBackup(file, file.content, mode);
      await writeNew(temporary, file.bom + text, mode, file.owner);
      await assertUnchanged(file);
      await rename(temporary, file.target);
      return backup;
    });
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw unwritable(file.path, error);
  }
}

/** Deletes the file. @throws CodezError as `writeConfigFile`. */
export async function deleteConfigFile(file: ConfigFile): Promise<void> {
  try {
    await withFileLock(file.path, async () => {
      await assertUnchanged(file);
      await unlink(file.target);
    });
  } catch (error) {
    throw unwritable(file.path, error);
  }
}

/** Clients rewrite these files themselves: what they wrote since we read must not be lost. */
async function assertUnchanged(file: ConfigFile): Promise<void> {
  const now = await readFile(file.target).catch(ignoreMissing);
  const same = now === undefined || file.content === undefined ? now === file.content : now.equals(file.content);
  if (same) return;
  const message = `${file.path} was changed by another program at the same moment`;
  throw new CodezError('conflict', message, 'Nothing was written to it; run the command again.');
}

async function keepBackup(file: ConfigFile, content: Buffer, mode: number): Promise<string | undefined> {
  try {
    await writeNew(backupPath(file), content, mode, file.owner);
    return backupPath(file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  }
}

async function writeNew(
  path: string,
  content: string | Buffer,
  mode: number,
  owner: ConfigFile['owner'],
): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(content);
    if (owner !== undefined) {
      // Only a privileged user can give files away; anybody else owns what they write already.
      await handle.chown(owner.uid, owner.gid).catch(() => undefined);
      await handle.chmod(mode);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function resolveLink(path: string): Promise<{ target: string; isLink: boolean }> {
  const info = await lstat(path).catch(ignoreMissing);
  if (info?.isSymbolicLink() !== true) return { target: path, isLink: false };
  // A link to a file that is not there yet has no real path: the file is made where the link points.
  const target = (await realpath(path).catch(ignoreMissing)) ?? resolve(dirname(path), await readlink(path));
  return { target, isLink: true };
}

function decode(path: string, content: Buffer): string {
  const text = content.toString('utf8');
  if (isUtf8(content)) return text;
  const encoded = Buffer.from(text, 'utf8');
  const wrong = content.findIndex((byte, index) => byte !== encoded[index]);
  const { line, column } = positionOf(content.subarray(0, wrong).toString('latin1'), wrong);
  throw unreadable(`${path}:${line}:${column}`, 'it is not UTF-8 text');
}

function unreadable(place: string, reason: string, cause?: unknown): CodezError {
  const hint = 'The file was left as it is; mend or move it and run the command again.';
  return new CodezError('invalid', `${place} cannot be read: ${reason}`, hint, { cause });
}

function unwritable(path: string, error: unknown): CodezError {
  if (error instanceof CodezError) return error;
  const denied = ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error) ?? '');
  const message = `${path} cannot be written: ${reasonOf(error)}`;
  const hint = denied
    ? 'Make the file and its folder writable, or use --print and paste the entry.'
    : 'The file is as it was; see to the cause and run the command again.';
  return new CodezError(denied ? 'forbidden' : 'unavailable', message, hint, { cause: error });
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  ELOOP: 'its symbolic links form a circle',
  ENOTDIR: 'a part of its path is not a directory',
};

function reasonOf(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}
