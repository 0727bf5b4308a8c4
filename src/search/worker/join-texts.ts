import { toIndexText } from '../../core/normalise.ts';
import { splitText } from '../snippet/split-text.ts';

/** Longer texts are normalised in parts of this size: in between they take many times their size. */
const PART_UNITS = 64 * 1024;
/** A part ends so soon behind that, between two words. */
const SOUGHT_UNITS = 2048;
/** What normalising may make of a document's texts: there are characters that stand for eighteen. */
const MAX_UNITS = 24 * 1024 * 1024;

/** Returns a document's texts as the index takes them; what is far too much is cut. */
export function joinTexts(texts: readonly string[]): string {
  const [text] = texts;
  if (texts.length === 1 && text !== undefined && text.length <= PART_UNITS) return toIndexText(text);
  const parts: string[] = [];
  let room = MAX_UNITS;
  for (const part of partsOf(texts)) {
    if (room <= 0) break;
    const indexed = toIndexText(part);
    room -= indexed.length;
    parts.push(indexed);
  }
  return parts.join('\n');
}

/** Parts have the same words apart as together. */
function* partsOf(texts: readonly string[]): Generator<string> {
  for (const text of texts) {
    let start = 0;
    while (text.length - start > PART_UNITS) {
      const from = start + PART_UNITS;
      const end = splitText(text, from, Math.min(text.length, from + SOUGHT_UNITS))[1] as number;
      yield text.slice(start, end);
      start = end;
    }
    yield text.slice(start);
  }
}
