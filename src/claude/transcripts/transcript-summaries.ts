import type { Stats } from 'node:fs';
import { BoundedMap } from '../../core/bounded-map.ts';
import { ChunkPool, type CountedTo, countTranscript, isStillThere, NOTHING_COUNTED } from './count-transcript.ts';
import { openPlainFile, type PlainFile, statPath } from './plain-files.ts';
import { titleOf } from './session-title.ts';
import { TranscriptTally } from './transcript-tally.ts';
import type { TranscriptSummary } from './transcripts.ts';

/** Where a session's transcript lies. */
export interface TranscriptPlace {
  readonly sessionId: string;
  readonly slug: string;
  readonly path: string;
}

/** Summaries of transcripts, kept as long as their files do not change and carried on when these grow. */
export interface TranscriptSummaries {
  /** Undefined when the transcript cannot be read. */
  read(place: TranscriptPlace): Promise<TranscriptSummary | undefined>;
  /** True when the transcript itself holds records of sub-agents, as older versions wrote them. */
  hasSidechains(place: TranscriptPlace): Promise<boolean>;
}

interface Known {
  readonly stats: Stats;
  readonly tally: TranscriptTally;
  readonly counted: CountedTo;
}

/** Summaries kept at a time; each takes about 2 KB. */
const MAX_KNOWN = 20_000;

export function createTranscriptSummaries(): TranscriptSummaries {
  const known = new BoundedMap<string, Known>(MAX_KNOWN);
  const running = new Map<string, Promise<Known | undefined>>();
  const pool = new ChunkPool();

  const count = async (path: string): Promise<Known | undefined> => {
    const before = known.get(path);
    if (before !== undefined) {
      const stats = await statPath(path);
      if (stats !== undefined && isSame(stats, before.stats)) return before;
    }
    known.delete(path);
    const file = await openPlainFile(path);
    if (file === undefined) return undefined;
    try {
      const { stats } = file;
      const isGrown = before !== undefined && (await hasGrown(file, before));
      const tally = isGrown ? before.tally : new TranscriptTally();
      const counted = await countTranscript(file, tally, isGrown ? before.counted : NOTHING_COUNTED, pool);
      const now = { stats, tally, counted };
      known.set(path, now);
      return now;
    } finally {
      await file.close();
    }
  };

  /** One count of a file at a time: two would count the same lines twice. */
  const countOnce = (path: string): Promise<Known | undefined> => {
    const current = running.get(path);
    if (current !== undefined) return current;
    const counting = count(path).finally(() => running.delete(path));
    running.set(path, counting);
    return counting;
  };

  return {
    async read(place) {
      const found = await countOnce(place.path);
      return found === undefined ? undefined : toSummary(place, found);
    },
    async hasSidechains(place) {
      return ((await countOnce(place.path))?.tally.sidechainRecords ?? 0) > 0;
    },
  };
}

async function hasGrown(file: PlainFile, before: Known): Promise<boolean> {
  if (!isSameFile(file.stats, before.stats) || file.stats.size <= before.stats.size) return false;
  return isStillThere(file, before.counted);
}

function isSameFile(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function isSame(one: Stats, other: Stats): boolean {
  return isSameFile(one, other) && one.size === other.size && one.mtimeMs === other.mtimeMs;
}

function toSummary({ sessionId, slug }: TranscriptPlace, { stats, tally }: Known): TranscriptSummary {
  const updatedAt = tally.updatedAt ?? Math.floor(stats.mtimeMs);
  const { cwd, model, gitBranch, forkedFrom, messageCount } = tally;
  return {
    sessionId,
    slug,
    title: titleOf(tally.titles),
    cwd,
    createdAt: tally.createdAt ?? Math.min(Math.floor(stats.birthtimeMs), updatedAt),
    updatedAt,
    messageCount,
    ...(model === undefined ? {} : { model }),
    ...(gitBranch === undefined ? {} : { gitBranch }),
    ...(forkedFrom === undefined ? {} : { forkedFrom }),
    sizeBytes: stats.size,
  };
}
