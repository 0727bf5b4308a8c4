import { CodezError } from '../core/errors.ts';
import type { Principal } from '../core/principal.ts';

/** Returns the spaces a call reads: the named one if the caller may read it, else none; without a name all of them. */
export function readableSpaces(by: Principal, space?: string): string[] {
  if (space === undefined) return [...by.spaces.readable];
  return by.spaces.readable.has(space) ? [space] : [];
}

/** Returns the space a call about one note means: the named one or the caller's own. */
export function spaceOf(by: Principal, space?: string): string {
  return space ?? by.spaces.own;
}

/**
 * Returns the space a call writes to.
 * @throws CodezError `not_found` for a space the caller may not read, as for one that does not exist;
 *   `forbidden` for one it may only read
 */
export function writableSpace(by: Principal, space?: string): string {
  const name = spaceOf(by, space);
  if (by.spaces.writable.has(name)) return name;
  if (!by.spaces.readable.has(name)) {
    throw new CodezError(
      'not_found',
      `There is no space ${JSON.stringify(name.slice(0, 64))} that you may use`,
      'Leave space out for your own, or ask the owner to share one with you.',
    );
  }
  throw new CodezError(
    'forbidden',
    `The space ${name} is read-only for you`,
    'Write to your own space, or ask the owner for the right to write here.',
  );
}
