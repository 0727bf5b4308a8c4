import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from '../../support/http.ts';
import { BOTH } from '../../support/mcp.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';
import { readMessages } from '../../support/sse.ts';

test('send_and_wait returns this very turn; when the time is over it goes on and can be waited for again [sessions.wait.turn, sessions.wait.time-out]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id } = await door.create();
  const ask = (args: Result): Promise<Result> => door.call('send_and_wait', { session_id: id, ...args });
  const first = (await ask({ text: 'call Bash {"command":"true"}', prompt_id: 'p1', timeout_ms: 0 })) as {
    prompt: Result;
    timed_out: boolean;
    cursor: string;
  };
  assert.deepEqual([first.timed_out, first.prompt['prompt_id']], [true, 'p1']);
  const { request_id } = await door.permission(id, first.cursor);
  assert.equal((await door.call('get_prompt', { session_id: id, prompt_id: 'p1' }))['state'], 'waiting');
  // Its turn begins when this one has ended: what is returned is not the end of the other one.
  const second = ask({ text: 'say second', prompt_id: 'p2', timeout_ms: 30_000 });
  await door.call('respond_permission', { session_id: id, request_id, behavior: 'allow' });
  const { prompt, timed_out: timedOut } = (await second) as { prompt: Result; timed_out: boolean };
  assert.deepEqual(
    [timedOut, prompt['prompt_id'], prompt['state'], prompt['result_text']],
    [false, 'p2', 'done', 'second'],
  );
  const again = (await ask({ text: 'call Bash {"command":"true"}', prompt_id: 'p1', timeout_ms: 30_000 })) as {
    prompt: Result;
  };
  assert.equal(again.prompt['state'], 'done');
  const kept = await door.call('get_prompt', { session_id: id, prompt_id: 'p1' });
  assert.deepEqual(kept, again.prompt);
  for (const time of ['created_at', 'started_at', 'ended_at']) assert.match(String(kept[time]), /^\d{4}-.*Z$/, time);
});

test('a call that waits reports what happens as progress, and giving it up loses nothing [sessions.wait.progress, sessions.wait.time-out]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  const args = { session_id: id, text: 'call Bash {"command":"echo hi"}', prompt_id: 'p1' };
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'send_and_wait', arguments: args, _meta: { progressToken: 'w' } },
  });
  const response = await open(door.server.url, { method: 'POST', path: '/mcp', headers: BOTH, body });
  const steps: string[] = [];
  for await (const { message } of readMessages(response)) {
    const { progress, message: said } = message['params'] as { progress: number; message: string };
    assert.equal(progress, steps.length + 1);
    steps.push(said);
    if (said.startsWith('waiting')) break;
  }
  response.destroy();
  assert.deepEqual(steps, ['a turn has begun', 'running Bash', 'waiting for an answer: permission, Bash']);
  const { request_id } = await door.permission(id, cursor);
  await door.call('respond_permission', { session_id: id, request_id, behavior: 'allow' });
  await door.call('wait_for_idle', { session_ids: [id], timeout_ms: 30_000 });
  assert.equal((await door.call('get_prompt', { session_id: id, prompt_id: 'p1' }))['state'], 'done');
});

test('wait_for_idle waits for any or all, each with its last prompt [sessions.wait.idle]', async (t) => {
  const door = await SessionsDoor.open(t);
  const [busy, idle] = [(await door.create()).session_id, (await door.create()).session_id];
  const { cursor } = await door.call('send_prompt', { session_id: busy, text: 'call Bash {"command":"true"}' });
  const { request_id } = await door.permission(busy, String(cursor));
  const wait = (args: Result): Promise<Result> => door.call('wait_for_idle', { session_ids: [busy, idle], ...args });
  const any = await wait({ until: 'any', timeout_ms: 30_000 });
  assert.equal(any['timed_out'], false);
  assert.deepEqual(
    (any['sessions'] as Result[]).map(({ session_id, activity }) => [session_id, activity]),
    [
      [busy, 'waiting'],
      [idle, 'idle'],
    ],
  );
  assert.equal((await wait({ timeout_ms: 0 }))['timed_out'], true);
  const all = wait({ timeout_ms: 30_000 });
  await door.call('respond_permission', { session_id: busy, request_id, behavior: 'deny', message: 'not now' });
  const { sessions, timed_out: timedOut } = (await all) as { sessions: Result[]; timed_out: boolean };
  assert.deepEqual([timedOut, sessions[0]?.['activity']], [false, 'idle']);
  assert.equal((sessions[0]?.['last_prompt'] as Result | undefined)?.['state'], 'done');
  assert.equal(sessions[1]?.['last_prompt'], undefined);
});

test('a very long answer is cut in results and says so [mcp.bounded.said]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id } = await door.create();
  const prompt = await door.ask(id, `say ${'ä'.repeat(300_000)}`);
  assert.ok(Buffer.byteLength(JSON.stringify(prompt)) <= 256 * 1024);
  assert.match(String(prompt['result_text']), /^ä{10000,}$/);
  assert.equal(prompt['truncated'], true);
  const { prompt_id } = prompt;
  assert.equal((await door.call('get_prompt', { session_id: id, prompt_id }))['truncated'], true);
});
