import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing, SyncError, symlinkRefused, systemCode, toStorageError } from './storage-errors.ts';
import { DIRECTORY_MODE, FILE_MODE } from './store-schema.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** Opens an existing file for reading; never follows a symbolic link in its last part. */
export function openForReading(path: string): Promise<FileHandle> {
  // A named pipe in the place of a file is empty rather than waited for.
  return open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}

/** Opens an existing file for reading and repair. */
export function openForRepair(path: string): Promise<FileHandle> {
  return open(path, O_RDWR | O_NOFOLLOW);
}

/** Creates a file that must not exist yet, mode 0600. */
export function createExclusively(path: string): Promise<FileHandle> {
  return open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE);
}

/** Waits until a file's content is on disk. @throws SyncError */
export async function syncFile(handle: FileHandle, path: string): Promise<void> {
  try {
    await handle.datasync();
  } catch (cause) {
    throw new SyncError(`fsync of ${path} failed`, { cause });
  }
}

/** Waits until the names in a directory are on disk. @throws SyncError */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, O_RDONLY | O_DIRECTORY);
  try {
    await handle.sync();
  } catch (cause) {
    // Some file systems (FUSE, network) cannot sync a directory at all: EINVAL then says so on every call.
    if (systemCode(cause) !== 'EINVAL') throw new SyncError(`fsync of directory ${path} failed`, { cause });
  } finally {
    await handle.close();
  }
}

/**
 * Replaces the content of `path`, so that a crash leaves the old or the new one, never a part: a temporary file in
 * the same directory (`path.<suffix>.tmp`, mode 0600), fsync, rename, fsync of the directory.
 * @throws SyncError when an fsync failed; any other error leaves the old content.
 */
export async function replaceDurably(path: string, content: string | Uint8Array, suffix: string): Promise<void> {
  await refuseSymlink(path);
  const temporary = `${path}.${suffix}.tmp`;
  const handle = await createExclusively(temporary);
  try {
    try {
      await handle.writeFile(content);
      await syncFile(handle, temporary);
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** @throws CodezError `forbidden` when `path` is a symbolic link. */
export async function refuseSymlink(path: string): Promise<void> {
  try {
    if ((await lstat(path)).isSymbolicLink()) throw symlinkRefused(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Makes sure that `path` is a directory of ours with mode 0700; creates it durably when it does not exist. */
export async function ensureDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: DIRECTORY_MODE });
    await syncDirectory(dirname(path));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw toStorageError(error, 'Making the directory', path);
    await tightenDirectory(path);
  }
}

/**
 * Gives an existing directory of ours the mode 0700; one that does not exist stays so.
 * @throws CodezError `forbidden` when it is a symbolic link
 */
export async function tightenDirectory(path: string): Promise<void> {
  try {
    await refuseSymlink(path);
    const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    try {
      if (((await handle.stat()).mode & 0o777) !== DIRECTORY_MODE) await handle.chmod(DIRECTORY_MODE);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isMissing(error)) throw toStorageError(error, 'Opening the directory', path);
  }
}
