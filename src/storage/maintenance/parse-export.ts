import { CodezError } from '../../core/errors.ts';
import { newerSchema } from '../storage-errors.ts';
import { assertKey } from '../write-entry.ts';
import { EXPORT_SCHEMA, EXPORTED_COLLECTIONS, type ExportDocument, type ExportedRecord } from './export-format.ts';

/** Checks a record of one collection; throws an error whose message says what is wrong. */
export type RecordCheck = (key: string, value: unknown) => void;

/** So many wrong records are named; the rest is counted. */
const MAX_NAMED = 20;

/**
 * Returns `value` as an export document after checking all of it, so that an import writes everything or nothing.
 * @throws CodezError `invalid` naming every wrong record by its place; `unavailable` for a newer version's export
 */
export function parseExport(value: unknown, checks: Readonly<Record<string, RecordCheck>>): ExportDocument {
  const document = value as Partial<ExportDocument> | null;
  if (typeof document !== 'object' || document === null || document.codez !== 'export') {
    throw invalidExport({ document: ['is not an export of codez'] });
  }
  if (!Number.isSafeInteger(document.schema) || (document.schema as number) < 1) {
    throw invalidExport({ schema: ['must be a whole number from 1'] });
  }
  if ((document.schema as number) > EXPORT_SCHEMA) throw newerSchema('The export', document.schema, EXPORT_SCHEMA);
  const collections: unknown = document.collections;
  if (typeof collections !== 'object' || collections === null || Array.isArray(collections)) {
    throw invalidExport({ collections: ['must be an object'] });
  }
  const fields: Record<string, string[]> = {};
  let wrong = 0;
  const report = (place: string, message: string): void => {
    wrong += 1;
    if (wrong <= MAX_NAMED) fields[place] = [message];
  };
  for (const [name, records] of Object.entries(collections as Record<string, unknown>)) {
    checkCollection(name, records, checks[name], report);
  }
  if (wrong > MAX_NAMED) fields['more'] = [`${wrong - MAX_NAMED} more records are wrong`];
  if (wrong > 0) throw invalidExport(fields);
  return document as ExportDocument;
}

function checkCollection(
  name: string,
  records: unknown,
  check: RecordCheck | undefined,
  report: (place: string, message: string) => void,
): void {
  const place = `collections.${name}`;
  if (!(EXPORTED_COLLECTIONS as readonly string[]).includes(name))
    report(place, 'is not a collection that is imported');
  else if (!Array.isArray(records)) report(place, 'must be a list');
  else {
    const seen = new Set<string>();
    for (const [index, record] of (records as unknown[]).entries()) {
      try {
        const { key, value } = assertRecord(record);
        if (seen.has(key)) throw new Error('the key is there twice');
        seen.add(key);
        // What nothing here can check is not let in: a forged host would be a door.
        if (check === undefined) throw new Error('is of a kind that this version cannot check');
        check(key, value);
      } catch (error) {
        report(`${place}[${index}]`, (error as Error).message);
      }
    }
  }
}

function assertRecord(record: unknown): ExportedRecord {
  const { key, value } = (record ?? {}) as Partial<ExportedRecord>;
  if (typeof key !== 'string') throw new Error('key must be text');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('value must be an object');
  assertKey(key);
  return { key, value };
}

function invalidExport(fields: Record<string, string[]>): CodezError {
  const [place, messages] = Object.entries(fields)[0] ?? ['document', []];
  return new CodezError(
    'invalid',
    `The document cannot be imported: ${place} ${messages?.[0] ?? ''}`,
    'Correct it, or export again; nothing was imported.',
    { fields },
  );
}
