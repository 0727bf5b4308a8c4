const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const SPACE = 0x20;
/** What is nested deeper is left to the parser. */
const MAX_DEPTH = 256;

/** Containers round the value that is scanned: 1 for an object, 0 for a list. */
const containers = new Uint8Array(MAX_DEPTH);
/** 1: may stand behind a backslash. */
const ESCAPES = new Uint8Array(256);
for (const char of '"\\/bfnrt') ESCAPES[char.charCodeAt(0)] = 1;

/** Bytes that were scanned last, and the same as words of four. */
let scanned: Buffer | undefined;
let words: Int32Array = new Int32Array(0);

// These return the index behind what begins at `start`, and -1 for what is not JSON as JSON.stringify writes it: the
// parser tells then. White space between values is lawful, but nobody writes it.

/** Scans a text. */
export function scanText(bytes: Buffer, start: number, end: number): number {
  if (bytes !== scanned) viewWords(bytes);
  for (let at = start + 1; at < end; at += 1) {
    if ((at & 3) === 0) {
      at = skipPlainWords(at >> 2) << 2;
      if (at >= end) return -1;
    }
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte < SPACE) return -1;
    if (byte !== BACKSLASH) continue;
    at += 1;
    const escaped = bytes[at] as number;
    if (escaped === 0x75) {
      for (const last = at + 4; at < last; ) {
        at += 1;
        if (!isHex(bytes[at] as number)) return -1;
      }
    } else if (ESCAPES[escaped] !== 1) return -1;
  }
  return -1;
}

/** Returns the first word from `index` on that has a byte which is a quote, a backslash or a control character. */
function skipPlainWords(index: number): number {
  let at = index;
  for (; at < words.length; at += 1) {
    const word = words[at] as number;
    const quotes = word ^ 0x22222222;
    const backslashes = word ^ 0x5c5c5c5c;
    // A byte that is less than what is subtracted from it borrows, which its highest bit tells.
    const found =
      ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes) | ((word - 0x20202020) & ~word);
    if ((found & 0x80808080) !== 0) break;
  }
  return at;
}

function viewWords(bytes: Buffer): void {
  const isAligned = (bytes.byteOffset & 3) === 0;
  words = new Int32Array(bytes.buffer, isAligned ? bytes.byteOffset : 0, isAligned ? bytes.length >> 2 : 0);
  scanned = bytes;
}

/** Scans a text without escapes, in ASCII: one whose bytes are its characters. */
export function scanPlainText(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] !== QUOTE) return -1;
  for (let at = start + 1; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte < SPACE || byte >= 0x7f || byte === BACKSLASH) return -1;
  }
  return -1;
}

/** Scans a text, number, boolean or null. */
export function scanScalar(bytes: Buffer, start: number, end: number): number {
  switch (bytes[start]) {
    case QUOTE:
      return scanText(bytes, start, end);
    case 0x74:
      return scanWord(bytes, start, end, 'true');
    case 0x66:
      return scanWord(bytes, start, end, 'false');
    case 0x6e:
      return scanWord(bytes, start, end, 'null');
    default:
      return scanNumber(bytes, start, end);
  }
}

/** Scans any value. */
export function scanValue(bytes: Buffer, start: number, end: number): number {
  let depth = 0;
  let at = start;
  for (;;) {
    const first = bytes[at];
    if (first === OPEN || first === OPEN_LIST) {
      const isObject = first === OPEN;
      at += 1;
      if (bytes[at] === (isObject ? CLOSE : CLOSE_LIST)) at += 1;
      else {
        if (depth === MAX_DEPTH) return -1;
        containers[depth] = isObject ? 1 : 0;
        depth += 1;
        if (isObject) at = scanKey(bytes, at, end);
        if (at < 0) return -1;
        continue;
      }
    } else at = scanScalar(bytes, at, end);
    if (at < 0) return -1;
    // Behind a value: the next one, or the end of what it stands in.
    for (; depth > 0; depth -= 1, at += 1) {
      const byte = bytes[at];
      const isObject = containers[depth - 1] === 1;
      if (byte === COMMA) {
        at = isObject ? scanKey(bytes, at + 1, end) : at + 1;
        break;
      }
      if (byte !== (isObject ? CLOSE : CLOSE_LIST)) return -1;
    }
    if (at < 0 || at > end) return -1;
    if (depth === 0) return at;
  }
}

/** Scans a key and its colon. */
function scanKey(bytes: Buffer, start: number, end: number): number {
  const behind = bytes[start] === QUOTE ? scanText(bytes, start, end) : -1;
  return behind >= 0 && bytes[behind] === COLON ? behind + 1 : -1;
}

function scanWord(bytes: Buffer, start: number, end: number, word: string): number {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[start + index] !== word.charCodeAt(index)) return -1;
  }
  return start + word.length <= end ? start + word.length : -1;
}

/** Scans a whole number; others are left to the parser, unless they are plain decimals. */
function scanNumber(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] === 0x2d ? start + 1 : start;
  let at = scanDigits(bytes, first, end);
  if (at < 0 || (bytes[first] === 0x30 && at > first + 1)) return -1;
  if (bytes[at] === 0x2e) at = scanDigits(bytes, at + 1, end);
  if (at < 0 || (bytes[at] !== 0x65 && bytes[at] !== 0x45)) return at;
  const sign = bytes[at + 1];
  return scanDigits(bytes, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1, end);
}

function scanDigits(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) at += 1;
  return at > start ? at : -1;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
