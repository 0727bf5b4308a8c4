import { basename } from 'node:path';
import { Low } from 'lowdb';
import { CodezError } from '../core/errors.ts';
import type { Ids } from '../core/ids.ts';
import { DamagedJsonError, DurableJsonFile } from './drivers/durable-json-file.ts';
import type { HealthBoard } from './health-board.ts';
import { copyToQuarantine } from './quarantine.ts';
import { SyncError, toStorageError } from './storage-errors.ts';
import type { Document, DocumentOptions } from './store.ts';

export interface JsonDocumentContext {
  readonly home: string;
  readonly path: string;
  readonly ids: Ids;
  readonly health: HealthBoard;
}

/** A small JSON file: a change is made on a copy, written, and only then seen. */
export class JsonDocument<T> implements Document<T> {
  readonly #context: JsonDocumentContext;
  readonly #file: DurableJsonFile<T>;
  #durable: Low<T>;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(context: JsonDocumentContext, file: DurableJsonFile<T>, durable: Low<T>) {
    this.#context = context;
    this.#file = file;
    this.#durable = durable;
  }

  /** @throws CodezError `unavailable` when the file is damaged; it is copied to `quarantine/` and left as it is. */
  static async open<T>(context: JsonDocumentContext, options: DocumentOptions<T>): Promise<JsonDocument<T>> {
    const file = new DurableJsonFile<T>(context.path, context.ids);
    const low = new Low<T>(file, options.initial);
    try {
      await low.read();
      low.data = options.parse(low.data);
    } catch (error) {
      throw await toReadError(context, error);
    }
    return new JsonDocument(context, file, low);
  }

  read(): T {
    return this.#durable.data;
  }

  async update(change: (current: T) => T): Promise<T> {
    if (this.#closed) throw new CodezError('unavailable', 'The store is closed', 'Start codez again.');
    const next = this.#last.then(() => this.#write(change));
    this.#last = next.catch(() => undefined);
    return await next;
  }

  /** Refuses further changes and waits for the accepted ones. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }

  async #write(change: (current: T) => T): Promise<T> {
    this.#context.health.assertWritable();
    const draft = new Low<T>(this.#file, change(structuredClone(this.#durable.data)));
    try {
      await draft.write();
    } catch (error) {
      if (error instanceof SyncError) this.#context.health.turnReadOnly(basename(this.#context.path), error.message);
      throw toStorageError(error, 'Writing', this.#context.path);
    }
    this.#durable = draft;
    return draft.data;
  }
}

async function toReadError(context: JsonDocumentContext, error: unknown): Promise<CodezError> {
  if (!(error instanceof DamagedJsonError)) return toStorageError(error, 'Reading', context.path);
  const copy = await copyToQuarantine(context.home, context.path);
  context.health.report(basename(context.path), error.message);
  return new CodezError(
    'unavailable',
    `${context.path} is damaged (${error.message}); a copy is in ${copy}`,
    'Repair the file or restore it from a backup; deleting it starts from the defaults.',
    { cause: error },
  );
}
