import { access, chmod, constants, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../core/logger.ts';
import { syncDirectory } from './durable-files.ts';
import { isMissing, systemCode, toStorageError } from './storage-errors.ts';
import { DIRECTORY_MODE } from './store-schema.ts';

/** Names that show that a directory is a data directory already. */
const OURS: ReadonlySet<string> = new Set(['meta.json', 'owner.lock', 'config.json']);

/**
 * Makes sure that the data directory exists, is writable, and is ours alone (0700). A directory that holds other
 * things keeps its mode: it may be somebody's, and what we write into it is 0600 and 0700 anyway.
 * @throws CodezError `unavailable`
 */
export async function prepareHome(home: string, logger: Logger): Promise<void> {
  try {
    await makeDirectories(home);
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
    const mode = (await stat(home)).mode & 0o777;
    if ((mode & 0o077) === 0) return;
    const names = await readdir(home);
    if (names.length === 0 || names.some((name) => OURS.has(name))) await chmod(home, DIRECTORY_MODE);
    else logger.warn('others may list the data directory', { home, mode: mode.toString(8) });
  } catch (error) {
    throw toStorageError(error, 'Opening the data directory', home);
  }
}

/** Makes `path` and its missing parents. By hand, since the recursive mkdir of Node never ends below /proc. */
async function makeDirectories(path: string): Promise<void> {
  const made = await mkdir(path, { mode: DIRECTORY_MODE }).catch(async (error: unknown) => {
    if (systemCode(error) === 'EEXIST') return 'there';
    if (!isMissing(error) || (await exists(dirname(path)))) throw error;
    await makeDirectories(dirname(path));
    await mkdir(path, { mode: DIRECTORY_MODE });
    return 'made';
  });
  if (made !== 'there') await syncDirectory(dirname(path));
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
