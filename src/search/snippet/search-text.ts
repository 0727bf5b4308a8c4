import { normalise, tokenise } from '../../core/normalise.ts';
import type { SearchTerm } from '../query/parse-query.ts';
import { findTerms, type TermMatch } from './find-terms.ts';
import { splitText } from './split-text.ts';

/** Texts up to this size are tokenised as a whole; of longer ones the block that holds most of the words. */
const BLOCK_UNITS = 32 * 1024;
/** A phrase may begin in one block and end in the next. */
const SHARED_PIECES = 4;
const MAX_BLOCKS_READ = 8;
/** So many tokens are looked for in a long text, the longest; others stand in it as the index says. */
const MAX_TOKENS_SOUGHT = 16;

/** A text that was looked into. */
export interface SearchedText {
  readonly text: string;
  /** Terms that stand in it. */
  readonly found: ReadonlySet<number>;
  /** Where pieces of the part that was tokenised begin, and its end. */
  readonly pieces: readonly number[];
  /** The index of each piece's first token. */
  readonly firstTokens: readonly number[];
  readonly tokens: readonly string[];
  readonly matches: readonly TermMatch[];
}

/** Looks for terms in a text, however long it is. */
export function searchText(text: string, terms: readonly SearchTerm[]): SearchedText {
  const pieces = splitText(text, 0, text.length);
  return text.length <= BLOCK_UNITS ? readBlock(text, pieces, terms) : searchLongText(text, pieces, terms);
}

function readBlock(text: string, pieces: readonly number[], terms: readonly SearchTerm[]): SearchedText {
  const tokens: string[] = [];
  const firstTokens: number[] = [];
  for (let piece = 0; piece + 1 < pieces.length; piece++) {
    firstTokens.push(tokens.length);
    for (const token of tokenise(text.slice(pieces[piece], pieces[piece + 1]))) tokens.push(token);
  }
  const matches = findTerms(tokens, terms);
  return { text, found: new Set(matches.map(({ term }) => term)), pieces, firstTokens, tokens, matches };
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
  return { text, found, pieces, firstTokens: [], tokens: [], matches: [] };
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
