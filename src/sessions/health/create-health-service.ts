import { type Clock, toIso } from '../../core/clock.ts';
import type { Logger } from '../../core/logger.ts';
import type { HealthAction, HealthService, Subsystem } from '../health.ts';
import type { HealingLog } from './healing-log.ts';
import type { Mended, PartState, WatchedPart } from './watched-part.ts';
import { withinTime } from './within-time.ts';

export interface HealthOptions {
  readonly parts: readonly WatchedPart[];
  readonly log: HealingLog;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What is known without looking. */
  readonly known: () => Pick<ReturnType<HealthService['summary']>, 'sessions' | 'hub' | 'store' | 'index'>;
  readonly everyMs?: number;
  /** How long one part may take. */
  readonly patienceMs?: number;
}

/** Health with the loop that mends what it can. */
export interface RunningHealth extends HealthService {
  /** Begins to look and mend, now and every 30 s. */
  start(): void;
  /** One round: mends, then looks. */
  round(): Promise<void>;
  /** Ends the loop; resolves when a round that is on has ended. */
  close(): Promise<void>;
}

/** Looks after the given parts; what a part throws, or never answers, counts as not well. */
export function createHealthService(options: HealthOptions): RunningHealth {
  const { parts, log, logger, clock, version, startedAt, known, everyMs = 30_000, patienceMs = 10_000 } = options;
  const regular = parts.filter(({ isLookedAtOnDemand }) => isLookedAtOnDemand !== true);
  const lastSeen = new Map<string, boolean>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const look = async (part: WatchedPart): Promise<Subsystem> => {
    const { ok, details } = await attempt(async () => await part.look());
    if (part.isLookedAtOnDemand !== true) {
      if (lastSeen.get(part.name) !== false && !ok) logger.warn('not well', { part: part.name, ...problemOf(details) });
      lastSeen.set(part.name, ok);
    }
    return { name: part.name, ok, details };
  };

  const attempt = async (work: () => Promise<PartState>): Promise<PartState> => {
    try {
      return await withinTime(work(), patienceMs);
    } catch (error) {
      return { ok: false, details: { problem: (error as Error).message } };
    }
  };

  const heal = async (part: WatchedPart): Promise<void> => {
    let mended: readonly Mended[];
    try {
      mended = (await (part.heal === undefined ? [] : withinTime(part.heal(), patienceMs))) ?? [];
    } catch (error) {
      logger.warn('mending failed', { part: part.name, error: (error as Error).message });
      return;
    }
    const at = toIso(clock());
    for (const { action, details } of mended) {
      logger.info(`mended: ${action}`, { part: part.name });
      log.add({ at, action, details: { part: part.name, ...details } } satisfies HealthAction);
    }
  };

  const round = async (): Promise<void> => {
    // One after the other: nobody waits for it, and calls come first.
    for (const part of regular) {
      await heal(part);
      await look(part);
    }
  };

  const service: RunningHealth = {
    summary() {
      const now = known();
      // What is known without looking counts at once, the rest from the last round on.
      const isKnownWell = now.store.state === 'ok' && now.index.state !== 'failed';
      const isWell = isKnownWell && ![...lastSeen.values()].includes(false);
      return { ok: isWell, version, uptime_ms: Math.max(0, clock() - startedAt), ...now };
    },
    async details() {
      // What is being mended just now belongs to the answer.
      await running;
      return { subsystems: await Promise.all(parts.map(look)), log: log.newestFirst() };
    },
    round() {
      running ??= round().finally(() => {
        running = undefined;
      });
      return running;
    },
    start() {
      const tick = (): void => void service.round();
      tick();
      timer ??= setInterval(tick, everyMs).unref();
    },
    async close() {
      clearInterval(timer);
      await running;
    },
  };
  return service;
}

function problemOf(details: PartState['details']): { problem?: string } {
  const problem = details['problem'];
  return typeof problem === 'string' ? { problem } : {};
}
