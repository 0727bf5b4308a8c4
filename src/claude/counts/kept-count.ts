import { join, relative } from 'node:path';
import type { FileCount } from './file-count.ts';
import { areRowBytes } from './response-rows.ts';
import type { TranscriptFigures } from './transcript-figures.ts';

/** A count as one line of JSON; `stamp` is [dev, ino, size, mtimeMs, birthtimeMs], bytes are base64. */
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
    mark: toBase64(mark),
    ...(contextTokens === undefined ? {} : { context: contextTokens }),
    transcript,
    rows: { count: rows.count, models: rows.models, bytes: toBase64(rows.bytes) },
  };
}

function countOf({ stamp = [], offset, mark, context, transcript, rows }: KeptLine): FileCount | undefined {
  const [dev, ino, size, mtimeMs, birthtimeMs] = stamp;
  if (dev === undefined || ino === undefined || size === undefined) return undefined;
  if (mtimeMs === undefined || birthtimeMs === undefined) return undefined;
  if (offset === undefined || mark === undefined || transcript === undefined || rows === undefined) return undefined;
  const bytes = fromBase64(rows.bytes);
  if (!areRowBytes(bytes, rows.count)) return undefined;
  return {
    stamp: { dev, ino, size, mtimeMs, birthtimeMs },
    offset,
    mark: fromBase64(mark),
    figures: {
      transcript,
      ...(context === undefined ? {} : { contextTokens: context }),
      rows: { count: rows.count, models: rows.models, bytes },
    },
  };
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
