import { UNKNOWN_MODEL } from './session-plan.ts';
import { type CorpusTruth, type ExpectedSession, sumResponses } from './truth.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Returns all sessions behind any door, as `list_sessions` shows them. */
export type ListingDoor = () => Promise<readonly Fields[]>;

/** Holds the list of sessions against the truth; returns what differs, in words. */
export async function checkListing(listSessions: ListingDoor, { sessions, responses }: CorpusTruth): Promise<string[]> {
  const rows = await listSessions();
  const usage = sumResponses(responses, ({ sessionId }) => sessionId);
  const unpriced = new Set(responses.filter(({ model }) => model === UNKNOWN_MODEL).map(({ sessionId }) => sessionId));
  const shown = new Map(rows.map((row) => [String(row['session_id']), row]));
  const differences = rows.length === sessions.length ? [] : [`${rows.length} sessions instead of ${sessions.length}`];
  for (const session of sessions) {
    const { sessionId } = session;
    const row = shown.get(sessionId);
    if (row === undefined) {
      differences.push(`session ${sessionId} is not listed`);
      continue;
    }
    const { input = 0, output = 0, cache_read = 0, cache_write = 0 } = usage.get(sessionId)?.tokens ?? {};
    const wanted = { ...toRow(session), tokens: { input, output, cache_read, cache_write } };
    for (const [name, value] of Object.entries(wanted)) {
      const told = JSON.stringify(row[name]);
      if (told !== JSON.stringify(value)) {
        differences.push(`${sessionId}: ${name} is ${told} instead of ${JSON.stringify(value)}`);
      }
    }
    const hasCost = typeof row['cost_usd'] === 'number';
    if (hasCost === unpriced.has(sessionId)) differences.push(`${sessionId}: cost_usd is ${row['cost_usd']}`);
  }
  const times = rows.map(({ updated_at }) => String(updated_at));
  if (times.join() !== times.toSorted().reverse().join()) differences.push('sessions are not newest first');
  return differences;
}

function toRow(session: ExpectedSession): Fields {
  return {
    slug: session.slug,
    title: session.title,
    cwd: session.cwd,
    created_at: new Date(session.createdAt).toISOString(),
    updated_at: new Date(session.updatedAt).toISOString(),
    message_count: session.messageCount,
    model: session.model,
    git_branch: session.gitBranch,
    context_tokens: session.contextTokens,
  };
}
