import { hash, timingSafeEqual } from 'node:crypto';
import type { StoredKey } from './key-holder.ts';

/** A key: `cz_` and 256 random bits as base64url. */
const KEY = /^cz_[A-Za-z0-9_-]{43}$/;
const MARK = 'cz_';
const PREFIX_CHARACTERS = 8;
const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Nothing is known to hash to this: what unknown keys are compared with. */
const NO_HASH = Buffer.alloc(32, 0xa5);

/** Returns a new key made of 32 random bytes, and what is kept of it. */
export function makeApiKey(randomBytes: Buffer): { readonly key: string; readonly stored: StoredKey } {
  if (randomBytes.length !== 32) throw new TypeError('a key is made of 32 bytes');
  const key = `${MARK}${randomBytes.toString('base64url')}`;
  return { key, stored: { prefix: prefixOf(key), sha256: hashOf(key).toString('hex') } };
}

/** Returns true for what has the form of a key. */
export function isApiKey(text: string): boolean {
  return KEY.test(text);
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

/** Returns true for what `makeApiKey` keeps of a key. */
export function isStoredKey(value: unknown): value is StoredKey {
  const { prefix, sha256 } = (value ?? {}) as Partial<Record<keyof StoredKey, unknown>>;
  return typeof prefix === 'string' && /^[A-Za-z0-9_-]{8}$/.test(prefix) && SHA256_HEX.test(String(sha256));
}
