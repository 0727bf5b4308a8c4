import { normalise, tokenise } from '../../core/normalise.ts';

/** A piece ends at white space behind so many UTF-16 units ... */
const PIECE_UNITS = 400;
/** ... or where two tokens touch, when there has been none so long ... */
const PATIENCE_UNITS = 300;
/** Every so often that is looked for. */
const LOOK_UNITS = 16;
/** ... or anywhere, in a word longer than any query. */
const MAX_UNITS = 2400;

/** Returns where the pieces of a text begin, and its end: pieces have the same tokens apart as together. */
export function splitText(text: string, from: number, to: number): number[] {
  const starts = [from];
  for (let at = from; to - at > PIECE_UNITS; ) {
    at = endOfPiece(text, at + PIECE_UNITS, Math.min(to, at + MAX_UNITS));
    if (at < to) starts.push(at);
  }
  starts.push(to);
  return starts;
}

function endOfPiece(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (isSpace(text.charCodeAt(at))) return at + 1;
    const isLook = at - from >= PATIENCE_UNITS && (at - from) % LOOK_UNITS === 0;
    if (isLook && isBetweenTokens(text, at)) return at;
  }
  return isLowSurrogate(text.charCodeAt(to)) ? to - 1 : to;
}

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13);
}

function isBetweenTokens(text: string, at: number): boolean {
  if (isLowSurrogate(text.charCodeAt(at))) return false;
  const before = text.slice(isLowSurrogate(text.charCodeAt(at - 1)) ? at - 2 : at - 1, at);
  const behind = String.fromCodePoint(text.codePointAt(at) as number);
  const both = before + behind;
  if (normalise(both) !== normalise(before) + normalise(behind)) return false;
  return tokenise(both).length === tokenise(before).length + tokenise(behind).length && normalise(behind) !== '';
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
