import { basename, dirname } from 'node:path';
import type { Clock } from '../../../core/clock.ts';
import type { Logger } from '../../../core/logger.ts';
import { statPath } from '../plain-files.ts';
import type { TranscriptWatch } from '../transcript-watch.ts';
import { FolderWatches } from './folder-watches.ts';
import { FollowedFiles } from './followed-files.ts';
import { TranscriptTree } from './transcript-tree.ts';

export interface TranscriptWatchOptions {
  /** `<config>/projects`; need not exist. */
  readonly root: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** How often everything is looked at, for what no watch has told. */
  readonly sweepMs?: number;
  /** More bytes than this in a file that was told of before are passed over. */
  readonly maxGapBytes?: number;
}

const SWEEP_MS = 30_000;
const MAX_GAP = 8 * 1024 * 1024;

/** Returns a watch on the transcripts below `root`; nothing happens before it is started. */
export function createTranscriptWatch(options: TranscriptWatchOptions): TranscriptWatch {
  const { root, logger, clock, sweepMs = SWEEP_MS, maxGapBytes = MAX_GAP } = options;
  const folders = new FolderWatches(logger);
  let files: FollowedFiles | undefined;
  let tree: TranscriptTree | undefined;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function sweep(): Promise<void> {
    clearTimeout(timer);
    await awaitRoot();
    await tree?.scan();
    if (isClosed) return;
    timer = setTimeout(sweepAgain, sweepMs);
    timer.unref();
  }

  function sweepAgain(): void {
    sweeping = sweeping.then(() => (isClosed ? undefined : sweep()));
  }

  /** While there is no root, the nearest folder above it that exists tells when the next one is made. */
  async function awaitRoot(): Promise<void> {
    folders.closeOthersThan('ancestor', () => false);
    const missing = await firstMissing(root);
    const parent = missing === undefined ? undefined : await statPath(dirname(missing));
    if (missing === undefined || parent === undefined || isClosed) return;
    folders.watch('ancestor', dirname(missing), parent.ino, (name) => {
      if (name === undefined || name === basename(missing)) sweepAgain();
    });
    // It may have been made while the watch was put up.
    if ((await statPath(missing)) !== undefined) await awaitRoot();
  }

  return {
    async start(onAppend, start = {}) {
      files = new FollowedFiles({ onAppend, ...start, logger, clock, maxGapBytes });
      tree = new TranscriptTree({ root, folders, files, clock });
      sweeping = sweep();
      await sweeping;
      files.startsOver();
    },
    skip: async (sessionId) => {
      // Its files may be so new that no watch has told of them.
      await tree?.find(sessionId);
      return (await files?.skip(sessionId)) ?? [];
    },
    drain: async () => {
      await sweeping;
      await tree?.settle();
      await files?.drain();
    },
    status: () => ({ directories: folders.count, files: files?.count ?? 0, problems: folders.problems }),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      folders.close();
      await sweeping;
      await tree?.settle();
      folders.close();
      await files?.close();
    },
  };
}

/** Returns the uppermost part of a path that does not exist; undefined when all of it does. */
async function firstMissing(path: string): Promise<string | undefined> {
  if ((await statPath(path)) !== undefined) return undefined;
  return dirname(path) === path ? undefined : ((await firstMissing(dirname(path))) ?? path);
}
