import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';
import { writeTranscript } from '../../support/sessions/written-transcript.ts';

/** A JSON value that can be parsed but not written again by a recursive function. */
const DEPTH = 20_000;
const DEEP = `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`;
const TOOL_USE = `{"type":"tool_use","id":"toolu_deep","name":"Bash","input":${DEEP}}`;
const MESSAGE = `{"id":"msg_deep","type":"message","role":"assistant","model":"m","content":[${TOOL_USE}]}`;

test('a transcript with an input nested thousands of levels deep is read, and what follows it is told [sessions.contents.deep]', async (t) => {
  const door = await SessionsDoor.open(t);
  const configDir = join(door.server.folder, 'claude');
  const { cursor } = (await door.call('poll_events', { timeout_ms: 0 })) as { cursor: string };
  const id = writeTranscript(configDir, '-deep', { cwd: door.cwd, texts: ['first', 'second'], endedAt: new Date() });
  const record = (type: string, uuid: string, message: string): string =>
    `{"type":"${type}","uuid":"${uuid}","sessionId":"${id}","timestamp":"${new Date().toISOString()}","message":${message}}\n`;
  const path = join(configDir, 'projects', '-deep', `${id}.jsonl`);
  appendFileSync(
    path,
    record('assistant', '11111111-2222-4333-8444-555555555551', MESSAGE) +
      record('user', '11111111-2222-4333-8444-555555555552', '{"role":"user","content":"afterwards"}'),
  );
  const isLast = (event: { [name: string]: unknown }): boolean => event['text'] === 'afterwards';
  const seen = await door.events(cursor, isLast, { session_id: id });
  assert.ok(seen.some(({ type }) => type === 'tool.started'));
  const { messages } = (await door.call('get_session', { session_id: id })) as { messages: unknown[] };
  assert.match(JSON.stringify(messages), /second.*toolu_deep.*afterwards/);
});

test('a live session goes on behind an input nested thousands of levels deep [sessions.contents.deep]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  const request = `{"subtype":"can_use_tool","tool_name":"constructor","input":${DEEP},"tool_use_id":"toolu_deep"}`;
  const lines = [
    `raw {"type":"assistant","uuid":"11111111-2222-4333-8444-555555555553","message":${MESSAGE}}`,
    `raw {"type":"control_request","request_id":"deep","request":${request}}`,
    'call Bash {"command":"true","description":"x"}',
    'say over',
  ];
  await door.call('send_prompt', { session_id: id, text: lines.join('\n') });
  const isBash = (event: { [name: string]: unknown }): boolean =>
    event['type'] === 'permission.requested' && event['tool'] === 'Bash';
  const seen = await door.events(cursor, isBash, { session_id: id });
  const asked = seen.filter(({ type }) => type === 'permission.requested');
  assert.deepEqual(
    asked.map(({ tool, kind }) => [tool, kind]),
    [
      ['constructor', 'permission'],
      ['Bash', 'permission'],
    ],
  );
  const { requests } = (await door.call('list_permissions')) as { requests: unknown[] };
  assert.equal(requests.length, 2);
  for (const { request_id: requestId } of asked) {
    await door.call('respond_permission', { session_id: id, request_id: requestId, behavior: 'allow' });
  }
  const ended = await door.events(cursor, ({ type }) => type === 'prompt.finished', { session_id: id });
  assert.equal(ended.find(({ type }) => type === 'prompt.finished')?.['result_text'], 'over');
});
