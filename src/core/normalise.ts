const SEPARATOR = 1;
const WORD = 2;
/** A combining mark: goes on with a word, stands alone elsewhere. */
const MARK = 3;
/** A token of its own: symbols, and scripts written without spaces. */
const ALONE = 4;

const NON_ASCII = /[\u0080-\uffff]/;
const ASCII_SYMBOL = /[$+<=>^`|~]/;
const ASCII_SYMBOLS = /[$+<=>^`|~]/g;
const DROPPED_MARKS = /[\u0300-\u036f]+/g;
const SYMBOL = /\p{S}/u;
const MARKS = /\p{M}/u;
const LETTER_OR_NUMBER = /[\p{L}\p{N}]/u;
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/** Class of each code point, filled as they are met; pages that are never touched cost no memory. */
const classes = new Uint8Array(0x110000);

/**
 * Returns `text` as it is compared everywhere: NFKD, the marks U+0300 to U+036F dropped, NFC, lower case.
 * Lone surrogates pass through unchanged.
 */
export function normalise(text: string): string {
  if (!NON_ASCII.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(DROPPED_MARKS, '').normalize('NFC').toLowerCase();
}

/**
 * Returns the tokens of `text` in order. What is not letter, number, mark or symbol separates; each Han, kana,
 * Hangul, Thai, Lao, Khmer or Myanmar character and each symbol is a token of its own.
 */
export function tokenise(text: string): string[] {
  return tokensOf(normalise(text));
}

/**
 * Returns `text` so that what splits at ASCII other than letters, digits and symbols, and takes ASCII letters of
 * either case for the same, splits it into the tokens of `tokenise`: SQLite's `ascii` tokenizer with the symbols of
 * `INDEX_SYMBOLS` as parts of tokens.
 */
export function toIndexText(text: string): string {
  if (!NON_ASCII.test(text)) return ASCII_SYMBOL.test(text) ? text.replace(ASCII_SYMBOLS, ' $& ') : text;
  return spaceTokens(normalise(text));
}

/** The ASCII characters that are tokens of their own. */
export const INDEX_SYMBOLS = '$+<=>^`|~';

/** Pieces that are put together at a time: a string made of millions of others takes many times its size. */
const PIECES = 4096;

/** Keeps words and the ASCII between them as they stand, so that little is copied. */
function spaceTokens(normalised: string): string {
  let spaced = '';
  let pieces: string[] = [];
  let runStart = 0;
  let isInWord = false;
  let at = 0;
  while (at < normalised.length) {
    let code = normalised.charCodeAt(at);
    if (code >= 0xd800 && code <= 0xdbff) code = normalised.codePointAt(at) as number;
    const next = code > 0xffff ? at + 2 : at + 1;
    const kind = (classes[code] as number) || classify(code);
    const goesOn: boolean = kind === WORD || (kind === MARK && isInWord);
    isInWord = goesOn;
    if (!goesOn && (kind !== SEPARATOR || code >= 0x80)) {
      pieces.push(normalised.slice(runStart, at));
      if (kind !== SEPARATOR) pieces.push(normalised.slice(at, next));
      if (pieces.length >= PIECES) {
        spaced += `${pieces.join(' ')} `;
        pieces = [];
      }
      runStart = next;
    }
    at = next;
  }
  return runStart === 0 ? normalised : `${spaced}${pieces.join(' ')} ${normalised.slice(runStart)}`;
}

/**
 * Returns the words of a query: what white space separates, each as the phrase of its tokens. Words without any
 * letter, number, mark or symbol are left out.
 */
export function queryWords(query: string): string[][] {
  return normalise(query)
    .split(/\s+/u)
    .map(tokensOf)
    .filter((tokens) => tokens.length > 0);
}

function tokensOf(normalised: string): string[] {
  const tokens: string[] = [];
  const end = normalised.length;
  let wordStart = -1;
  let at = 0;
  while (at < end) {
    let code = normalised.charCodeAt(at);
    if (code >= 0xd800 && code <= 0xdbff) code = normalised.codePointAt(at) as number;
    const next = code > 0xffff ? at + 2 : at + 1;
    const kind = (classes[code] as number) || classify(code);
    if (kind === WORD || (kind === MARK && wordStart >= 0)) {
      if (wordStart < 0) wordStart = at;
    } else {
      if (wordStart >= 0) tokens.push(normalised.slice(wordStart, at));
      wordStart = -1;
      if (kind !== SEPARATOR) tokens.push(normalised.slice(at, next));
    }
    at = next;
  }
  if (wordStart >= 0) tokens.push(normalised.slice(wordStart));
  return tokens;
}

function classify(code: number): number {
  const kind = classOf(String.fromCodePoint(code));
  classes[code] = kind;
  return kind;
}

function classOf(char: string): number {
  if (SYMBOL.test(char)) return ALONE;
  const isMark = MARKS.test(char);
  if (!isMark && !LETTER_OR_NUMBER.test(char)) return SEPARATOR;
  if (UNSPACED.test(char)) return ALONE;
  return isMark ? MARK : WORD;
}
