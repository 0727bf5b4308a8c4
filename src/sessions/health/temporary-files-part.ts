import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import type { Mended, WatchedPart } from './watched-part.ts';

/** So old, a file that was being written is none any more. */
const STALE_AFTER_MS = 60 * 60 * 1000;

/** What a killed process was writing in the data directory: removed when it is an hour old. */
export function createTemporaryFilesPart(home: string, clock: Clock): WatchedPart {
  const folders = [home, join(home, 'cache'), join(home, 'quarantine')];
  return {
    name: 'temporary_files',
    async look() {
      return { ok: true, details: { stale: (await findStale(folders, clock())).length } };
    },
    async heal() {
      const mended: Mended[] = [];
      for (const path of await findStale(folders, clock())) {
        await rm(path, { force: true });
        mended.push({ action: 'removed a stale temporary file', details: { file: path.slice(home.length + 1) } });
      }
      return mended;
    },
  };
}

async function findStale(folders: readonly string[], now: number): Promise<string[]> {
  const stale: string[] = [];
  for (const folder of folders) {
    // One that is not there holds nothing.
    const names = await readdir(folder).catch((): string[] => []);
    for (const name of names.filter((candidate) => candidate.endsWith('.tmp'))) {
      const path = join(folder, name);
      const stats = await lstat(path).catch(() => undefined);
      if (stats?.isFile() === true && now - stats.mtimeMs > STALE_AFTER_MS) stale.push(path);
    }
  }
  return stale;
}
