import { normalise, tokenise } from '../../core/normalise.ts';

/** A token and where it stands in the text as it was written. */
export interface LocatedToken {
  readonly token: string;
  /** UTF-16 offsets. A character that stands for several tokens belongs to each of them. */
  readonly start: number;
  readonly end: number;
}

const NON_ASCII = /[\u0080-\uffff]/;
/** What may become one character with those before it, or vanish: marks, Hangul letters, voiced marks of kana. */
const JOINS = /[\p{M}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\uff9e-\uffdc]/u;

/**
 * Returns the tokens of a short text, as the index holds them, with their places: normalising changes the length of
 * texts, so it is done character by character.
 */
export function locateTokens(text: string): LocatedToken[] {
  const { normalised, starts, ends } = NON_ASCII.test(text) ? normaliseLocated(text) : locatedAscii(text);
  const located: LocatedToken[] = [];
  let at = 0;
  for (const token of tokenise(normalised)) {
    // Nothing but separators stands between two tokens.
    const from = normalised.indexOf(token, at);
    at = from + token.length;
    located.push({ token, start: starts(from), end: ends(at - 1) });
  }
  return located;
}

interface Normalised {
  readonly normalised: string;
  /** Where the character begins, or ends, that gave this UTF-16 unit. */
  readonly starts: (unit: number) => number;
  readonly ends: (unit: number) => number;
}

function locatedAscii(text: string): Normalised {
  return { normalised: text.toLowerCase(), starts: (unit) => unit, ends: (unit) => unit + 1 };
}

function normaliseLocated(text: string): Normalised {
  const clusters = toClusters(text);
  const starts: number[] = [];
  const ends: number[] = [];
  let joined = '';
  let at = 0;
  for (const { raw, normalised } of clusters) {
    for (let unit = 0; unit < normalised.length; unit++) {
      starts.push(at);
      ends.push(at + raw.length);
    }
    joined += normalised;
    at += raw.length;
  }
  // Letters whose lower case depends on their neighbours (a last sigma) come out right in the whole text only.
  const whole = normalise(text);
  const normalised = whole.length === joined.length ? whole : joined;
  return { normalised, starts: (unit) => starts[unit] ?? 0, ends: (unit) => ends[unit] ?? at };
}

interface Cluster {
  raw: string;
  normalised: string;
}

/** Returns the smallest pieces of a text that can be normalised each by itself; none comes to nothing. */
function toClusters(text: string): Cluster[] {
  const clusters: Cluster[] = [];
  for (const raw of text) {
    const last = clusters.at(-1);
    const normalised = normalise(raw);
    if (last !== undefined && (last.normalised === '' || normalised === '' || JOINS.test(raw))) {
      const both = normalise(last.raw + raw);
      if (last.normalised === '' || normalised === '' || both !== last.normalised + normalised) {
        last.raw += raw;
        last.normalised = both;
        continue;
      }
    }
    clusters.push({ raw, normalised });
  }
  return clusters;
}
