import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHookEvent } from '../../../../src/sessions/hooks/hook-event.ts';

const SESSION = '11111111-2222-4333-8444-555555555555';

for (const body of [
  {},
  { session_id: '../../etc/passwd', hook_event_name: 'Stop' },
  { session_id: SESSION, hook_event_name: 'SomethingNew' },
  { session_id: SESSION, hook_event_name: 'PermissionRequest' },
  { session_id: SESSION, hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: 'text' },
]) {
  test(`${JSON.stringify(body)} is no hook of interest`, () => {
    assert.equal(parseHookEvent(body), undefined);
  });
}

test('a hook is read with what it says, and its path is not', () => {
  const about = { session_id: SESSION, cwd: '/x', transcript_path: '/etc/passwd', prompt_id: 'p', agent_id: 7 };
  const event = parseHookEvent({ ...about, hook_event_name: 'PostToolUse', tool_name: 'Bash', tool_input: { a: 1 } });
  assert.deepEqual(event, { sessionId: SESSION, promptId: 'p', name: 'PostToolUse', tool: 'Bash', input: { a: 1 } });
});
