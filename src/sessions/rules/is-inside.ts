import { isAbsolute, relative, sep } from 'node:path';

/** Returns true when `path` is `folder` or lies in it; both absolute and real. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
