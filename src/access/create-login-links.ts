import { createHash } from 'node:crypto';
import { BoundedMap } from '../core/bounded-map.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { LoginLinks } from './login-links.ts';

const CODE_BYTES = 32;
const BEARER_BYTES = 32;
const CODE_MS = 60_000;
const BEARER_MS = 8 * 3_600_000;
/** Links made and not yet forgotten, and pages signed in: what is beyond makes the oldest ones end. */
const MAX_KEPT = 64;
/** A clock that is set back by more than this ends what was made after its new time. */
const CLOCK_SLACK_MS = 60_000;

export interface LoginLinksOptions {
  readonly clock: Clock;
  /** Cryptographically strong random bytes. */
  readonly randomBytes: (size: number) => Buffer;
  readonly logger: Logger;
}

interface Span {
  readonly madeAt: number;
  readonly expiresAt: number;
}

/**
 * Returns login links that forget everything when the process ends. Codes and bearers are kept as SHA-256 hashes and
 * found by them, so that how long a look-up takes tells nothing of how much of a guess was right.
 */
export function createLoginLinks({ clock, randomBytes, logger }: LoginLinksOptions): LoginLinks {
  const codes = new BoundedMap<string, Span & { bearer?: string }>(MAX_KEPT);
  const bearers = new BoundedMap<string, Span>(MAX_KEPT);

  const isGood = ({ madeAt, expiresAt }: Span): boolean => {
    const now = clock();
    return now < expiresAt && now >= madeAt - CLOCK_SLACK_MS;
  };
  const forgetOld = (): void => {
    for (const [bearer, span] of bearers) if (!isGood(span)) bearers.delete(bearer);
    // A code that was used is remembered as long as its bearer is good: its second use must find it.
    for (const [code, span] of codes) {
      if (!isGood(span) && (span.bearer === undefined || !bearers.has(span.bearer))) codes.delete(code);
    }
  };
  const spanOf = (ms: number): Span => {
    const madeAt = clock();
    return { madeAt, expiresAt: madeAt + ms };
  };

  return {
    createCode() {
      forgetOld();
      const code = randomBytes(CODE_BYTES).toString('base64url');
      const span = spanOf(CODE_MS);
      codes.set(hashOf(code), { ...span });
      return { code, expiresAt: span.expiresAt };
    },
    exchange(code) {
      forgetOld();
      const found = codes.get(hashOf(code));
      if (found === undefined) return undefined;
      if (found.bearer !== undefined) {
        const isEnded = bearers.delete(found.bearer);
        logger.warn('a login link was used a second time', { first_use: isEnded ? 'signed out' : 'had ended' });
        return undefined;
      }
      if (!isGood(found)) return undefined;
      const bearer = `czl_${randomBytes(BEARER_BYTES).toString('base64url')}`;
      found.bearer = hashOf(bearer);
      const span = spanOf(BEARER_MS);
      bearers.set(found.bearer, span);
      return { bearer, expiresAt: span.expiresAt };
    },
    isBearer(credential) {
      const span = bearers.get(hashOf(credential));
      return span !== undefined && isGood(span);
    },
    revoke(bearer) {
      bearers.delete(hashOf(bearer));
    },
  };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
