import type { SearchTerm } from '../query/parse-query.ts';
import { findTerms, type TermMatch } from './find-terms.ts';
import { type LocatedToken, locateTokens } from './locate-tokens.ts';
import type { SearchedText } from './search-text.ts';

/** UTF-16 units of a snippet, about: it ends with a whole word. */
const SNIPPET_UNITS = 200;
/** Of these, what stands before the first match. */
const LEAD_UNITS = 50;
/** What the other matches may be away from the first one to be shown together. */
const REACH_UNITS = 130;
/** A longer match is cut. */
const MAX_MATCH_UNITS = 400;
const MARK = '**';
const CUT = '…';

interface Span {
  readonly start: number;
  readonly end: number;
}

const NOWHERE: Span = { start: 0, end: 0 };

/**
 * Returns what stands round the first match (the first place where most of the terms are near each other), on one
 * line, matches marked with `**` and `…` where the text goes on.
 */
export function makeSnippet(searched: SearchedText, terms: readonly SearchTerm[]): string {
  const { text, pieces, firstTokens } = searched;
  const best = chooseMatch(searched);
  if (best === undefined) {
    const beginning = text.slice(0, 2 * SNIPPET_UNITS);
    return cutSnippet(beginning, [], NOWHERE, [], false, text.length > beginning.length);
  }
  const pieceOf = (token: number): number => firstTokens.findLastIndex((first) => first <= token);
  const firstPiece = Math.max(0, pieceOf(best.first) - 1);
  const start = pieces[firstPiece] as number;
  const end = pieces[Math.min(pieces.length - 1, pieceOf(best.last) + 2)] as number;
  const region = text.slice(start, end);
  const located = locateTokens(region);
  const matches = findTerms(
    located.map(({ token }) => token),
    terms,
  );
  const anchor = nearestMatch(matches, best, best.first - (firstTokens[firstPiece] as number));
  const spans = matches.map((match) => spanOf(located, match));
  const anchorSpan = anchor === undefined ? NOWHERE : spanOf(located, anchor);
  return cutSnippet(region, located, anchorSpan, joinSpans(spans), start > 0, end < text.length);
}

/** A word that was cut in two where the text was split counts once here. */
function nearestMatch(matches: readonly TermMatch[], { term }: TermMatch, expected: number): TermMatch | undefined {
  const same = matches.filter((match) => match.term === term);
  return same.sort((one, other) => Math.abs(one.first - expected) - Math.abs(other.first - expected))[0];
}

/** Returns the first match that has the most terms within reach. */
function chooseMatch({ tokens, matches }: SearchedText): TermMatch | undefined {
  const places: number[] = [];
  let place = 0;
  for (const token of tokens) {
    places.push(place);
    place += token.length + 1;
  }
  let best: TermMatch | undefined;
  let most = 0;
  const within = new Map<number, number>();
  for (let first = 0, next = 0; first < matches.length; first++) {
    const match = matches[first] as TermMatch;
    const reach = (places[match.first] as number) + REACH_UNITS;
    for (; next < matches.length && (places[matches[next]?.last as number] as number) <= reach; next++) {
      const { term } = matches[next] as TermMatch;
      within.set(term, (within.get(term) ?? 0) + 1);
    }
    const count = Math.max(1, within.size);
    if (count > most) {
      best = match;
      most = count;
    }
    if (next <= first) {
      // A phrase that is longer than the reach.
      next = first + 1;
      continue;
    }
    const left = (within.get(match.term) ?? 1) - 1;
    if (left > 0) within.set(match.term, left);
    else within.delete(match.term);
  }
  return best;
}

/** What overlaps or touches is one. */
function joinSpans(spans: readonly Span[]): Span[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of spans) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

function spanOf(located: readonly LocatedToken[], { first, last }: TermMatch): Span {
  return { start: located[first]?.start ?? 0, end: located[last]?.end ?? 0 };
}

function cutSnippet(
  region: string,
  located: readonly LocatedToken[],
  anchor: Span,
  spans: readonly Span[],
  hasBefore: boolean,
  hasBehind: boolean,
): string {
  const from = beginning(region, located, anchor);
  const to = ending(region, located, anchor, from);
  let marked = '';
  let at = from;
  for (const span of spans) {
    const end = Math.min(span.end, to);
    if (span.start < from || span.start >= to || (span.end > to && span.start > anchor.start)) continue;
    marked += `${region.slice(at, span.start)}${MARK}${region.slice(span.start, end)}${MARK}`;
    at = end;
  }
  marked += region.slice(at, to);
  const isCutBefore = hasBefore || region.slice(0, from).trim() !== '';
  const isCutBehind = hasBehind || region.slice(to).trim() !== '';
  return `${isCutBefore ? CUT : ''}${marked.replace(/\s+/g, ' ').trim()}${isCutBehind ? CUT : ''}`;
}

/** Returns where the snippet begins: with a whole word. */
function beginning(region: string, located: readonly LocatedToken[], anchor: Span): number {
  const wanted = anchor.start - LEAD_UNITS;
  if (wanted <= 0) return 0;
  const space = region.slice(wanted, anchor.start).search(/\s/);
  if (space >= 0) return wanted + space + 1;
  return located.find(({ start }) => start >= wanted)?.start ?? anchor.start;
}

/** Returns where the snippet ends: behind a whole word. */
function ending(region: string, located: readonly LocatedToken[], anchor: Span, from: number): number {
  const least = Math.min(anchor.end, anchor.start + MAX_MATCH_UNITS);
  const wanted = Math.max(least, from + SNIPPET_UNITS);
  if (wanted >= region.length) return region.length;
  if (/\s/.test(region.charAt(wanted))) return wanted;
  const space = region.slice(least, wanted).search(/\s\S*$/);
  if (space >= 0) return least + space;
  const token = located.findLast(({ end }) => end <= wanted)?.end ?? 0;
  return token > from && token >= least ? token : cutBefore(region, wanted);
}

/** Never within a character. */
function cutBefore(region: string, at: number): number {
  const unit = region.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
