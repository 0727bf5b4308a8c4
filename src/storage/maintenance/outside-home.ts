import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { CodezError } from '../../core/errors.ts';

/**
 * Makes sure that a file or folder to be made at `target` does not lie in the data directory `home`, symbolic links
 * on the way to it followed: what is written there could be read as a part of the store.
 * @throws CodezError `invalid`
 */
export async function assertOutsideHome(home: string, target: string): Promise<void> {
  if (isAbsolute(target) && isOutside(home, target) && isOutside(await resolveLinks(home), await place(target))) return;
  throw new CodezError(
    'invalid',
    `${target} cannot be written: it must be an absolute path outside the data directory`,
    'Give another place.',
    { fields: { target: ['must be an absolute path outside the data directory'] } },
  );
}

function isOutside(home: string, target: string): boolean {
  const inside = relative(home, target);
  return inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside);
}

async function place(target: string): Promise<string> {
  return join(await resolveLinks(dirname(target)), basename(target));
}

/** A path that cannot be resolved stays as it is: making something there fails, and says why. */
async function resolveLinks(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}
