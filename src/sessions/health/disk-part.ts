import { statfs } from 'node:fs/promises';
import type { WatchedPart } from './watched-part.ts';

const MIN_FREE_BYTES = 200 * 1024 * 1024;

/** The file system of `folder`: not well with less than 200 MiB free for this user. */
export function createDiskPart(folder: string, minFreeBytes = MIN_FREE_BYTES): WatchedPart {
  return {
    name: 'disk',
    async look() {
      const { bavail, bsize, blocks } = await statfs(folder);
      const freeBytes = bavail * bsize;
      const isLow = freeBytes < minFreeBytes;
      return {
        ok: !isLow,
        details: {
          free_bytes: freeBytes,
          total_bytes: blocks * bsize,
          ...(isLow ? { problem: `less than ${minFreeBytes} bytes free below ${folder}` } : {}),
        },
      };
    },
  };
}
