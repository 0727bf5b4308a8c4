import { hash } from 'node:crypto';
import { isJsonObject } from '../core/json-object.ts';
import type { Memory } from './memory-service.ts';
import { invalidField } from './note-rules.ts';
import type { NoteIndex } from './words/note-index.ts';
import type { Scale } from './words/relevance.ts';

/** A note's place in the order of notes: index and (masked) document in it, the note's name, its time in ms. */
type Anchor = readonly [epoch: string, doc: number, space: string, id: string, time: number];

/** Where a page ended. Opaque to clients: base64url of JSON. */
export interface PageCursor {
  /** Which question the pages answer. */
  readonly question: string;
  /** The last row. */
  readonly last: Anchor;
  /** Present in the order of relevance. */
  readonly ranked?: Ranked;
  /** Score of the last row, when it is one of the ranked notes. */
  readonly lastScore?: number;
}

/** The newest and the oldest note that were ranked by relevance, and by what. */
export interface Ranked {
  readonly newest: Anchor;
  readonly oldest: Anchor;
  readonly scale: Scale;
}

/** Returns a short name of a question, so that a cursor of another one is noticed. */
export function questionOf(parts: unknown): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 10);
}

export function renderCursor(cursor: PageCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/**
 * Returns the cursor of a question that has `words` words.
 * @throws CodezError `invalid` for what is no cursor, or one of another question
 */
export function parseCursor(text: string, question: string, words: number): PageCursor {
  let cursor: PageCursor | undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (isCursor(value)) cursor = value;
  } catch {
    // What does not parse is no cursor.
  }
  const fits = cursor?.ranked === undefined || cursor.ranked.scale.weights.length === words;
  if (cursor?.question === question && fits) return cursor;
  throw invalidField(
    'cursor',
    cursor === undefined ? 'is not a cursor of this tool' : 'belongs to another query',
    'Send next_cursor of the page before with the same arguments, or no cursor for the first page.',
  );
}

/** Returns the anchor of a document. The mask keeps the number of all notes from those who may not know it. */
export function anchorOf(index: NoteIndex, doc: number): Anchor {
  const note = index.noteAt(doc) as Memory;
  return [index.epoch, (doc ^ index.mask) >>> 0, note.space, note.id, Date.parse(note.updated_at)];
}

/**
 * Returns the document of an anchor, or the first one younger than it. It is exact while the index lives; after a
 * rebuild or a restart it is exact unless that very note has changed: then the notes of its millisecond come again.
 */
export function placeOf(index: NoteIndex, anchor: Anchor): number {
  return exactDoc(index, anchor) ?? index.firstAt(anchor[4] + 1);
}

/** Returns the document of an anchor, or the first one that is as old. */
export function earliestPlaceOf(index: NoteIndex, anchor: Anchor): number {
  return exactDoc(index, anchor) ?? index.firstAt(anchor[4]);
}

function exactDoc(index: NoteIndex, [epoch, masked, space, id, time]: Anchor): number | undefined {
  if (epoch === index.epoch) return Math.min((masked ^ index.mask) >>> 0, index.size);
  const doc = index.docOf({ space, id });
  return doc !== undefined && Date.parse((index.noteAt(doc) as Memory).updated_at) === time ? doc : undefined;
}

function isCursor(value: unknown): value is PageCursor {
  if (!isJsonObject(value) || typeof value['question'] !== 'string') return false;
  const { ranked, lastScore } = value;
  if (!isAnchor(value['last']) || (lastScore !== undefined && !Number.isFinite(lastScore))) return false;
  if (ranked === undefined) return true;
  return isJsonObject(ranked) && isAnchor(ranked['newest']) && isAnchor(ranked['oldest']) && isScale(ranked['scale']);
}

/** Weights are logarithms of counts, lengths are counts: anything else would make scores that are no numbers. */
function isScale(value: unknown): value is Scale {
  if (!isJsonObject(value) || !Array.isArray(value['weights'])) return false;
  const isWithin = (number: unknown, least: number, most: number): boolean =>
    typeof number === 'number' && number >= least && number <= most;
  return isWithin(value['averageLength'], 1, 1e9) && value['weights'].every((weight) => isWithin(weight, 0, 100));
}

function isAnchor(value: unknown): value is Anchor {
  if (!Array.isArray(value) || value.length !== 5) return false;
  const [epoch, doc, space, id, time] = value;
  const areNames = typeof epoch === 'string' && typeof space === 'string' && typeof id === 'string';
  return areNames && Number.isInteger(doc) && Number.isFinite(time);
}
