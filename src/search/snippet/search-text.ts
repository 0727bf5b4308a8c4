import { normalise, tokenise } from '../../core/normalise.ts';
import type { SearchTerm } from '../query/parse-query.ts';
import { findCheaply } from './find-cheaply.ts';
import { findTerms, type TermMatch } from './find-terms.ts';
import { splitText } from './split-text.ts';

/** Texts up to this size are tokenised as a whole; of longer ones the block that holds most of the words. */
const BLOCK_UNITS = 32 * 1024;
/** A phrase may begin in one block and end in the next. */
const SHARED_PIECES = 4;
const MAX_BLOCKS_READ = 8;
/** So many tokens are looked for in a long text, the longest; others stand in it as the index says. */
const MAX_TOKENS_SOUGHT = 16;
/** Of texts that are longer no more than this is normalised. */
const MAX_NORMALISED_UNITS = 256 * 1024;
/** Terms that are looked for in such a text, and what of it is gone through for that. */
const MAX_TERMS_SOUGHT = 12;
const MAX_SOUGHT_UNITS = 48 * 1024 * 1024;
/** Other terms are looked for so far round a place of the rarest one. */
const NEAR_UNITS = 400;
/** Units on each side of a place that are tokenised. */
const ROUND_UNITS = 8 * 1024;

/** A text that was looked into. */
export interface SearchedText {
  readonly text: string;
  /** Terms that stand in it. */
  readonly found: ReadonlySet<number>;
  /** False when it was not looked through as a whole: terms may stand in it that are not in `found`. */
  readonly isWhole: boolean;
  /** Where pieces of the part that was tokenised begin, and its end. */
  readonly pieces: readonly number[];
  /** The index of each piece's first token. */
  readonly firstTokens: readonly number[];
  readonly tokens: readonly string[];
  readonly matches: readonly TermMatch[];
}

/** Looks for terms in a text; what that takes is bounded, however long it is. */
export function searchText(text: string, terms: readonly SearchTerm[]): SearchedText {
  if (text.length > MAX_NORMALISED_UNITS) return searchHugeText(text, terms);
  const pieces = splitText(text, 0, text.length);
  return text.length <= BLOCK_UNITS ? readBlock(text, pieces, terms) : searchLongText(text, pieces, terms);
}

/** Terms are looked for in the text as it was written; what is not found so is looked for at its beginning. */
function searchHugeText(text: string, terms: readonly SearchTerm[]): SearchedText {
  const places = placesOf(text, terms);
  const found = new Set(places.keys());
  for (const place of bestPlaces(text, terms, places)) {
    const from = startOfWord(text, place - ROUND_UNITS);
    const pieces = splitText(text, from, Math.min(text.length, place + ROUND_UNITS));
    const read = readBlock(text, pieces, terms);
    if (read.matches.length > 0) return { ...read, found: union(found, read.found), isWhole: false };
  }
  const read = searchLongText(text, splitText(text, 0, MAX_NORMALISED_UNITS), terms);
  return { ...read, found: union(found, read.found), isWhole: false };
}

/** Returns the places at which terms seem to stand, of the longest terms. */
function placesOf(text: string, terms: readonly SearchTerm[]): Map<number, readonly number[]> {
  const lengthOf = ({ tokens }: SearchTerm): number => tokens.join('').length;
  const longest = [...terms.entries()].sort(([, one], [, other]) => lengthOf(other) - lengthOf(one));
  const places = new Map<number, readonly number[]>();
  let room = MAX_SOUGHT_UNITS;
  for (const [index, term] of longest.slice(0, MAX_TERMS_SOUGHT)) {
    if (room <= 0) break;
    const here = findCheaply(text, term);
    if (here.length > 0) places.set(index, here);
    room -= text.length;
  }
  return places;
}

/** Returns the places of the rarest term, those first that have the most other terms near. */
function bestPlaces(
  text: string,
  terms: readonly SearchTerm[],
  places: ReadonlyMap<number, readonly number[]>,
): readonly number[] {
  const [rarest] = [...places].sort(([, one], [, other]) => one.length - other.length);
  if (rarest === undefined) return [];
  const others = [...places.keys()].filter((index) => index !== rarest[0]);
  const counted = rarest[1].map((place) => {
    const near = text.slice(Math.max(0, place - NEAR_UNITS), place + NEAR_UNITS);
    return { place, count: others.filter((index) => findCheaply(near, terms[index] as SearchTerm).length > 0).length };
  });
  counted.sort((one, other) => other.count - one.count || one.place - other.place);
  return counted.slice(0, MAX_BLOCKS_READ).map(({ place }) => place);
}

/** Returns where the first word begins from `at` on. */
function startOfWord(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.slice(at, at + ROUND_UNITS / 2).search(/\s/);
  if (space >= 0) return at + space;
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}

function union(one: ReadonlySet<number>, other: ReadonlySet<number>): Set<number> {
  return new Set([...one, ...other]);
}

function readBlock(text: string, pieces: readonly number[], terms: readonly SearchTerm[]): SearchedText {
  const tokens: string[] = [];
  const firstTokens: number[] = [];
  for (let piece = 0; piece + 1 < pieces.length; piece++) {
    firstTokens.push(tokens.length);
    for (const token of tokenise(text.slice(pieces[piece], pieces[piece + 1]))) tokens.push(token);
  }
  const matches = findTerms(tokens, terms);
  return { text, found: new Set(matches.map(({ term }) => term)), isWhole: true, pieces, firstTokens, tokens, matches };
}

/** Terms are looked for as plain text first; only a block that holds some is tokenised. */
function searchLongText(text: string, pieces: readonly number[], terms: readonly SearchTerm[]): SearchedText {
  const sought = new Set(
    [...new Set(terms.flatMap(({ tokens }) => tokens))]
      .sort((one, other) => other.length - one.length)
      .slice(0, MAX_TOKENS_SOUGHT),
  );
  const seen = new Set<string>();
  const blocks = toBlocks(pieces).map((block) => {
    const normalised = normalise(text.slice(block[0], block.at(-1)));
    const here = new Set([...sought].filter((token) => normalised.includes(token)));
    for (const token of here) seen.add(token);
    const isHere = ({ tokens }: SearchTerm): boolean => tokens.every((token) => !sought.has(token) || here.has(token));
    return { block, count: terms.filter(isHere).length };
  });
  const isIn = ({ tokens }: SearchTerm): boolean => tokens.every((token) => !sought.has(token) || seen.has(token));
  const found = new Set(terms.flatMap((term, index) => (isIn(term) ? [index] : [])));
  const promising = blocks.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count);
  for (const { block } of promising.slice(0, MAX_BLOCKS_READ)) {
    const read = readBlock(text, block, terms);
    if (read.matches.length > 0) return { ...read, found };
  }
  return { text, found, isWhole: true, pieces, firstTokens: [], tokens: [], matches: [] };
}

function toBlocks(pieces: readonly number[]): number[][] {
  const blocks: number[][] = [];
  let first = 0;
  for (let last = 1; last < pieces.length; last++) {
    const isEnd = last === pieces.length - 1;
    if (!isEnd && (pieces[last] as number) - (pieces[first] as number) < BLOCK_UNITS) continue;
    blocks.push(pieces.slice(first, last + 1));
    first = Math.max(first + 1, last - SHARED_PIECES);
  }
  return blocks;
}
