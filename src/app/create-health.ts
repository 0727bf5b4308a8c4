import type { HomePaths } from '../config/paths.ts';
import { type Clock, toIso } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { EventLog } from '../sessions/events/event-log.ts';
import { createHealthService, type RunningHealth } from '../sessions/health/create-health-service.ts';
import { createDiskPart } from '../sessions/health/disk-part.ts';
import { openHealingLog } from '../sessions/health/healing-log.ts';
import { createIndexPart } from '../sessions/health/index-part.ts';
import { createTemporaryFilesPart } from '../sessions/health/temporary-files-part.ts';
import type { WatchedPart } from '../sessions/health/watched-part.ts';
import type { Mirror } from '../sessions/mirror/create-mirror.ts';
import type { Store } from '../storage/store.ts';

export interface CreateHealthOptions {
  readonly paths: HomePaths;
  readonly store: Store;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly version: string;
  readonly startedAt: number;
  readonly countSessions: () => { live: number; mirror: number };
  readonly index: SearchIndex;
  /** What is to be looked after besides the data directory. */
  readonly parts: readonly WatchedPart[];
}

/** Puts health together: the store, its disk and files, and what else is given. */
export async function createHealth(options: CreateHealthOptions): Promise<RunningHealth> {
  const { paths, store, logger, clock, version, startedAt, countSessions, index, parts } = options;
  return createHealthService({
    parts: [
      storePart(store),
      createDiskPart(paths.home),
      createTemporaryFilesPart(paths.home, clock),
      createIndexPart(index),
      ...parts,
      ...NONE,
    ],
    log: await openHealingLog(store, logger),
    logger,
    clock,
    version,
    startedAt,
    known: () => ({
      sessions: countSessions(),
      hub: { state: 'none' },
      store: { state: store.health().state },
      index: { state: stateOf(index) },
    }),
  });
}

/** What this version does not have. */
const NONE: readonly WatchedPart[] = ['hub'].map((name) => ({
  name,
  look: () => ({ ok: true, details: { state: 'none' } }),
}));

function stateOf(index: SearchIndex): 'none' | 'building' | 'ready' | 'failed' {
  const { state } = index.status();
  return state === 'off' ? 'none' : state;
}

function storePart(store: Store): WatchedPart {
  return {
    name: 'store',
    look() {
      const { state, problems } = store.health();
      const shown = problems.slice(-20).map(({ at, file, message }) => ({ at: toIso(at), file, message }));
      return { ok: state === 'ok', details: { state, problems: shown } };
    },
  };
}

/** The event log, for health. */
export function eventsPart(events: Pick<EventLog, 'status'>): WatchedPart {
  return {
    name: 'events',
    look() {
      const { problem, ...details } = events.status();
      return { ok: problem === undefined, details: { ...details, ...(problem === undefined ? {} : { problem }) } };
    },
  };
}

/** What follows the transcripts, for health: not well while a folder cannot be watched. */
export function transcriptsPart(mirror: Pick<Mirror, 'status'>): WatchedPart {
  return {
    name: 'transcripts',
    look() {
      const { problems, ...details } = mirror.status();
      const [problem] = problems;
      if (problem === undefined) return { ok: true, details };
      return { ok: false, details: { ...details, problem, problems: problems.slice(0, 20) } };
    },
  };
}
