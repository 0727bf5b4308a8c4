import { parse } from 'smol-toml';
import { lineStart, nextLine } from './text-layout.ts';

/** `key = value`, in the document or in an inline table. */
export interface TomlPair {
  readonly kind: 'pair';
  /** Absolute path: that of the table it stands in, and its own key. */
  readonly path: readonly string[];
  readonly keyStart: number;
  readonly valueStart: number;
  /** Exclusive. */
  readonly valueEnd: number;
}

/** `[table]` or, as `array`, `[[table]]`. */
export interface TomlHeader {
  readonly kind: 'header' | 'array';
  readonly path: readonly string[];
  readonly keyStart: number;
}

/** A statement of the document with the lines it fills: `start` inclusive, `end` exclusive with its line terminator. */
export type TomlStatement = (TomlPair | TomlHeader) & { readonly start: number; readonly end: number };

/** Returns the statements of a TOML text that a parser has accepted, in order. */
export function scanToml(text: string): readonly TomlStatement[] {
  const statements: TomlStatement[] = [];
  let table: readonly string[] = [];
  let at = skipBlank(text, 0);
  while (at < text.length) {
    const keyStart = at;
    const start = lineStart(text, at);
    if (text[at] === '[') {
      const kind = text[at + 1] === '[' ? 'array' : 'header';
      const key = scanKey(text, at + (kind === 'array' ? 2 : 1));
      table = key.path;
      at = nextLine(text, key.end);
      statements.push({ kind, path: table, keyStart, start, end: at });
    } else {
      const pair = scanPair(text, at, table);
      at = nextLine(text, pair.valueEnd);
      statements.push({ ...pair, start, end: at });
    }
    at = skipBlank(text, at);
  }
  return statements;
}

/** Returns the pairs of the inline table that begins at `open`, and the offset of its closing brace. */
export function scanInlineTable(
  text: string,
  open: number,
  table: readonly string[],
): { readonly pairs: readonly TomlPair[]; readonly close: number } {
  const pairs: TomlPair[] = [];
  let at = skipBlank(text, open + 1);
  while (at < text.length && text[at] !== '}') {
    if (text[at] === ',') {
      at = skipBlank(text, at + 1);
      continue;
    }
    const pair = scanPair(text, at, table);
    pairs.push(pair);
    at = skipBlank(text, pair.valueEnd);
  }
  return { pairs, close: at };
}

function scanPair(text: string, keyStart: number, table: readonly string[]): TomlPair {
  const key = scanKey(text, keyStart);
  const valueStart = skipSpaces(text, key.end + 1);
  return { kind: 'pair', path: [...table, ...key.path], keyStart, valueStart, valueEnd: endOfValue(text, valueStart) };
}

/** Reads a dotted key; `end` is the offset of what follows it (`=` or `]`). */
function scanKey(text: string, start: number): { path: string[]; end: number } {
  const path: string[] = [];
  let at = start;
  for (;;) {
    at = skipSpaces(text, at);
    const end = isQuote(text[at]) ? endOfString(text, at) : endOfRun(text, at, /[^\s.=\]]/);
    const raw = text.slice(at, end);
    path.push(isQuote(text[at]) ? String(parse(`key = ${raw}`)['key']) : raw);
    at = skipSpaces(text, end);
    if (text[at] !== '.') return { path, end: at };
    at += 1;
  }
}

function endOfValue(text: string, start: number): number {
  if (isQuote(text[start])) return endOfString(text, start);
  if (text[start] === '[' || text[start] === '{') return endOfNest(text, start);
  const end = endOfRun(text, start, /[^,\]}#\r\n]/);
  return start + text.slice(start, end).trimEnd().length;
}

function endOfNest(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (isQuote(char)) {
      at = endOfString(text, at);
      continue;
    }
    if (char === '#') {
      at = nextLine(text, at);
      continue;
    }
    at += 1;
    if (char === '[' || char === '{') depth += 1;
    if (char === ']' || char === '}') depth -= 1;
    if (depth === 0) break;
  }
  return at;
}

function endOfString(text: string, start: number): number {
  const quote = text[start] ?? '"';
  const triple = text.startsWith(quote.repeat(3), start);
  let at = start + (triple ? 3 : 1);
  while (at < text.length) {
    if (quote === '"' && text[at] === '\\') {
      at += 2;
    } else if (text.startsWith(triple ? quote.repeat(3) : quote, at)) {
      if (!triple) return at + 1;
      // Up to two quotes may stand before the closing three.
      return Math.min(endOfRun(text, at, quote === '"' ? /"/ : /'/), at + 5);
    } else {
      at += 1;
    }
  }
  return at;
}

/** Skips blanks, line ends and comments. */
function skipBlank(text: string, start: number): number {
  let at = endOfRun(text, start, /\s/);
  while (text[at] === '#') at = endOfRun(text, nextLine(text, at), /\s/);
  return at;
}

function skipSpaces(text: string, start: number): number {
  return endOfRun(text, start, /[ \t]/);
}

function endOfRun(text: string, start: number, member: RegExp): number {
  let at = start;
  while (at < text.length && member.test(text[at] ?? '')) at += 1;
  return at;
}

function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'";
}
