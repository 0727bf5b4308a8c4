import type { SessionContext } from '../session-context.ts';
import type { SessionInfo } from '../session-info.ts';
import type { ListSessions, SessionService } from '../session-service.ts';
import { noSession } from '../start/launch-spec.ts';
import { readForkedMessages } from './forked-messages.ts';
import type { PageSnapshots } from './page-snapshots.ts';
import { type SessionFacts, toSessionInfo, updatedAtOf } from './session-info.ts';
import { findForeign, statusOf } from './session-status.ts';

/** Returns a page of the sessions that match, newest first: those with a transcript and those codez made. */
export async function listSessions(
  context: SessionContext,
  snapshots: PageSnapshots,
  query: ListSessions,
): Promise<{ sessions: readonly SessionInfo[]; nextCursor?: string }> {
  const [facts, foreign] = await Promise.all([collectFacts(context, query.slug), findForeign(context)]);
  const rows = facts
    .filter((each) => mayMatch(each, query))
    .sort((a, b) => updatedAtOf(b) - updatedAtOf(a) || (a.sessionId < b.sessionId ? -1 : 1))
    .map((each) => ({ each, known: statusOf(context, each.sessionId, each.transcript?.updatedAt, foreign) }))
    .filter(({ known }) => query.status === undefined || known.status === query.status);
  const placeOf = ({ each }: { each: SessionFacts }) => ({ id: each.sessionId, at: updatedAtOf(each) });
  const page = snapshots.page(rows, placeOf, { list: 'sessions', limit: query.limit, cursor: query.cursor });
  const sessions = page.rows.map(({ each, known }) => toSessionInfo(context, each, known));
  return { sessions, ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) };
}

/**
 * Returns what is known of one session.
 * @throws CodezError `not_found`
 */
export async function readSession(context: SessionContext, sessionId: string, slug?: string): Promise<SessionInfo> {
  const record = context.records.get(sessionId);
  const [transcript, foreign] = await Promise.all([
    context.transcripts.describe(sessionId, slug),
    findForeign(context),
  ]);
  if (record === undefined && transcript === undefined && !foreign.has(sessionId)) throw noSession(sessionId);
  const known = statusOf(context, sessionId, transcript?.updatedAt, foreign);
  const { runner } = known;
  const found = record ?? (transcript === undefined && runner !== undefined ? recordOf(runner, sessionId) : undefined);
  return toSessionInfo(context, { sessionId, transcript, record: found }, known);
}

/** Returns a session with a page of its messages. */
export async function getSession(
  context: SessionContext,
  sessionId: string,
  { slug, cursor, ...options }: Parameters<SessionService['getSession']>[1],
): ReturnType<SessionService['getSession']> {
  const session = await readSession(context, sessionId, slug);
  const request = { ...options, ...(slug === undefined ? {} : { slug }), ...(cursor === undefined ? {} : { cursor }) };
  if ((await context.transcripts.find(sessionId, slug)) === undefined) {
    const record = context.records.get(sessionId);
    if (record?.forked_from === undefined) return { session, messages: [] };
    return { session, ...(await readForkedMessages(context.transcripts, record, request)) };
  }
  return { session, ...(await context.transcripts.readPage(sessionId, request)) };
}

async function collectFacts(context: SessionContext, slug: string | undefined): Promise<SessionFacts[]> {
  const transcripts = await context.transcripts.listSessions(slug);
  const known = new Set(transcripts.map(({ sessionId }) => sessionId));
  const facts: SessionFacts[] = transcripts.map((transcript) => ({
    sessionId: transcript.sessionId,
    transcript,
    record: context.records.get(transcript.sessionId),
  }));
  for (const [sessionId, record] of context.records.entries()) {
    if (known.has(sessionId) || record.created_by === undefined || record.cwd === undefined) continue;
    if (slug !== undefined && context.slugOf(record.cwd) !== slug) continue;
    // One whose transcript was removed is shown only where codez still has something to do with it.
    if (record.has_begun === true && context.drivers.find(sessionId)?.live === undefined) continue;
    facts.push({ sessionId, transcript: undefined, record });
  }
  return facts;
}

function mayMatch({ record }: SessionFacts, { label, createdBy, archived }: ListSessions): boolean {
  if ((record?.archived ?? false) !== archived) return false;
  if (label !== undefined && !(record?.labels ?? []).includes(label)) return false;
  return createdBy === undefined || (record?.created_by ?? 'terminal') === createdBy;
}

function recordOf({ cwd, startedAt }: { cwd?: string; startedAt?: number }, sessionId: string) {
  return { session_id: sessionId, created_at: startedAt ?? 0, ...(cwd === undefined ? {} : { cwd }) };
}
