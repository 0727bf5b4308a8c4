import type { OpenInvoker } from '../../app/open-invoker.ts';
import { CodezError } from '../../core/errors.ts';
import { shownLine } from '../text/shown-text.ts';
import { callOperation, type SessionPage, type SessionRow } from './operations.ts';

const WHOLE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PAGE = 500;
/** Sessions that an ambiguous beginning names at most. */
const NAMED = 8;

/**
 * Returns the id of the one session that `given` begins.
 * @throws CodezError `invalid` when it cannot begin an id, or begins several (naming them); `not_found`
 */
export async function findSessionId(opened: OpenInvoker, given: string, signal?: AbortSignal): Promise<string> {
  const id = given.toLowerCase();
  if (WHOLE.test(id)) return id;
  if (!mayBeginId(id)) {
    throw new CodezError('invalid', `${shownLine(given, 80)} is no session id`, SEE_LIST);
  }
  const found = (await listAll(opened, signal)).filter(({ session_id }) => session_id.startsWith(id));
  const [only, second] = found;
  if (only === undefined) throw new CodezError('not_found', `No session's id begins with ${id}`, SEE_LIST);
  if (second === undefined) return only.session_id;
  const named = found.slice(0, NAMED).map(({ session_id, title }) => `  ${session_id}  ${shownLine(title, 60)}`);
  const more = found.length > NAMED ? [`  and ${found.length - NAMED} more`] : [];
  throw new CodezError(
    'invalid',
    `${found.length} sessions' ids begin with ${id}:\n${[...named, ...more].join('\n')}`,
    'Write more of the one you mean.',
  );
}

/** Returns true for what the id of a session may begin with. */
export function mayBeginId(given: string): boolean {
  return /^[0-9a-f][0-9a-f-]{0,35}$/i.test(given);
}

const SEE_LIST = '`codez sessions list --all` shows the sessions; the beginning of an id is enough.';

async function listAll(opened: OpenInvoker, signal?: AbortSignal): Promise<readonly SessionRow[]> {
  const rows: SessionRow[] = [];
  for (const archived of [false, true]) {
    let cursor: string | undefined;
    do {
      const query = { archived, limit: PAGE, ...(cursor && { cursor }) };
      const page: SessionPage = await callOperation(opened, 'list_sessions', query, signal);
      rows.push(...page.sessions);
      cursor = page.next_cursor;
    } while (cursor !== undefined);
  }
  return rows;
}
