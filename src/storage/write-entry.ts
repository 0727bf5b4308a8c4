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
  readonly dependsOn: WriteEntry<T> | undefined;
  /** Already visible to readers: a value written behind. */
  readonly isBehind: boolean;
  isFailed: boolean;
  readonly durable: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Bytes of a journal line besides key and value: checksum, sequence, field names, time. */
const LINE_OVERHEAD = 80;

export interface WriteRequest<T> {
  readonly key: string;
  readonly value: T | undefined;
  readonly at: number;
  readonly dependsOn?: WriteEntry<T> | undefined;
  readonly isBehind?: boolean;
}

/** Returns an entry for the queue. @throws TypeError when the value is not JSON. */
export function createWriteEntry<T>(request: WriteRequest<T>): WriteEntry<T> {
  const json = request.value === undefined ? '' : JSON.stringify(request.value);
  if (json === undefined) throw new TypeError(`the value of ${request.key} is not JSON`);
  let resolve = (): void => {};
  let reject = (_error: unknown): void => {};
  const durable = new Promise<void>((onDurable, onFailure) => {
    resolve = onDurable;
    reject = onFailure;
  });
  return {
    key: request.key,
    value: request.value,
    json,
    at: request.at,
    sizeBytes: LINE_OVERHEAD + request.key.length + json.length,
    dependsOn: request.dependsOn,
    isBehind: request.isBehind ?? false,
    isFailed: false,
    durable,
    resolve,
    reject,
  };
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
