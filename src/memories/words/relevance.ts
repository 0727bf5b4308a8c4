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

/** Scores in the order of the documents, and what they are relative to. */
export interface Scores {
  readonly scores: Float64Array;
  readonly scale: Scale;
}

/**
 * Scores `docs` by a given scale, else by one made of them. Numbers are kept in typed arrays: hundreds of small objects
 * for each search would be promoted by the garbage collector and double the memory of a busy server.
 */
export function scoreDocs(index: NoteIndex, docs: Int32Array, phrases: readonly Phrase[], given?: Scale): Scores {
  const counts = new Float64Array(docs.length * phrases.length);
  for (let row = 0; row < docs.length; row += 1) {
    for (let phrase = 0; phrase < phrases.length; phrase += 1) {
      counts[row * phrases.length + phrase] = index.tokens.countPhrase(docs[row] as number, phrases[phrase] as Phrase);
    }
  }
  const scale = given ?? scaleOf(index, docs, counts, phrases.length);
  const scores = new Float64Array(docs.length);
  for (let row = 0; row < docs.length; row += 1) {
    const stretch = K1 * (1 - B + (B * index.tokens.lengthOf(docs[row] as number)) / scale.averageLength);
    for (let phrase = 0; phrase < phrases.length; phrase += 1) {
      const count = counts[row * phrases.length + phrase] as number;
      scores[row] =
        (scores[row] as number) + ((scale.weights[phrase] as number) * count * (K1 + 1)) / (count + stretch);
    }
  }
  return { scores, scale };
}

/** Returns the best `count` documents that rank after `shown` (all when absent), best first. */
export function selectBest(docs: Int32Array, scores: Float64Array, count: number, shown?: ScoredDoc): ScoredDoc[] {
  const rowAt = (row: number): ScoredDoc => ({ doc: docs[row] as number, score: scores[row] as number });
  const order = new Int32Array(docs.length);
  let length = 0;
  for (let row = 0; row < docs.length; row += 1) {
    if (shown === undefined || isBefore(shown.score, shown.doc, scores[row] as number, docs[row] as number)) {
      order[length] = row;
      length += 1;
    }
  }
  // Newest first is the order given: rows of one score keep it.
  const sorted = order.subarray(0, length).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  return Array.from(sorted.subarray(0, count), rowAt);
}

/** Best score first, then newest. */
function isBefore(score: number, doc: number, otherScore: number, otherDoc: number): boolean {
  return score > otherScore || (score === otherScore && doc > otherDoc);
}

function scaleOf(index: NoteIndex, docs: Int32Array, counts: Float64Array, phrases: number): Scale {
  let total = 0;
  for (const doc of docs) total += index.tokens.lengthOf(doc);
  const weights: number[] = [];
  for (let phrase = 0; phrase < phrases; phrase += 1) {
    let found = 0;
    for (let at = phrase; at < counts.length; at += phrases) found += counts[at] as number;
    weights.push(found === 0 ? 0 : Math.log(1 + total / found));
  }
  return { weights, averageLength: docs.length === 0 ? 1 : total / docs.length };
}
