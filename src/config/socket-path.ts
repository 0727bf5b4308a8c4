import { closeSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { CodezError } from '../core/errors.ts';

/** What fits into a socket address on every system we run on, in bytes. */
const MAX_SOCKET_PATH_BYTES = 103;

/** A path under which a Unix socket can be bound or connected; `release` after that has happened. */
export interface ReachablePath {
  readonly path: string;
  release(): void;
}

/**
 * Returns a path for a socket file however deep its directory lies: a long one is reached through an open
 * descriptor of the directory, where the system has such paths (Linux).
 * @throws CodezError `invalid` where it has not
 */
export function reachableSocketPath(path: string, platform: NodeJS.Platform): ReachablePath {
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return { path, release() {} };
  if (platform !== 'linux') {
    throw new CodezError(
      'invalid',
      `The data directory's path is too long for a socket: ${path}`,
      'Choose a shorter --home.',
    );
  }
  const descriptor = openSync(dirname(path), 'r');
  return { path: `/proc/self/fd/${descriptor}/${basename(path)}`, release: () => closeSync(descriptor) };
}
