import type { Rate } from '../config/setting-schemas.ts';
import type { Clock } from '../core/clock.ts';
import type { RateLimiter, RateState } from './rate-limiter.ts';
import { createRecentMap } from './recent-map.ts';

/** A period is counted in so many parts; the oldest is forgotten whole. */
const SLOTS = 10;
/** Keys kept at most of those that used little, and again of those that used more than half their limit. */
const MAX_KEYS = 32_768;

/** What a key used within the last period: a ring of counts, of which the newest began at `startedAt`. */
interface Usage {
  startedAt: number;
  slot: number;
  readonly counts: number[];
  total: number;
}

/**
 * Returns a limiter with a sliding window: the first request of a quiet key begins its window, so that nobody shares an
 * edge with others; exactly `limit` fit into the period after it, and never more than `limit` into any nine tenths of a
 * period (a fixed window would let twice as many through at its edge). What is refused does not count.
 *
 * Memory is bounded. Of too many keys those seen last are kept, and those that used little never displace those that used
 * more than half: to have itself forgotten, a caller needs thousands of other addresses that go to half the limit each.
 * When the clock jumps back, what was counted ends a period later at most.
 */
export function createRateLimiter({ limit, periodMs }: Rate, clock: Clock, maxKeys = MAX_KEYS): RateLimiter {
  const slotMs = periodMs / SLOTS;
  const quiet = createRecentMap<Usage>(maxKeys);
  const busy = createRecentMap<Usage>(maxKeys);

  const usageOf = (key: string, now: number): Usage => {
    const known = busy.get(key) ?? quiet.get(key);
    if (known !== undefined) {
      advance(known, now, slotMs);
      return known;
    }
    const usage = { startedAt: now, slot: 0, counts: new Array<number>(SLOTS).fill(0), total: 0 };
    quiet.set(key, usage);
    return usage;
  };

  return {
    take(key, cost = 1): RateState {
      const now = clock();
      const usage = usageOf(key, now);
      const isOver = usage.total + cost > limit;
      if (!isOver) {
        usage.counts[usage.slot] = (usage.counts[usage.slot] ?? 0) + cost;
        usage.total += cost;
        if (usage.total * 2 > limit && quiet.delete(key)) busy.set(key, usage);
      }
      return {
        limit,
        remaining: limit - usage.total,
        resetSeconds: toSeconds(msUntilFree(usage, usage.total, now, slotMs)),
        retryAfterSeconds: isOver ? toSeconds(msUntilFree(usage, usage.total + cost - limit, now, slotMs)) : 0,
        isOver,
      };
    },
  };
}

/** Forgets what is older than a period. */
function advance(usage: Usage, now: number, slotMs: number): void {
  if (now < usage.startedAt) usage.startedAt = now;
  const passed = Math.floor((now - usage.startedAt) / slotMs);
  for (let step = Math.min(passed, SLOTS); step > 0; step--) {
    usage.slot = (usage.slot + 1) % SLOTS;
    usage.total -= usage.counts[usage.slot] ?? 0;
    usage.counts[usage.slot] = 0;
  }
  usage.startedAt = usage.total === 0 ? now : usage.startedAt + passed * slotMs;
}

/** Returns when `wanted` of what was used will have been forgotten; all of it when that is less. */
function msUntilFree(usage: Usage, wanted: number, now: number, slotMs: number): number {
  const { slot, counts, total, startedAt } = usage;
  let free = 0;
  for (let age = SLOTS - 1; age >= 0; age--) {
    free += counts[(slot + SLOTS - age) % SLOTS] ?? 0;
    if (free > 0 && free >= Math.min(wanted, total)) return startedAt + (SLOTS - age) * slotMs - now;
  }
  return 0;
}

function toSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
