import { CodezError } from '../../core/errors.ts';
import { isInside } from './is-inside.ts';
import { assertFolder, toRealPath } from './real-folder.ts';
import type { SessionLimits } from './session-limits.ts';

/**
 * Returns the real path of the folder a session is to work in: below an allowed root and in no forbidden folder once
 * every symbolic link is followed. Whether a folder outside the roots exists is not told.
 * @throws CodezError `invalid` for what is no absolute path of a folder; `not_found`; `forbidden` outside the roots,
 *   in a forbidden folder, or when it cannot be entered
 */
export async function resolveWorkingFolder(
  cwd: string,
  limits: Pick<SessionLimits, 'roots' | 'forbidden'>,
): Promise<string> {
  const real = await toRealPath(cwd);
  if (!limits.roots.some((root) => isInside(real.path, root))) {
    throw new CodezError('forbidden', `${cwd} is outside the folders sessions may work in`, howToAllow(limits.roots));
  }
  const closed = limits.forbidden.find((folder) => isInside(real.path, folder));
  if (closed !== undefined) {
    throw new CodezError(
      'forbidden',
      `${cwd} is in ${closed}, where no session may work: it holds what codez itself relies on`,
      'Choose another folder.',
    );
  }
  await assertFolder(real);
  return real.path;
}

function howToAllow(roots: readonly string[]): string {
  const more = 'start the server with --session-root (sessions.roots in config.json)';
  return roots.length === 0
    ? `No folder is allowed: ${more}.`
    : `Choose a folder in ${roots.join(' or ')}; to allow another one as well, ${more} for each.`;
}
