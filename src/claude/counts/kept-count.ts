import { join, relative } from 'node:path';
import type { FileCount } from './file-count.ts';
import { areRowBytes, type PackedRows, viewRows } from './response-rows.ts';
import { parseFigures, type TranscriptFigures } from './transcript-figures.ts';

/** A count as one line of JSON; `stamp` is [dev, ino, size, mtimeMs, birthtimeMs], rows are base64. */
interface KeptLine {
  /** Relative to the root. */
  readonly path: string;
  /** Absent: the file is no more. */
  readonly stamp?: readonly number[];
  readonly offset?: number;
  readonly mark?: string;
  readonly context?: number;
  readonly transcript?: TranscriptFigures;
  readonly rows?: { readonly count: number; readonly models: readonly string[]; readonly bytes: string };
}

/** Returns the line that keeps a count; without a count, one that takes an earlier line back. */
export function renderKeptCount(root: string, path: string, count: FileCount | undefined): string {
  const line: KeptLine = { path: relative(root, path), ...(count === undefined ? {} : fieldsOf(count)) };
  return `${JSON.stringify(line)}\n`;
}

/** Returns what a line keeps; undefined for a damaged one. */
export function parseKeptCount(
  root: string,
  text: string,
): { readonly path: string; readonly count?: FileCount } | undefined {
  try {
    const line = JSON.parse(text) as KeptLine;
    if (typeof line.path !== 'string') return undefined;
    const path = join(root, line.path);
    if (line.stamp === undefined) return { path };
    const count = countOf(line);
    return count === undefined ? undefined : { path, count };
  } catch {
    return undefined;
  }
}

function fieldsOf({ stamp, offset, mark, figures }: FileCount): Omit<KeptLine, 'path'> {
  const { rows, transcript, contextTokens } = figures;
  return {
    stamp: [stamp.dev, stamp.ino, stamp.size, stamp.mtimeMs, stamp.birthtimeMs],
    offset,
    mark,
    ...(contextTokens === undefined ? {} : { context: contextTokens }),
    transcript,
    rows: { count: rows.count, models: rows.models, bytes: toBase64(rows.bytes) },
  };
}

function countOf({ stamp = [], offset, mark, context, transcript, rows }: KeptLine): FileCount | undefined {
  const [dev, ino, size, mtimeMs, birthtimeMs] = stamp;
  if (!isNumber(dev) || !isNumber(ino) || !isNumber(size) || !isNumber(mtimeMs) || !isNumber(birthtimeMs))
    return undefined;
  if (!isNumber(offset) || typeof mark !== 'string' || (context !== undefined && !isNumber(context))) return undefined;
  const figures = transcript === undefined ? undefined : parseFigures(transcript);
  const packed = parseRows(rows);
  if (figures === undefined || packed === undefined) return undefined;
  return {
    stamp: { dev, ino, size, mtimeMs, birthtimeMs },
    offset,
    mark,
    figures: { transcript: figures, ...(context === undefined ? {} : { contextTokens: context }), rows: packed },
  };
}

function parseRows(rows: KeptLine['rows']): PackedRows | undefined {
  if (rows === undefined || !Array.isArray(rows.models) || typeof rows.bytes !== 'string') return undefined;
  const { count, models } = rows;
  const bytes = fromBase64(rows.bytes);
  if (!models.every((model) => typeof model === 'string') || !areRowBytes(bytes, count)) return undefined;
  const packed = { count, models, bytes };
  return viewRows(packed).model.every((model) => model < models.length) ? packed : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/** In memory of its own, where columns can begin. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(text, 'base64');
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  return own;
}
