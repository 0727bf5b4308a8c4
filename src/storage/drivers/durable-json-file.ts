import type { Adapter } from 'lowdb';
import type { Ids } from '../../core/ids.ts';
import { openForReading, replaceDurably } from '../durable-files.ts';
import { isMissing } from '../storage-errors.ts';

/** A JSON file that holds no document: empty, `null`, or no JSON. */
export class DamagedJsonError extends Error {
  override readonly name = 'DamagedJsonError';
}

/**
 * A lowdb adapter whose writes are durable and whole, and which takes a damaged file for damage instead of for a
 * missing one. What the file already holds is not written again.
 */
export class DurableJsonFile<T> implements Adapter<T> {
  readonly path: string;
  readonly #ids: Ids;
  #text: string | undefined;

  constructor(path: string, ids: Ids) {
    this.path = path;
    this.#ids = ids;
  }

  /** Resolves to `null` when there is no file. @throws DamagedJsonError */
  async read(): Promise<T | null> {
    const read = await readJsonFile(this.path);
    this.#text = read?.text;
    return read === undefined ? null : (read.value as T);
  }

  /** @throws SyncError, or the system's error when nothing was written. */
  async write(data: T): Promise<void> {
    const text = `${JSON.stringify(data, null, 2)}\n`;
    if (text === this.#text) return;
    await replaceDurably(this.path, text, this.#ids.hex(6));
    this.#text = text;
  }
}

/** Resolves to `undefined` when there is no file. @throws DamagedJsonError when it holds no document. */
export async function readJsonFile(path: string): Promise<{ text: string; value: unknown } | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DamagedJsonError(text.trim() === '' ? 'it is empty' : (cause as Error).message, { cause });
  }
  if (value === null) throw new DamagedJsonError('it holds null');
  return { text, value };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const handle = await openForReading(path);
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
