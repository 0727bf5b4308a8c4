import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Collection } from './collection.ts';
import { Compactor } from './compactor.ts';
import type { HeldLock } from './drivers/owner-lock.ts';
import { tightenDirectory } from './durable-files.ts';
import type { HealthBoard } from './health-board.ts';
import { JournalCollection } from './journal-collection.ts';
import { JournalWriter } from './journal-writer.ts';
import { JsonDocument } from './json-document.ts';
import { recoverCollection } from './recovery.ts';
import { SerialGate } from './serial-gate.ts';
import { toStorageError } from './storage-errors.ts';
import type { Document, DocumentOptions, Store, StoreHealth } from './store.ts';
import { RESERVED_NAMES } from './store-schema.ts';

/** A collection with what keeps its files. */
export interface OpenCollection {
  readonly collection: JournalCollection<unknown>;
  readonly writer: JournalWriter;
  readonly compactor: Compactor;
}

export interface JsonStoreOptions {
  readonly home: string;
  readonly storeId: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly health: HealthBoard;
  readonly lock: HeldLock;
  readonly compactAfterBytes: number;
}

const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** The store of one data directory: collections and documents, each opened once. Made by `openStore`. */
export class JsonStore implements Store {
  readonly home: string;
  readonly storeId: string;
  readonly #options: JsonStoreOptions;
  readonly #collections = new Map<string, Promise<OpenCollection>>();
  readonly #documents = new Map<string, Promise<JsonDocument<unknown>>>();
  /** Held by all that needs the files of the store to stay where they are. */
  readonly filesGate = new SerialGate();
  #closing: Promise<void> | undefined;

  constructor(options: JsonStoreOptions) {
    this.home = options.home;
    this.storeId = options.storeId;
    this.#options = options;
  }

  async collection<T>(name: string): Promise<Collection<T>> {
    return (await this.openCollection(name)).collection as unknown as Collection<T>;
  }

  /** Opens (once) the collection `name`, for those who look after its files. */
  openCollection(name: string): Promise<OpenCollection> {
    this.#assertName(name);
    return openOnce(this.#collections, name, () => this.#openCollection(name));
  }

  /** The collections that are open now. */
  async openedCollections(): Promise<OpenCollection[]> {
    const opened = await Promise.all([...this.#collections.values()].map((opening) => opening.catch(() => undefined)));
    return opened.filter((collection) => collection !== undefined);
  }

  async document<T>(name: string, options: DocumentOptions<T>): Promise<Document<T>> {
    this.#assertName(name);
    const { ids, health } = this.#options;
    const context = { home: this.home, path: join(this.home, `${name}.json`), ids, health };
    const open = (): Promise<JsonDocument<unknown>> => JsonDocument.open(context, options as DocumentOptions<unknown>);
    return (await openOnce(this.#documents, name, open)) as unknown as Document<T>;
  }

  health(): StoreHealth {
    return this.#options.health.health();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      for (const opening of this.#collections.values()) {
        const opened = await opening.catch(() => undefined);
        await opened?.compactor.stop();
        await opened?.collection.close();
      }
      for (const opening of this.#documents.values()) await (await opening.catch(() => undefined))?.close();
    } finally {
      await this.#options.lock.release();
    }
  }

  #assertName(name: string): void {
    if (this.#closing !== undefined) throw new CodezError('unavailable', 'The store is closed', 'Start codez again.');
    if (!NAME.test(name) || RESERVED_NAMES.has(name)) throw new TypeError(`${name} is not a name of the store`);
  }

  async #openCollection(name: string): Promise<OpenCollection> {
    const { home, health, logger, clock, compactAfterBytes } = this.#options;
    const directory = join(home, name);
    try {
      await tightenDirectory(directory);
      const { records, ...recovered } = await recoverCollection<unknown>({ home, name, health, logger });
      const writer = new JournalWriter(directory, name, clock, recovered);
      const onGrowth = (): void => compactor.consider();
      const collection = new JournalCollection({ name, records, writer, health, logger, clock, onGrowth });
      const compactor = new Compactor({
        home,
        name,
        writer,
        damaged: recovered.damaged,
        betweenBatches: (task) => collection.betweenBatches(task),
        countRecords: () => records.size,
        gate: this.filesGate,
        health,
        logger,
        clock,
        afterBytes: compactAfterBytes,
      });
      if (compactor.hasManyFiles) await compactor.compact();
      return { collection, writer, compactor };
    } catch (error) {
      throw toStorageError(error, 'Opening', directory);
    }
  }
}

/** Returns what is open under `name`, opening it at the first call; a failed opening is forgotten. */
function openOnce<V>(opened: Map<string, Promise<V>>, name: string, open: () => Promise<V>): Promise<V> {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const opening = open();
  opened.set(name, opening);
  opening.catch(() => opened.delete(name));
  return opening;
}
