import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { CodezError } from '../../core/errors.ts';
import { escapeControls } from '../../core/logger.ts';

/** What Linux takes as a path, in bytes. */
const MAX_PATH_BYTES = 4096;

/** A path made real as far as it exists. */
export interface RealPath {
  readonly path: string;
  /** Code of the system's refusal (`ENOENT`, `EACCES`, ...) where it is not there or cannot be looked at. */
  readonly trouble?: string;
}

/**
 * Returns `path` with every symbolic link of its existing part followed. `~` is no home directory here.
 * @throws CodezError `invalid` when it is not absolute, holds control characters or is too long
 */
export async function toRealPath(path: string): Promise<RealPath> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f]/.test(path) || Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new CodezError(
      'invalid',
      `${escapeControls(path.slice(0, 100))} cannot be a folder: it has control characters or is too long`,
      'Give the absolute path of an existing folder.',
    );
  }
  if (!isAbsolute(path)) {
    throw new CodezError(
      'invalid',
      `${path} is no absolute path`,
      'Give the whole path, e.g. /home/me/project; ~ and . stand for nothing here.',
    );
  }
  try {
    return { path: await realpath(path) };
  } catch (error) {
    const trouble = (error as NodeJS.ErrnoException).code ?? 'EIO';
    const parent = dirname(path);
    if (parent === path) return { path, trouble };
    return { path: join((await toRealPath(parent)).path, basename(path)), trouble };
  }
}

/** @throws CodezError why `real` is no folder to work in: `not_found`, `forbidden` or `invalid` */
export async function assertFolder(real: RealPath): Promise<void> {
  const trouble = real.trouble ?? (await troubleOf(real.path));
  if (trouble === undefined) return;
  if (trouble === 'ENOENT') {
    throw new CodezError('not_found', `There is no folder ${real.path}`, 'Make it first, or name an existing one.');
  }
  if (trouble === 'EACCES' || trouble === 'EPERM') {
    throw new CodezError('forbidden', `${real.path} cannot be entered (${trouble})`, 'Check its owner and mode.');
  }
  throw new CodezError('invalid', `${real.path} is no folder (${trouble})`, 'Name an existing folder.');
}

async function troubleOf(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? undefined : 'ENOTDIR';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EIO';
  }
}
