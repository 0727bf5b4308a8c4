const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** Returns the index behind the text that begins at `start`; -1 where it does not end before `end`. */
export function skipText(bytes: Buffer, start: number, end: number): number {
  // Found natively, quote by quote: texts are long, and what else is in them does not matter.
  for (let at = bytes.indexOf(QUOTE, start + 1); at >= 0 && at < end; at = bytes.indexOf(QUOTE, at + 1)) {
    let before = at - 1;
    while (before > start && bytes[before] === BACKSLASH) before -= 1;
    // Behind an even number of backslashes, most often none.
    if (((at - before) & 1) === 1) return at + 1;
  }
  return -1;
}

/** Returns the index behind the object or list that begins at `start`; -1 where it does not end before `end`. */
export function skipNested(bytes: Buffer, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipText(bytes, at, end) - 1;
      if (at < 0) return -1;
    } else if (byte === OPEN || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** True when `bytes[start, end)` is `word`. */
export function isWord(bytes: Buffer, start: number, end: number, word: Buffer): boolean {
  return end - start === word.length && startsWith(bytes, start, word);
}

/** True when `bytes[start, end)` is the ASCII text `text`. */
export function isText(bytes: Buffer, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** True when the bytes at `start` begin with `beginning`. */
export function startsWith(bytes: Buffer, start: number, beginning: Buffer): boolean {
  for (let index = 0; index < beginning.length; index += 1) {
    if (bytes[start + index] !== beginning[index]) return false;
  }
  return true;
}
