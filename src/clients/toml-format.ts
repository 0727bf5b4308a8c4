import { parse, TomlError } from 'smol-toml';
import { isTable, onlyEntryDiffers } from './entry-check.ts';
import { type EntryContent, type EntryFormat, SyntaxFault } from './target.ts';
import { lineEndingOf, positionOf, splice } from './text-layout.ts';
import { removeTomlPath } from './toml-removal.ts';
import { scanInlineTable, scanToml, type TomlPair, type TomlStatement } from './toml-scanner.ts';

/** TOML 1.0; a value may be defined by a table, by dotted keys or by inline tables. */
export const tomlFormat: EntryFormat = {
  parse: parseToml,
  set,
  remove(text, path) {
    parseToml(text);
    return removeTomlPath(text, path);
  },
};

function parseToml(text: string): unknown {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? 'no valid TOML';
    throw new SyntaxFault(reason, error.line, error.column);
  }
}

/** The same value can be defined in many ways: each editing is tried, the first that changes nothing else is taken. */
function set(text: string, path: readonly string[], value: EntryContent): string {
  const before = parseToml(text);
  for (const edit of [replaceValue, insertInBlock, insertInline, appendTable, appendParent]) {
    const after = edit(text, path, value);
    if (after !== undefined && isRight(before, after, path, value)) return after;
  }
  const first = scanToml(text).find((statement) => statement.path[0] === path[0]);
  const { line, column } = positionOf(text, first?.keyStart ?? 0);
  throw new SyntaxFault(`"${path.join('.')}" cannot be set in what "${path[0]}" is here`, line, column);
}

function isRight(before: unknown, after: string, path: readonly string[], value: EntryContent): boolean {
  try {
    return onlyEntryDiffers(before, parseToml(after), path, value);
  } catch {
    return false;
  }
}

/** The value stands behind one key: it alone is exchanged. */
function replaceValue(text: string, path: readonly string[], value: EntryContent): string | undefined {
  const pair = findPair(text, scanToml(text), path);
  return pair && splice(text, pair.valueStart, pair.valueEnd, renderValue(value));
}

/** The parent has a `[table]` of its own: a line is added after its last pair. */
function insertInBlock(text: string, path: readonly string[], value: EntryContent): string | undefined {
  const cleared = removeTomlPath(text, path);
  const parent = path.slice(0, -1);
  const statements = scanToml(cleared);
  const header = statements.findIndex(({ kind, path: found }) => kind === 'header' && isEqual(found, parent));
  if (header === -1) return undefined;
  const following = statements.slice(header + 1);
  const count = following.findIndex(({ kind }) => kind !== 'pair');
  const last = following.slice(0, count === -1 ? undefined : count).at(-1) ?? statements[header];
  if (last === undefined) return undefined;
  const line = `${renderKey(path.at(-1) ?? '')} = ${renderValue(value)}`;
  return insertLine(cleared, last.end, line, lineEndingOf(text));
}

/** The parent is an inline table, which can only be added to between its braces. */
function insertInline(text: string, path: readonly string[], value: EntryContent): string | undefined {
  const cleared = removeTomlPath(text, path);
  const statements = scanToml(cleared);
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const pair = findPair(cleared, statements, path.slice(0, depth));
    if (pair === undefined || cleared[pair.valueStart] !== '{') continue;
    const { pairs, close } = scanInlineTable(cleared, pair.valueStart, []);
    const at = pairs.at(-1)?.valueEnd ?? pair.valueStart + 1;
    const entry = `${path.slice(depth).map(renderKey).join('.')} = ${renderValue(value)}`;
    if (pairs.length > 0) return splice(cleared, at, at, `, ${entry}`);
    return splice(cleared, at, close, ` ${entry} `);
  }
  return undefined;
}

/** A `[table]` at the end of the document, which captures nothing that follows. */
function appendTable(
  text: string,
  path: readonly string[],
  value: EntryContent,
  replaced: readonly string[] = path,
): string | undefined {
  if (!isTable(value)) return undefined;
  const cleared = removeTomlPath(text, replaced);
  const eol = lineEndingOf(text);
  const block = [`[${path.map(renderKey).join('.')}]`, ...renderPairs(value)].join(eol);
  const end = text === '' || text.endsWith('\n') ? eol : '';
  if (cleared === '') return `${block}${end}`;
  const gap = cleared.endsWith(`${eol}${eol}`) ? '' : cleared.endsWith('\n') ? eol : `${eol}${eol}`;
  return `${cleared}${gap}${block}${end}`;
}

/** The parent is known by its sub-tables only: it gets a `[table]` of its own. */
function appendParent(text: string, path: readonly string[], value: EntryContent): string | undefined {
  return appendTable(text, path.slice(0, -1), { [path.at(-1) ?? '']: value }, path);
}

/** Inserts a line at the beginning of a line or at the end; a text that ends without a line end still does. */
function insertLine(text: string, at: number, line: string, eol: string): string {
  return splice(text, at, at, text[at - 1] === '\n' ? `${line}${eol}` : `${eol}${line}`);
}

function findPair(text: string, statements: readonly TomlStatement[], path: readonly string[]): TomlPair | undefined {
  for (const statement of statements) {
    if (statement.kind === 'pair') {
      const found = findInPair(text, statement, path);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function findInPair(text: string, pair: TomlPair, path: readonly string[]): TomlPair | undefined {
  if (isEqual(pair.path, path)) return pair;
  if (text[pair.valueStart] !== '{' || !isEqual(pair.path, path.slice(0, pair.path.length))) return undefined;
  for (const inner of scanInlineTable(text, pair.valueStart, pair.path).pairs) {
    const found = findInPair(text, inner, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

function renderPairs(table: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(table).map(([key, value]) => `${renderKey(key)} = ${renderValue(value)}`);
}

function renderKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}

/** Renders what we write, and what a parser read in an entry that is written anew as a whole. */
function renderValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderValue).join(', ')}]`;
  if (value instanceof Date) return value.toISOString();
  if (!isTable(value)) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const pairs = renderPairs(value);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}
