import type { Clock } from '../core/clock.ts';
import { createRateLimiter } from './create-rate-limiter.ts';
import type { FailedCredentials } from './failed-credentials.ts';
import { createRecentMap } from './recent-map.ts';

const FAILURES = { limit: 20, periodMs: 10 * 60_000 };
const BLOCK_MS = 30 * 60_000;
const MAX_BLOCKS = 32_768;

/**
 * Returns the count of wrong keys and tokens: 20 of a network within 10 min block it for 30 min, which further ones do
 * not make longer. Of too many blocks at once those seen last are kept: to push one out takes 20 wrong keys of each other
 * network.
 */
export function createFailedCredentials(clock: Clock, maxBlocks = MAX_BLOCKS): FailedCredentials {
  const failures = createRateLimiter(FAILURES, clock);
  const blockedAt = createRecentMap<number>(maxBlocks);

  const blockedMs = (network: string): number => {
    const begun = blockedAt.get(network);
    if (begun === undefined) return 0;
    const now = clock();
    // A clock that jumped back would make the block longer than it is.
    if (now < begun) blockedAt.set(network, now);
    const left = Math.min(begun, now) + BLOCK_MS - now;
    if (left <= 0) blockedAt.delete(network);
    return Math.max(0, left);
  };

  return {
    isBlocked: (network) => blockedMs(network) > 0,
    blockedSeconds: (network) => Math.ceil(blockedMs(network) / 1000),
    note: (network) => {
      if (blockedMs(network) > 0 || failures.take(network).remaining > 0) return;
      blockedAt.set(network, clock());
    },
  };
}
