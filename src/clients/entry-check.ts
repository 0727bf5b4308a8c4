import { isDeepStrictEqual } from 'node:util';
import type { EntryContent } from './target.ts';

/** Returns the value at `path` of plain objects, undefined when there is none. */
export function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const key of path) {
    if (!isTable(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Returns true for an object that is neither an array nor a date. */
export function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * Returns true when `after` holds `value` at `path` (nothing there when undefined) and is otherwise what `before` is,
 * apart from empty tables on the way to `path`.
 */
export function onlyEntryDiffers(
  before: unknown,
  after: unknown,
  path: readonly string[],
  value: EntryContent | undefined,
): boolean {
  return isSame(valueAt(after, path), value) && isSame(without(before, path), without(after, path));
}

/** Returns true when two parsed values are equal, whatever parser made their objects. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function without(document: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (!isTable(document) || key === undefined) return document;
  const { [key]: inner, ...others } = document;
  const remaining = rest.length === 0 ? undefined : without(inner, rest);
  if (remaining === undefined || (isTable(remaining) && Object.keys(remaining).length === 0)) return others;
  return { ...others, [key]: remaining };
}
