import { isDeepStrictEqual } from 'node:util';
import type { Collection, Decision } from '../collection.ts';
import type { ExportDocument, ExportedRecord } from './export-format.ts';

/** `newer`: a record replaces one that is older; `overwrite`: it replaces any. */
export type ImportMode = 'newer' | 'overwrite';

export interface ImportReport {
  readonly created: number;
  readonly updated: number;
  /** There already, exactly so. */
  readonly unchanged: number;
  /** Not imported, because the store holds a newer one. */
  readonly kept: number;
}

type Fate = keyof ImportReport;

/** So many records are on their way to disk at once. */
const WINDOW = 1000;

/**
 * Writes the records of a checked export into their collections; doing it twice changes nothing more.
 * Resolves when all of it is durable.
 */
export async function importDocument(
  document: ExportDocument,
  openCollection: (name: string) => Promise<Collection<unknown>>,
  mode: ImportMode,
  signal: AbortSignal,
): Promise<ImportReport> {
  const counts: Record<Fate, number> = { created: 0, updated: 0, unchanged: 0, kept: 0 };
  for (const [name, records] of Object.entries(document.collections)) {
    const collection = await openCollection(name);
    for (let start = 0; start < records.length; start += WINDOW) {
      signal.throwIfAborted();
      const window = records.slice(start, start + WINDOW);
      const fates = await Promise.all(
        window.map(({ key, value }) => collection.update(key, (current) => decide(current, value, mode))),
      );
      for (const fate of fates) counts[fate] += 1;
    }
  }
  return counts;
}

function decide(current: unknown, value: ExportedRecord['value'], mode: ImportMode): Decision<unknown, Fate> {
  if (current === undefined) return { action: 'put', value, result: 'created' };
  if (isDeepStrictEqual(current, value)) return { action: 'keep', result: 'unchanged' };
  if (mode === 'newer' && changeTime(value) <= changeTime(current)) return { action: 'keep', result: 'kept' };
  return { action: 'put', value, result: 'updated' };
}

/** Milliseconds of a record's `updated_at` or `created_at`; a record without either is never the newer one. */
function changeTime(value: unknown): number {
  const { updated_at, created_at } = value as { readonly updated_at?: unknown; readonly created_at?: unknown };
  const time = Date.parse(String(updated_at ?? created_at));
  return Number.isNaN(time) ? 0 : time;
}
