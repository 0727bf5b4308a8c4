import { hash } from 'node:crypto';
import { BoundedMap } from '../../core/bounded-map.ts';
import type { Clock } from '../../core/clock.ts';
import type { TokenFacts } from '../../people/people.ts';
import type { TokenRefusal } from './token-verifier.ts';

/** A good token: what it is worth here if it is meant for us, and to whomever it is meant. */
export interface GoodToken {
  readonly audiences: readonly string[];
  readonly facts: TokenFacts;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
}

export type Finding = GoodToken | TokenRefusal;

/** What was found out about tokens, by their hash; the tokens themselves are not kept. */
export interface VerdictCache {
  find(hashed: string): Finding | undefined;
  keep(hashed: string, finding: Finding): void;
  /** True for a token that was good when it was looked up last, however long ago. */
  wasGood(hashed: string): boolean;
}

const GOOD_MS = 60_000;
const REFUSED_MS = 10_000;
/** Wrong tokens are many when somebody guesses: they make no room at the cost of good ones. */
const MAX_GOOD = 2_000;
const MAX_REFUSED = 10_000;

const EXPIRED: TokenRefusal = { refused: 'expired', reason: 'the token has expired' };

/** Returns a cache; `now` counts milliseconds of a clock that never jumps, `clock` tells when tokens end. */
export function createVerdictCache(now: () => number, clock: Clock): VerdictCache {
  const good = new BoundedMap<string, { readonly token: GoodToken; readonly until: number }>(MAX_GOOD);
  const refused = new BoundedMap<string, { readonly refusal: TokenRefusal; readonly until: number }>(MAX_REFUSED);
  const onceGood = new BoundedMap<string, true>(MAX_GOOD);
  return {
    find(hashed) {
      const found = good.get(hashed);
      if (found !== undefined) {
        if (now() < found.until) {
          const { expiresAt } = found.token;
          return expiresAt !== undefined && expiresAt <= clock() ? EXPIRED : found.token;
        }
        good.delete(hashed);
      }
      const other = refused.get(hashed);
      if (other === undefined) return undefined;
      if (now() < other.until) return other.refusal;
      refused.delete(hashed);
      return undefined;
    },
    keep(hashed, finding) {
      if ('refused' in finding) {
        refused.set(hashed, { refusal: finding, until: now() + REFUSED_MS });
        onceGood.delete(hashed);
      } else {
        good.set(hashed, { token: finding, until: now() + GOOD_MS });
        onceGood.set(hashed, true);
      }
    },
    wasGood: (hashed) => onceGood.has(hashed),
  };
}

/** Returns the name under which a token is kept. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64');
}
