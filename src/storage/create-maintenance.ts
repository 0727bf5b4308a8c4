import { readFile, stat } from 'node:fs/promises';
import { type Clock, systemClock, toIso } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { JsonStore, OpenCollection } from './json-store.ts';
import { type BackupReport, backupStore, type CollectionPoint } from './maintenance/backup-store.ts';
import type { Exchanges } from './maintenance/exchange.ts';
import { EXPORTED_COLLECTIONS, type ExportFilter } from './maintenance/export-format.ts';
import { type ExportReport, exportInline, exportToFile } from './maintenance/export-store.ts';
import { type ImportMode, type ImportReport, importDocument } from './maintenance/import-store.ts';
import { listHome } from './maintenance/list-home.ts';
import { assertOutsideHome } from './maintenance/outside-home.ts';
import { parseExport, type RecordCheck } from './maintenance/parse-export.ts';
import { type VerifyReport, verifyStore } from './maintenance/verify-store.ts';
import { isMissing, toStorageError } from './storage-errors.ts';

export interface MaintenanceOptions {
  readonly clock?: Clock;
  /** By collection: what an imported record must be. */
  readonly checks?: Readonly<Record<string, RecordCheck>>;
  /** By collection: what is left out of exports, and kept by imports. */
  readonly exchange?: Exchanges;
}

export interface CompactionRow {
  readonly name: string;
  readonly records: number;
  readonly bytes_before: number;
  readonly bytes_after: number;
}

/** Upkeep of an open store, for the operations of its owner. */
export interface StoreUpkeep {
  /** Reads every file and says what is wrong; changes nothing. */
  verify(): Promise<VerifyReport>;
  /** Rewrites each collection to its live records. */
  compact(signal: AbortSignal): Promise<{ collections: CompactionRow[] }>;
  /** Writes a consistent copy to the new directory `target` while writes go on. */
  backup(target: string, signal: AbortSignal): Promise<BackupReport>;
  /** Returns the records people made as one document, or writes it to the new file `target`. */
  export(filter: ExportFilter & { readonly target?: string | undefined }, signal: AbortSignal): Promise<ExportReport>;
  /** Takes an exported document, or the file that holds it, all of it or none. */
  import(
    input: {
      readonly document?: unknown;
      readonly source?: string | undefined;
      readonly mode: ImportMode;
      readonly withRights?: boolean | undefined;
    },
    signal: AbortSignal,
  ): Promise<ImportReport>;
}

/** Largest file that is imported. */
const MAX_IMPORT_BYTES = 256 * 1024 * 1024;

/** Returns the upkeep of `store`. */
export function createMaintenance(store: JsonStore, options: MaintenanceOptions = {}): StoreUpkeep {
  const { clock = systemClock, checks = {}, exchange = {} } = options;

  const openAll = async (): Promise<OpenCollection[]> => {
    const { collections } = await listHome(store.home);
    const opened: OpenCollection[] = [];
    for (const name of collections) opened.push(await store.openCollection(name));
    return opened;
  };

  return {
    verify: () => {
      return store.filesGate.run(async () => {
        const durable = new Map<string, number>();
        for (const { collection, writer } of await store.openedCollections()) {
          for (const { name, durableBytes } of writer.files()) {
            if (durableBytes !== undefined) durable.set(`${collection.name}/${name}`, durableBytes);
          }
        }
        return await verifyStore(store.home, durable);
      });
    },

    async compact(signal) {
      const collections: CompactionRow[] = [];
      for (const { compactor } of await openAll()) {
        signal.throwIfAborted();
        const { name, records, bytesBefore, bytesAfter } = await compactor.compact();
        collections.push({ name, records, bytes_before: bytesBefore, bytes_after: bytesAfter });
      }
      return { collections };
    },

    async backup(target, signal) {
      const opened = await openAll();
      return await store.filesGate.run(() => {
        // In one tick, so that all collections are of the same moment.
        const points = opened.map(
          ({ collection, writer }): CollectionPoint => ({
            name: collection.name,
            base: writer.base,
            files: writer.files(),
          }),
        );
        return backupStore(store.home, target, points, signal);
      });
    },

    async export({ target, ...filter }, signal) {
      if (target !== undefined) await assertOutsideHome(store.home, target);
      const present = new Set((await listHome(store.home)).collections);
      const names = EXPORTED_COLLECTIONS.filter((name) => present.has(name));
      const collections = await Promise.all(names.map((name) => store.collection<unknown>(name)));
      const source = { storeId: store.storeId, exportedAt: toIso(clock()), collections, filter, exchange };
      return target === undefined ? await exportInline(source, signal) : await exportToFile(source, target, signal);
    },

    async import({ document, source, mode, withRights = false }, signal) {
      const value = source === undefined ? document : await readExport(source);
      const parsed = parseExport(value, checks);
      return await importDocument(
        parsed,
        { open: (name) => store.collection(name), mode, exchange, withRights },
        signal,
      );
    },
  };
}

async function readExport(path: string): Promise<unknown> {
  try {
    if ((await stat(path)).size > MAX_IMPORT_BYTES) {
      throw new CodezError('too_large', `${path} is larger than 256 MiB`, 'Split it by space (export --space).');
    }
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new CodezError('invalid', `${path} is not JSON: ${error.message}`, 'Correct it; nothing was imported.');
    }
    if (isMissing(error)) throw new CodezError('not_found', `${path} does not exist`, 'Name the exported file.');
    throw toStorageError(error, 'Reading', path);
  }
}
