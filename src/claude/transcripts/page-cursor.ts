import { CodezError } from '../../core/errors.ts';

/** Where a page ended. Opaque to clients: base64url of JSON. */
export interface PageCursor {
  /** The session whose pages these are. */
  readonly session: string;
  /** Messages of the session's own file that begin before this offset are still to come. */
  readonly before: number;
  /** Offset to read back from: records of such messages may stand behind `before`. */
  readonly from: number;
  /** Uuid of the record at `before`; absent when none was shown yet. */
  readonly uuid?: string;
  /** With sub-agents: time of the last message shown, and whose it was. */
  readonly last?: { readonly time: number; readonly source: string; readonly start: number };
}

export function renderPageCursor(cursor: PageCursor): string {
  const { session, before, from, uuid, last } = cursor;
  const fields = [
    session,
    before,
    from,
    uuid ?? null,
    ...(last === undefined ? [] : [last.time, last.source, last.start]),
  ];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** @throws CodezError `invalid` for what is no cursor, or one of another session */
export function parsePageCursor(text: string, session: string): PageCursor {
  const cursor = text.length > 1_000 ? undefined : toCursor(text);
  if (cursor?.session === session) return cursor;
  throw invalidCursor(cursor === undefined ? 'is not a cursor of this tool' : 'belongs to another session');
}

export function invalidCursor(why: string): CodezError {
  const hint = 'Send next_cursor of the page before with the same session_id, or no cursor for the newest messages.';
  return new CodezError('invalid', `cursor: ${why}`, hint, { fields: { cursor: [why] } });
}

function toCursor(text: string): PageCursor | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [session, before, from, uuid, time, source, start] = fields as unknown[];
  if (typeof session !== 'string' || !isOffset(before) || !isOffset(from)) return undefined;
  if (uuid !== null && typeof uuid !== 'string') return undefined;
  const isMerged = typeof time === 'number' && typeof source === 'string' && isOffset(start);
  return {
    session,
    before,
    from,
    ...(uuid === null ? {} : { uuid }),
    ...(isMerged ? { last: { time, source, start } } : {}),
  };
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
