import { hash, timingSafeEqual } from 'node:crypto';
import type { StoredKey } from './key-holder.ts';

const MARK = 'cz_';
const PREFIX_CHARACTERS = 8;

/** Nothing is known to hash to this: what unknown keys are compared with. */
const NO_HASH = Buffer.alloc(32, 0xa5);

/** Returns a new key, `cz_` and 32 random bytes as base64url, and what is kept of it. */
export function makeApiKey(randomBytes: Buffer): { readonly key: string; readonly stored: StoredKey } {
  if (randomBytes.length !== 32) throw new TypeError('a key is made of 32 bytes');
  const key = `${MARK}${randomBytes.toString('base64url')}`;
  return { key, stored: { prefix: prefixOf(key), sha256: hashOf(key).toString('hex') } };
}

/** Returns the public part of a key, by which it is found; of text that is no key what stands in that place. */
export function prefixOf(key: string): string {
  return key.slice(MARK.length, MARK.length + PREFIX_CHARACTERS);
}

/** Returns the SHA-256 of the whole key. A stored hash is never itself a key: it lacks the form. */
export function hashOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/**
 * Compares the hash of a presented key with a stored one, in the same time whatever differs; without a stored one
 * (unknown prefix) it compares with nothing's and says false.
 */
export function isSameHash(presented: Buffer, stored: Buffer | undefined): boolean {
  const isEqual = timingSafeEqual(presented, stored ?? NO_HASH);
  return isEqual && stored !== undefined;
}
