import type { McpSession } from './mcp-session.ts';

/**
 * Returns which sessions make room: expired ones first, then of whoever has the most those without an open stream, idle
 * longest. One client that opens sessions without end thus ends its own, not those of others.
 */
export function chooseLeaving(
  sessions: readonly McpSession[],
  count: number,
  { isGone, isOpen }: { readonly isGone: (one: McpSession) => boolean; readonly isOpen: (one: McpSession) => boolean },
): readonly McpSession[] {
  const leaving = sessions.filter(isGone).slice(0, count);
  const queues = new Map<string, McpSession[]>();
  for (const session of sessions) {
    if (isGone(session)) continue;
    const queue = queues.get(session.principal);
    if (queue === undefined) queues.set(session.principal, [session]);
    else queue.push(session);
  }
  const sorted = new Set<McpSession[]>();
  while (leaving.length < count) {
    const [first = [], ...others] = queues.values();
    const longest = others.reduce((most, queue) => (queue.length > most.length ? queue : most), first);
    if (!sorted.has(longest)) {
      longest.sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.last_used_at - a.last_used_at);
      sorted.add(longest);
    }
    const next = longest.pop();
    if (next === undefined) break;
    leaving.push(next);
  }
  return leaving;
}
