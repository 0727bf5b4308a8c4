import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import type { ProcessTable } from '../../claude/process/process-table.ts';
import { RunDirectory } from '../../claude/process/run-directory.ts';
import { isSessionId } from '../../claude/transcripts/transcripts.ts';
import type { Clock } from '../../core/clock.ts';
import type { Mended, WatchedPart } from './watched-part.ts';

/** So long a run may be nobody's: it is being started, adopted or told. */
const GRACE_MS = 10 * 60 * 1000;

export interface RunDirectoriesOptions {
  /** Where the run directories lie. */
  readonly runRoot: string;
  readonly table: Pick<ProcessTable, 'readingFrom'>;
  /** Whether codez has a process for this session. */
  readonly isLive: (sessionId: string) => boolean;
  readonly clock: Clock;
  /** When this server started, milliseconds since the epoch. */
  readonly startedAt: number;
}

/**
 * The run directories that belong to no live session. Ten minutes after anything happened in one it is removed when
 * its process is gone; one whose process still runs is left alone and said.
 */
export function createRunDirectoriesPart(options: RunDirectoriesOptions): WatchedPart {
  const { runRoot, table, isLive, clock, startedAt } = options;

  const findUnowned = async (): Promise<RunDirectory[]> => {
    if (clock() - startedAt < GRACE_MS) return [];
    const entries = await readdir(runRoot, { withFileTypes: true }).catch((): Dirent[] => []);
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const unowned: RunDirectory[] = [];
    for (const name of names.filter((candidate) => isSessionId(candidate) && !isLive(candidate))) {
      const directory = new RunDirectory(runRoot, name);
      if (clock() - (await lastChangeOf(directory)) > GRACE_MS) unowned.push(directory);
    }
    return unowned;
  };
  const isRead = async ({ inPath }: RunDirectory): Promise<boolean> => (await table.readingFrom(inPath)).length > 0;

  return {
    name: 'run_directories',
    async look() {
      const running: string[] = [];
      let stale = 0;
      for (const directory of await findUnowned()) {
        if (await isRead(directory)) running.push(directory.sessionId);
        else stale++;
      }
      if (running.length === 0) return { ok: true, details: { stale } };
      const problem = 'processes of sessions run that codez could not take over';
      return { ok: false, details: { problem, session_ids: running.slice(0, 20), stale } };
    },
    async heal() {
      const mended: Mended[] = [];
      for (const directory of await findUnowned()) {
        if (await isRead(directory)) continue;
        await directory.check(process.getuid?.());
        await directory.remove();
        mended.push({ action: 'removed a stale run directory', details: { session_id: directory.sessionId } });
      }
      return mended;
    },
  };
}

async function lastChangeOf({ path, outPath }: RunDirectory): Promise<number> {
  const changes = [path, outPath].map((name) =>
    lstat(name).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(changes)));
}
