import { messageIdOf } from '../../claude/activity/message-id.ts';
import { parseBounded } from '../../claude/lines/parse-bounded.ts';
import { openPlainFile, type PlainFile } from '../../claude/transcripts/plain-files.ts';
import type { JsonRecord } from '../../claude/transcripts/record-fields.ts';
import type { DocumentTexts, TextsOfRecords } from '../document-texts.ts';
import { DOCUMENT_KIND } from '../index-schema.ts';

/** Where a document lies, as the index says. */
export interface DocumentPlace {
  readonly id: number;
  readonly kind: number;
  readonly offset: number;
  readonly length: number;
  readonly owner: number | null;
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
}

/** A document as its file holds it. */
export interface ReadDocument {
  readonly texts: DocumentTexts;
  /** The message it belongs to. */
  readonly messageId: string | undefined;
  readonly first: JsonRecord;
}

/** A longer document, or line, is not read. */
const MAX_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** Reads a document back; undefined when its file is gone, was replaced or is shorter than it was. */
export async function readDocument(
  place: DocumentPlace,
  textsOfRecords: TextsOfRecords,
): Promise<ReadDocument | undefined> {
  const file = await openPlainFile(place.path);
  if (file === undefined) return undefined;
  try {
    const { dev, ino, size } = file.stats;
    const isSame = dev === place.dev && ino === place.ino && size >= place.offset + place.length;
    if (!isSame || place.length > MAX_BYTES) return undefined;
    const bytes = Buffer.allocUnsafe(place.length);
    if ((await file.read(bytes, place.offset)) < place.length) return undefined;
    const records = recordsOf(bytes, place.kind);
    const first = records[0];
    const texts = first === undefined ? undefined : textsOfRecords(place.kind, records);
    if (first === undefined || texts === undefined) return undefined;
    const owner = place.owner === null || place.owner === place.offset ? undefined : await recordAt(file, place.owner);
    return { texts, first, messageId: owner === undefined ? texts.messageId : messageIdOf(owner) };
  } finally {
    await file.close();
  }
}

/** Returns the record of the first line, and for a message those of other lines that may belong to it. */
function recordsOf(bytes: Buffer, kind: number): JsonRecord[] {
  const [line, ...others] = linesOf(bytes);
  const first = line === undefined ? undefined : parseBounded(line, 0, line.length);
  if (first === undefined) return [];
  const id = kind === DOCUMENT_KIND.message ? messageIdOf(first) : undefined;
  if (id === undefined) return [first];
  const written = JSON.stringify(id);
  const parts = others.filter((other) => other.includes(written)).map((other) => parseBounded(other, 0, other.length));
  return [first, ...parts.filter((record) => record !== undefined)];
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    if (end > start) yield bytes.subarray(start, end);
    start = end + 1;
  }
}

async function recordAt(file: PlainFile, offset: number): Promise<JsonRecord | undefined> {
  for (let length = CHUNK_BYTES; length <= MAX_BYTES; length *= 8) {
    const chunk = Buffer.allocUnsafe(Math.min(length, Math.max(0, file.stats.size - offset)));
    const bytes = chunk.subarray(0, await file.read(chunk, offset));
    const feed = bytes.indexOf(LINE_FEED);
    if (feed >= 0 || bytes.length < length) return parseBounded(bytes, 0, feed < 0 ? bytes.length : feed);
  }
  return undefined;
}
