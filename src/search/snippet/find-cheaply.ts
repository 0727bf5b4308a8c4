import { normalise } from '../../core/normalise.ts';
import type { SearchTerm } from '../query/parse-query.ts';

/** Tokens of a phrase that are looked for; a longer one is seen to stand there when its place is read. */
const MAX_TOKENS = 6;
/** Places of a term that are told. */
const MAX_PLACES = 32;
/** Matches that are looked at for them: most may lie within other words. */
const MAX_TRIES = 512;
const COMBINING = '[\\u0300-\\u036f]*';
/** What may stand between two tokens, as far as it is usual. */
const BETWEEN =
  '[\\s!-#%-*,-/:;?@\\[-\\]_{}\\u00a0-\\u00bf\\u0300-\\u036f\\u2000-\\u206f\\u3000-\\u303f\\uff00-\\uff0f]{0,32}';
const ASCII_WORD = /[a-z0-9]/i;
const SYNTAX = /[\\^$.*+?()[\]{}|/-]/;

/** Letters with marks that become each ASCII letter or digit. */
const variants = new Map<string, string>();

/**
 * Returns where a term stands in a text as it was written, the first places, without normalising the text: in forms
 * that are usual, so that a place may be missed, and may be told that is none.
 */
export function findCheaply(text: string, { tokens, isBeginning }: SearchTerm): number[] {
  const pattern = tokens.slice(0, MAX_TOKENS).map(patternOf).join(BETWEEN);
  const finder = new RegExp(pattern, 'gi');
  const places: number[] = [];
  for (let tries = 0; tries < MAX_TRIES && places.length < MAX_PLACES; tries += 1) {
    const found = finder.exec(text);
    if (found === null) break;
    const end = found.index + found[0].length;
    const isWithin = goesOn(text, found.index) || (!isBeginning && goesOn(text, end));
    if (!isWithin) places.push(found.index);
  }
  return places;
}

/** True when ASCII letters or digits stand on both sides. */
function goesOn(text: string, at: number): boolean {
  return ASCII_WORD.test(text.charAt(at - 1)) && ASCII_WORD.test(text.charAt(at));
}

function patternOf(token: string): string {
  if (variants.size === 0) fillVariants();
  return [...token].map((char) => variants.get(char) ?? escaped(char)).join(COMBINING);
}

function fillVariants(): void {
  const letters = new Map<string, string>();
  for (const [first, last] of [
    [0x30, 0x7a],
    [0xc0, 0x24f],
    [0x1e00, 0x1eff],
  ] as const) {
    for (let code = first; code <= last; code += 1) {
      const char = String.fromCharCode(code);
      const base = normalise(char);
      if (/^[a-z0-9]$/.test(base)) letters.set(base, (letters.get(base) ?? '') + char);
    }
  }
  for (const [base, chars] of letters) variants.set(base, chars.length === 1 ? chars : `[${chars}]`);
}

function escaped(char: string): string {
  return SYNTAX.test(char) ? `\\${char}` : char;
}
