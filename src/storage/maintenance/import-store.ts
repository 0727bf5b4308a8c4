import { isDeepStrictEqual } from 'node:util';
import type { Collection, Decision } from '../collection.ts';
import { AS_IT_IS, type Exchanges } from './exchange.ts';
import type { ExportDocument, ExportedRecord } from './export-format.ts';

/** `newer`: a record replaces one that is older; `overwrite`: it replaces any. */
export type ImportMode = 'newer' | 'overwrite';

export interface ImportReport {
  readonly created: number;
  readonly updated: number;
  /** There already, exactly so. */
  readonly unchanged: number;
  /** Not imported, because the store holds a newer one, or because it would give rights. */
  readonly kept: number;
  /** Records of which rights were left out; absent when there are none. */
  readonly withheld?: number;
}

type Fate = 'created' | 'updated' | 'unchanged' | 'kept';

interface Outcome {
  readonly fate: Fate;
  readonly isWithheld: boolean;
}

/** Where an import goes. */
export interface ImportTarget {
  readonly open: (name: string) => Promise<Collection<unknown>>;
  readonly mode: ImportMode;
  readonly exchange: Exchanges;
  /** True: also what lets somebody in, or gives more to who comes in already. */
  readonly withRights: boolean;
}

/** So many records are on their way to disk at once. */
const WINDOW = 1000;

/**
 * Writes the records of a checked export into their collections; doing it twice changes nothing more.
 * Resolves when all of it is durable.
 */
export async function importDocument(
  document: ExportDocument,
  { open, mode, exchange, withRights }: ImportTarget,
  signal: AbortSignal,
): Promise<ImportReport> {
  const counts: Record<Fate, number> = { created: 0, updated: 0, unchanged: 0, kept: 0 };
  let withheld = 0;
  for (const [name, records] of Object.entries(document.collections)) {
    const collection = await open(name);
    const { toImported } = exchange[name] ?? AS_IT_IS;
    const judge = (current: unknown, imported: unknown): Decision<unknown, Outcome> => {
      const wanted = decide(current, toImported(imported, current, true), mode);
      if (withRights || wanted.action !== 'put') return told(wanted, false);
      const given = toImported(imported, current, false);
      if (isDeepStrictEqual(given, wanted.value)) return told(wanted, false);
      if (isDeepStrictEqual(given, current)) return told({ action: 'keep', result: 'kept' }, true);
      return told({ ...wanted, value: given }, true);
    };
    for (let start = 0; start < records.length; start += WINDOW) {
      signal.throwIfAborted();
      const window = records.slice(start, start + WINDOW);
      const outcomes = await Promise.all(
        window.map(({ key, value }) => collection.update(key, (current) => judge(current, value))),
      );
      for (const { fate, isWithheld } of outcomes) {
        counts[fate] += 1;
        if (isWithheld) withheld += 1;
      }
    }
  }
  return { ...counts, ...(withheld > 0 ? { withheld } : {}) };
}

function told(decision: Decision<unknown, Fate>, isWithheld: boolean): Decision<unknown, Outcome> {
  return { ...decision, result: { fate: decision.result, isWithheld } };
}

function decide(current: unknown, value: ExportedRecord['value'], mode: ImportMode): Decision<unknown, Fate> {
  if (current === undefined) return { action: 'put', value, result: 'created' };
  if (isDeepStrictEqual(current, value)) return { action: 'keep', result: 'unchanged' };
  if (mode === 'newer' && changeTime(value) <= changeTime(current)) return { action: 'keep', result: 'kept' };
  return { action: 'put', value, result: 'updated' };
}

/** Milliseconds of a record's `updated_at` or `created_at`, text or number; without either it is never the newer one. */
function changeTime(value: unknown): number {
  const { updated_at, created_at } = value as { readonly updated_at?: unknown; readonly created_at?: unknown };
  const at = updated_at ?? created_at;
  const time = typeof at === 'number' ? at : Date.parse(String(at));
  return Number.isNaN(time) ? 0 : time;
}
