import type { NoteIndex } from './note-index.ts';
import type { Phrase } from './phrase.ts';

/** Saturation of repeated words, and how much longer notes are held back (as in BM25). */
const K1 = 1.2;
const B = 0.6;

/**
 * What scores are relative to. It is taken from the matches themselves, never from all notes: a score tells
 * nothing about notes that the caller may not read.
 */
export interface Scale {
  /** For each phrase; higher the rarer it is. */
  readonly weights: readonly number[];
  /** Tokens of a note. */
  readonly averageLength: number;
}

export interface ScoredDoc {
  readonly doc: number;
  readonly score: number;
}

/** Returns `docs` with their scores, in the same order, and the scale used (the given one, else one made of `docs`). */
export function scoreDocs(
  index: NoteIndex,
  docs: readonly number[],
  phrases: readonly Phrase[],
  given?: Scale,
): { scored: ScoredDoc[]; scale: Scale } {
  const counts = docs.map((doc) => phrases.map((phrase) => index.tokens.countPhrase(doc, phrase)));
  const lengths = docs.map((doc) => index.tokens.lengthOf(doc));
  const scale = given ?? scaleOf(counts, lengths, phrases.length);
  const scored = docs.map((doc, row) => {
    const stretch = K1 * (1 - B + (B * (lengths[row] as number)) / scale.averageLength);
    const found = counts[row] as number[];
    const score = found.reduce(
      (sum, count, phrase) => sum + ((scale.weights[phrase] as number) * count * (K1 + 1)) / (count + stretch),
      0,
    );
    return { doc, score };
  });
  return { scored, scale };
}

/** Best score first, then newest. */
export function byRelevance(a: ScoredDoc, b: ScoredDoc): number {
  return b.score - a.score || b.doc - a.doc;
}

function scaleOf(counts: readonly number[][], lengths: readonly number[], phrases: number): Scale {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const weights = Array.from({ length: phrases }, (_, phrase) => {
    const found = counts.reduce((sum, row) => sum + (row[phrase] as number), 0);
    return found === 0 ? 0 : Math.log(1 + total / found);
  });
  return { weights, averageLength: lengths.length === 0 ? 1 : total / lengths.length };
}
