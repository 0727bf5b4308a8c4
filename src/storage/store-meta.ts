import { type Clock, toIso } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import { JsonDocument, type JsonDocumentContext } from './json-document.ts';
import { newerSchema } from './storage-errors.ts';
import { STORE_SCHEMA } from './store-schema.ts';

/** `meta.json`: what kind of data directory this is. */
export interface StoreMeta {
  readonly schema: number;
  /** UUID of this store; a copy made by `backup` keeps it. */
  readonly store_id: string;
  readonly created_at: string;
}

/** Reads `meta.json`, or writes it in a new data directory. @throws CodezError `unavailable` for a newer schema. */
export async function openMeta(context: JsonDocumentContext, clock: Clock): Promise<StoreMeta> {
  const initial: StoreMeta = { schema: STORE_SCHEMA, store_id: '', created_at: toIso(clock()) };
  const document = await JsonDocument.open<StoreMeta>(context, {
    initial,
    parse: (value) => parseMeta(value, context.path),
  });
  if (document.read().store_id !== '') return document.read();
  return await document.update((meta) => ({ ...meta, store_id: context.ids.uuid() }));
}

/** @throws CodezError `unavailable` when `value` is not the meta document of a version this one can read. */
export function parseMeta(value: unknown, path: string): StoreMeta {
  const meta = value as Partial<StoreMeta> | null;
  if (typeof meta === 'object' && meta !== null && Number.isSafeInteger(meta.schema)) {
    if ((meta.schema as number) > STORE_SCHEMA) throw newerSchema(path, meta.schema, STORE_SCHEMA);
    if (typeof meta.store_id === 'string') return meta as StoreMeta;
  }
  throw new CodezError(
    'unavailable',
    `${path} does not describe a data directory`,
    'Restore the file from a backup, or choose another data directory with --home.',
  );
}
