import { CodezError } from '../core/errors.ts';

/** An fsync that failed: what the kernel holds is unknown from then on, so its store writes nothing more. */
export class SyncError extends Error {
  override readonly name = 'SyncError';
}

/** Returns the system's error code (`ENOSPC`, `EACCES`, ...) of anything thrown, or `undefined`. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Returns true when `error` says that a file does not exist. */
export function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space and try again; nothing was changed.'],
  EDQUOT: ['the disk quota is used up', 'Free some space and try again; nothing was changed.'],
  EFBIG: ['the file may not grow any further', 'Raise the file size limit and try again; nothing was changed.'],
  EROFS: ['the file system is read-only', 'Make it writable, or choose another data directory with --home.'],
  EACCES: ['access was denied', 'Correct the permissions, or choose another data directory with --home.'],
  EPERM: ['access was denied', 'Correct the permissions, or choose another data directory with --home.'],
  ENOENT: ['it cannot be made there', 'Choose another data directory with --home.'],
  ENOTDIR: ['a part of the path is not a directory', 'Choose another data directory with --home.'],
  EMFILE: ['too many files are open', 'Raise the limit of open files (ulimit -n) and try again.'],
};

/**
 * Returns `error` as a user should see it: `forbidden` for a symbolic link at one of our names, else `unavailable`
 * with the reason. A `CodezError` is returned as it is.
 */
export function toStorageError(error: unknown, action: string, path: string): CodezError {
  if (error instanceof CodezError) return error;
  const code = systemCode(error) ?? '';
  if (code === 'ELOOP') return symlinkRefused(path);
  const detail = error instanceof Error ? error.message : String(error);
  const [reason, hint] = REASONS[code] ?? [detail, 'Check the disk and try again.'];
  const shown = code === '' || REASONS[code] === undefined ? reason : `${reason} (${code})`;
  return new CodezError('unavailable', `${action} ${path} failed: ${shown}`, hint, { cause: error });
}

/** The error for a symbolic link where a file or directory of the store belongs. */
export function symlinkRefused(path: string): CodezError {
  return new CodezError(
    'forbidden',
    `${path} is a symbolic link, and the store follows none at its own names`,
    'Replace the link by the file or directory it points to.',
  );
}

/** The error for files written by a later version. */
export function newerSchema(path: string, found: unknown, known: number): CodezError {
  return new CodezError(
    'unavailable',
    `${path} was written by a newer version of codez (schema ${String(found)}, this version knows ${known})`,
    'Update codez, or choose another data directory with --home; nothing was changed.',
  );
}
