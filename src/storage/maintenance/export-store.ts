import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodezError } from '../../core/errors.ts';
import type { Collection } from '../collection.ts';
import { createExclusively, syncDirectory, syncFile } from '../durable-files.ts';
import { systemCode, toStorageError } from '../storage-errors.ts';
import { AS_IT_IS, type Exchanges } from './exchange.ts';
import { EXPORT_SCHEMA, type ExportDocument, type ExportFilter, isWanted } from './export-format.ts';

export interface ExportSource {
  readonly storeId: string;
  readonly exportedAt: string;
  readonly collections: readonly Collection<unknown>[];
  readonly filter: ExportFilter;
  readonly exchange: Exchanges;
}

export interface ExportReport {
  readonly records: number;
  readonly bytes: number;
  /** File that was written. */
  readonly target?: string;
  /** The export itself, when no file was asked for. */
  readonly document?: ExportDocument;
}

/** Largest export that is answered instead of written to a file. */
export const MAX_INLINE_BYTES = 4 * 1024 * 1024;
/** So many characters are written at once; between two pieces other work gets its turn. */
const PIECE_CHARACTERS = 256 * 1024;

/** Returns the export as it is. @throws CodezError `too_large` beyond 4 MiB */
export async function exportInline(source: ExportSource, signal: AbortSignal): Promise<ExportReport> {
  let text = '';
  const counter = { records: 0 };
  for await (const piece of renderExport(source, counter, signal)) {
    text += piece;
    if (text.length <= MAX_INLINE_BYTES) continue;
    throw new CodezError('too_large', 'The export is larger than 4 MiB', 'Give a file to write it to (target).');
  }
  return {
    records: counter.records,
    bytes: Buffer.byteLength(text),
    document: JSON.parse(text) as ExportDocument,
  };
}

/** Writes the export to the new file `target` (0600). @throws CodezError `conflict` when it exists */
export async function exportToFile(source: ExportSource, target: string, signal: AbortSignal): Promise<ExportReport> {
  const handle = await createExclusively(target).catch((error: unknown) => {
    if (systemCode(error) === 'EEXIST')
      throw new CodezError('conflict', `${target} exists already`, 'Give another name.');
    throw toStorageError(error, 'Writing', target);
  });
  const counter = { records: 0 };
  let bytes = 0;
  try {
    try {
      for await (const piece of renderExport(source, counter, signal)) {
        const encoded = Buffer.from(piece, 'utf8');
        await handle.writeFile(encoded);
        bytes += encoded.length;
      }
      await syncFile(handle, target);
    } finally {
      await handle.close();
    }
    await syncDirectory(dirname(target));
  } catch (error) {
    await rm(target, { force: true });
    if (signal.aborted) throw error;
    throw toStorageError(error, 'Writing', target);
  }
  return { records: counter.records, bytes, target };
}

/** Yields the document in pieces, one record a line; the records are those of the moment each piece is made. */
async function* renderExport(
  source: ExportSource,
  counter: { records: number },
  signal: AbortSignal,
): AsyncGenerator<string> {
  const head = { codez: 'export', schema: EXPORT_SCHEMA, store_id: source.storeId, exported_at: source.exportedAt };
  let piece = `${JSON.stringify(head, null, 1).slice(0, -2)},\n "collections": {`;
  for (const [index, collection] of source.collections.entries()) {
    piece += `${index === 0 ? '' : ','}\n  ${JSON.stringify(collection.name)}: [`;
    let separator = '\n';
    const { toExported } = source.exchange[collection.name] ?? AS_IT_IS;
    for (const [key, value] of collection.entries()) {
      if (!isWanted(collection.name, key, value, source.filter)) continue;
      piece += `${separator}   ${JSON.stringify({ key, value: toExported(value) })}`;
      separator = ',\n';
      counter.records += 1;
      if (piece.length < PIECE_CHARACTERS) continue;
      yield piece;
      signal.throwIfAborted();
      await new Promise((resolve) => setImmediate(resolve));
      piece = '';
    }
    piece += ']';
  }
  yield `${piece}\n }\n}\n`;
}
