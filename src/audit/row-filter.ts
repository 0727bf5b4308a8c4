import { toIso } from '../core/clock.ts';
import type { AccessQuery } from './access-log.ts';
import type { AccessRow } from './access-row.ts';
import { renderValue } from './row-line.ts';

/** The operation that reads the log. */
const READING_TOOL = 'access_log';

/**
 * Returns true for rows that are there for completeness: of reading the log itself, which would go on for ever, and of
 * what each command of the command line says to the server besides its call (that it is there, and that it goes).
 */
export function isByTheWay({ tool, door, status }: AccessRow): boolean {
  return tool === READING_TOOL || (door === 'cli' && tool === undefined && status === 'ok');
}

/** What a query asks of rows, and of the bytes of their lines before they are parsed. */
export interface RowFilter {
  matches(row: AccessRow): boolean;
  /** Bytes, as Latin-1 text, that each line which matches has; `isFolded`: in lower case. */
  readonly needle: { readonly text: string; readonly isFolded: boolean } | undefined;
  /** Lines begin with `{"at":"` and their time; those before this one, ISO 8601, do not match. */
  readonly since: string | undefined;
}

/** Behind the last time there is. */
const LAST_TIME = 253_402_300_799_999;

/** Returns what a query asks of rows; `now` is milliseconds since the epoch. */
export function createRowFilter(query: AccessQuery, now: number): RowFilter {
  const { principal, tool, status, door, withReads = false } = query;
  const from = Math.max(query.since ?? 0, query.maxAgeMs === undefined ? 0 : now - query.maxAgeMs);
  const since = from <= 0 ? undefined : toIso(Math.min(from, LAST_TIME));
  const words = query.q?.toLowerCase();
  const text = words === undefined || words === '' ? undefined : words;
  return {
    matches(row) {
      if (!withReads && isByTheWay(row)) return false;
      if (status !== undefined && row.status !== status) return false;
      if (door !== undefined && row.door !== door) return false;
      if (tool !== undefined && row.tool !== tool) return false;
      if (principal !== undefined && !isOf(row, principal)) return false;
      if (since !== undefined && row.at < since) return false;
      return text === undefined || Object.values(row).some((value) => String(value).toLowerCase().includes(text));
    },
    needle: findNeedle(query, text),
    since,
  };
}

/** Called by them, or for them from inside a session. */
function isOf({ principal, via }: AccessRow, wanted: string): boolean {
  return isPrincipal(principal, wanted) || (via !== undefined && isPrincipal(via, wanted));
}

/** `kind:name`, or the name alone. */
function isPrincipal(found: string, wanted: string): boolean {
  return found === wanted || found.slice(found.indexOf(':') + 1) === wanted;
}

/** Chooses what is likely to be rare. */
function findNeedle({ principal, tool, status, door }: AccessQuery, text: string | undefined): RowFilter['needle'] {
  const run = text === undefined ? '' : longestPlainRun(text);
  if (run !== '') return { text: toLatin1(run).toLowerCase(), isFolded: true };
  if (tool !== undefined) return { text: toLatin1(`"tool":"${renderValue(tool)}"`), isFolded: false };
  if (principal !== undefined) return { text: toLatin1(`${renderValue(principal)}"`), isFolded: false };
  if (status !== undefined && status !== 'ok') return { text: `"status":"${status}"`, isFolded: false };
  return door === undefined ? undefined : { text: `"door":"${door}"`, isFolded: false };
}

/** The longest part that stands in a line as it stands in the text but for the case of ASCII letters. */
function longestPlainRun(text: string): string {
  let longest = '';
  let run = '';
  for (const character of text) {
    run = isPlain(character) ? run + character : '';
    if (run.length > longest.length) longest = run;
  }
  return longest;
}

function isPlain(character: string): boolean {
  if (character === '"' || character === '\\' || renderValue(character) !== character) return false;
  // Beside ASCII letters only what has no other case; K and İ become ASCII letters in lower case.
  if (/[a-z]/.test(character)) return character !== 'k' && character !== 'i';
  return character.toLowerCase() === character.toUpperCase();
}

function toLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
