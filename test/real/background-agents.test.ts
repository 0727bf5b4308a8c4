import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeenEvent } from '../support/sessions/sessions-door.ts';
import { openRealDoor } from './support/sessions-door.ts';

/** Longer than the idle timeout below. */
const AGENT_TOOL = { command: 'touch found; sleep 3', description: 'look' };
const AGENT = {
  description: 'look around',
  subagent_type: 'general-purpose',
  prompt: `call Bash ${JSON.stringify(AGENT_TOOL)}\nsay found it`,
};

const isTyped =
  (type: string) =>
  (event: SeenEvent): boolean =>
    event.type === type;

test('what a sub-agent in the background asks outlives its turn, and its session is not closed before it ends [sessions.real.background]', async (t) => {
  const door = await openRealDoor(t, { args: ['--idle-timeout', '1s'] });
  const { session_id: id, cursor } = await door.create();
  // The turn ends while the sub-agent waits for an answer.
  const text = `call Agent ${JSON.stringify(AGENT)}\nslowly 300 one two three done`;
  assert.equal((await door.ask(id, text))['state'], 'done');
  const { request_id: requestId } = await door.permission(id, cursor);
  const { requests } = (await door.call('list_permissions', { session_id: id })) as { requests: unknown[] };
  assert.equal(requests.length, 1);
  const answer = { session_id: id, request_id: requestId, behavior: 'allow' };
  assert.equal((await door.call('respond_permission', answer))['resolved'], true);
  const seen = await door.events(cursor, isTyped('session.closed'), { session_id: id });
  const closed = seen.findIndex(isTyped('session.closed'));
  const ended = seen.findIndex(isTyped('task.finished'));
  assert.equal(seen[closed]?.['reason'], 'idle_timeout');
  assert.ok(ended >= 0 && ended < closed, JSON.stringify(seen.map(({ type }) => type)));
  assert.equal(seen[ended]?.['is_error'], false);
  const resolved = seen.filter(isTyped('permission.resolved'));
  assert.deepEqual(
    resolved.map((event) => event['behavior']),
    ['allow'],
  );
});
