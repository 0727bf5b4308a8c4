import { CodezError } from '../core/errors.ts';

/** A change that is queued or on its way to disk. */
export interface WriteEntry<T> {
  readonly key: string;
  /** `undefined` deletes. */
  readonly value: T | undefined;
  /** The value as JSON; empty for a deletion. */
  readonly json: string;
  readonly at: number;
  readonly sizeBytes: number;
  /** The queued change this one was decided on; when that one fails, so does this one. */
  dependsOn: WriteEntry<T> | undefined;
  /** Already visible to readers: a value written behind. */
  readonly isBehind: boolean;
  /** Settles with the whole batch; `error` says whether this entry was refused on its own. */
  durable: Promise<void>;
  /** Set when the change was not written. */
  error: Error | undefined;
}

/** Resolves when `entry` is durable and applied. @throws what it was refused with. */
export async function whenDurable<T>(entry: WriteEntry<T>): Promise<void> {
  await entry.durable;
  if (entry.error !== undefined) throw entry.error;
}

/** Bytes of a journal line besides key and value: checksum, sequence, field names, time. */
const LINE_OVERHEAD = 80;

const SETTLED = Promise.resolve();

/** Returns an entry for the queue. @throws TypeError when the value is not JSON. */
export function createWriteEntry<T>(
  key: string,
  value: T | undefined,
  at: number,
  dependsOn?: WriteEntry<T>,
  isBehind = false,
): WriteEntry<T> {
  const json = value === undefined ? '' : JSON.stringify(value);
  if (json === undefined) throw new TypeError(`the value of ${key} is not JSON`);
  const sizeBytes = LINE_OVERHEAD + key.length + json.length;
  return { key, value, json, at, sizeBytes, dependsOn, isBehind, durable: SETTLED, error: undefined };
}

/** Returns the JSON of the journal line of `entry` as record `seq`. */
export function toRecordJson<T>(entry: WriteEntry<T>, seq: number): string {
  const head = `{"s":${seq},"o":"${entry.value === undefined ? 'del' : 'put'}","k":${JSON.stringify(entry.key)}`;
  return entry.value === undefined ? `${head},"at":${entry.at}}` : `${head},"v":${entry.json},"at":${entry.at}}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a key may not hold
const KEY = /^[^\u0000-\u001f]{1,512}$/;

/** @throws CodezError `invalid` when `key` cannot be the key of a record. */
export function assertKey(key: string): void {
  if (KEY.test(key)) return;
  throw new CodezError(
    'invalid',
    'A key of the store has 1 to 512 characters and no control characters',
    'Use a shorter or plainer key.',
  );
}
