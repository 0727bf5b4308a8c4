import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { randomIds } from '../../../src/core/ids.ts';
import type { SessionEvent } from '../../../src/sessions/events/event.ts';
import type { EventLog } from '../../../src/sessions/events/event-log.ts';
import { createHookService } from '../../../src/sessions/hooks/create-hook-service.ts';
import { type HookDecision, parseHookEvent } from '../../../src/sessions/hooks/hook-event.ts';
import type { HookService } from '../../../src/sessions/hooks/hook-service.ts';
import { openTestLog, settled } from '../events/event-log.ts';
import { scratchFolder } from '../scratch.ts';

export const SESSION = '11111111-2222-4333-8444-555555555555';
export const OTHER = '99999999-2222-4333-8444-555555555555';
export const BASH = { command: 'touch made', description: 'make a file' };
const never = new AbortController().signal;

export interface HookBench {
  readonly hooks: HookService;
  readonly log: EventLog;
  readonly clock: { now: number };
  /** Hands on a hook's body as Claude Code sends it. */
  tell(name: string, rest?: Record<string, unknown>, signal?: AbortSignal): Promise<HookDecision | undefined>;
  /** The events of permissions so far. */
  told(): Promise<SessionEvent[]>;
}

/** Returns the hooks of a machine, with an event log of their own. */
export async function createHookBench(
  t: TestContext,
  live: readonly string[] = [],
  isAttended = true,
): Promise<HookBench> {
  const log = await openTestLog(scratchFolder());
  const from = log.head();
  const timeoutMs = 3_600_000;
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  const hooks = createHookService({
    events: log,
    isLive: (id) => live.includes(id),
    clock: () => clock.now,
    ids: randomIds,
    isAttended: async () => isAttended,
    timeoutMs,
    unattendedMs: 60_000,
  });
  t.after(async () => {
    hooks.close();
    await log.close();
  });
  return {
    hooks,
    log,
    clock,
    tell: (name, rest = {}, signal = never) => {
      const body = { session_id: SESSION, hook_event_name: name, transcript_path: '/etc/passwd', cwd: '/x', ...rest };
      const event = parseHookEvent(body);
      assert.ok(event, name);
      return hooks.receive(event, signal);
    },
    told: async () => {
      await settled(log);
      const types = new Set(['permission.requested', 'permission.resolved'] as const);
      return (await log.read({ after: from, filter: { types }, limit: 100 })).events.map(({ event }) => event);
    },
  };
}

/** What the hook of a dialog says of its tool. */
export const asking = (input: object = BASH, tool = 'Bash') => ({ tool_name: tool, tool_input: input });

/** Returns the id of the request that is open. */
export function idOf(hooks: HookService, sessionId?: string): string {
  const [request] = hooks.list(sessionId);
  assert.ok(request, 'a request is open');
  return request.request_id;
}
