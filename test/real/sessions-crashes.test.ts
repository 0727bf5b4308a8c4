import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCodez } from '../support/codez-process.ts';
import { isAlive } from '../support/sessions/is-alive.ts';
import { processTree } from '../support/sessions/process-tree.ts';
import type { SeenEvent } from '../support/sessions/sessions-door.ts';
import { openRealDoor } from './support/sessions-door.ts';

const isFinished = ({ type }: SeenEvent): boolean => type === 'prompt.finished';
const isIdle = ({ type }: SeenEvent): boolean => type === 'session.idle';

test('a turn and what waits for it go on when the server is killed, and every event is told once [sessions.real.server-killed]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: id, cursor } = await door.create({ allowed_tools: ['Bash'] });
  const text = 'call Bash {"command":"sleep 2; echo tool-is-done"}\nslowly 40 one two three four five';
  await door.call('send_prompt', { session_id: id, text, prompt_id: 'a' });
  await door.call('send_prompt', { session_id: id, text: 'say next', prompt_id: 'b' });
  await door.events(cursor, ({ type }) => type === 'tool.started', { session_id: id });
  const pid = door.pids().get(id);
  await door.restart('SIGKILL');
  assert.equal(door.pids().get(id), pid);
  const seen = await door.events(cursor, isIdle, { session_id: id });
  assert.deepEqual(
    seen.filter(isFinished).map((event) => [event['prompt_id'], event['state'], event['result_text']]),
    [
      ['a', 'done', 'one two three four five'],
      ['b', 'done', 'next'],
    ],
  );
  for (const type of ['session.created', 'tool.started', 'tool.finished', 'session.idle']) {
    assert.equal(seen.filter((event) => event.type === type).length, 1, type);
  }
  const ids = seen.filter(({ type }) => type === 'message.completed').map((event) => event['message_id']);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal((await door.ask(id, 'say after'))['result_text'], 'after');
});

test('a permission that is open when the server is killed is answered through the next one [sessions.real.server-killed]', async (t) => {
  const door = await openRealDoor(t);
  const path = join(door.cwd, 'file');
  const call = `call Write ${JSON.stringify({ file_path: path, content: 'x' })}\nsay written`;
  const { session_id: id, cursor } = await door.create({ prompt: call });
  const asked = await door.permission(id, cursor);
  await door.restart('SIGKILL');
  const { requests } = (await door.call('list_permissions', { session_id: id })) as { requests: SeenEvent[] };
  assert.deepEqual(
    requests.map(({ request_id }) => request_id),
    [asked.request_id],
  );
  await door.call('respond_permission', { session_id: id, request_id: asked.request_id, behavior: 'allow' });
  const seen = await door.events(cursor, isFinished, { session_id: id });
  assert.equal(seen.filter(({ type }) => type === 'permission.requested').length, 1);
  assert.equal(seen.find(isFinished)?.['result_text'], 'written');
  assert.equal(readFileSync(path, 'utf8'), 'x');
});

test('a killed claude ends its prompt with what happened, and the conversation is resumed [sessions.real.claude-killed]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: id, cursor } = await door.create({ allowed_tools: ['Bash'] });
  await door.ask(id, 'say kept');
  await door.call('send_prompt', {
    session_id: id,
    text: 'call Bash {"command":"echo begun; sleep 30"}',
    prompt_id: 'a',
  });
  await door.events(cursor, ({ type }) => type === 'tool.started', { session_id: id });
  await door.call('send_prompt', { session_id: id, text: 'say resumed', prompt_id: 'b' });
  const pids = processTree(door.pids().get(id) as number);
  process.kill(pids[0] as number, 'SIGKILL');
  const seen = await door.events(cursor, (event) => isIdle(event) && event['prompt_id'] === 'b', { session_id: id });
  const ends = seen.filter(isFinished).map((event) => [event['prompt_id'], event['state'], event['result_text']]);
  assert.deepEqual(ends.slice(1), [
    ['a', 'error', undefined],
    ['b', 'done', 'resumed'],
  ]);
  assert.ok(seen.some(({ type, code }) => type === 'session.error' && code === 'process_exit'));
  assert.deepEqual(pids.filter(isAlive), []);
  const { messages } = (await door.call('get_session', { session_id: id })) as { messages: unknown[] };
  assert.match(JSON.stringify(messages), /kept.*resumed/);
});

test('codez restart leaves a turn and an open permission to the next server, and its clients go on [sessions.real.restart]', async (t) => {
  const door = await openRealDoor(t);
  const { env, port } = door.server;
  t.after(() => runCodez(['stop', '--end-sessions'], env));
  const path = join(door.cwd, 'file');
  const [working, asking] = [await door.create({ allowed_tools: ['Bash'] }), await door.create()];
  const turn = { session_id: working.session_id, prompt_id: 'a' };
  const text = 'call Bash {"command":"sleep 2; echo tool-is-done"}\nslowly 40 one two three four five';
  await door.call('send_prompt', { ...turn, text });
  await door.call('send_prompt', {
    session_id: asking.session_id,
    text: `call Write ${JSON.stringify({ file_path: path, content: 'x' })}\nsay written`,
  });
  await door.events(working.cursor, ({ type }) => type === 'tool.started', { session_id: working.session_id });
  const asked = await door.permission(asking.session_id, asking.cursor);
  const pids = door.pids();
  const { code, stderr } = await runCodez(['restart', '--port', String(port)], env);
  assert.equal(code, 0, stderr);
  assert.deepEqual(door.pids(), pids);
  const answer = { session_id: asking.session_id, request_id: asked.request_id, behavior: 'allow' };
  assert.deepEqual(await door.call('respond_permission', answer), { resolved: true });
  assert.equal((await door.ask(working.session_id, text, turn))['result_text'], 'one two three four five');
  for (const [{ session_id: id, cursor }, result] of [
    [working, 'one two three four five'],
    [asking, 'written'],
  ] as const) {
    const seen = await door.events(cursor, isIdle, { session_id: id });
    assert.deepEqual(
      seen.filter(isFinished).map((event) => [event['state'], event['result_text']]),
      [['done', result]],
    );
    for (const type of ['prompt.started', 'tool.started', 'tool.finished', 'session.idle']) {
      assert.equal(seen.filter((event) => event.type === type).length, 1, `${result}: ${type}`);
    }
  }
  assert.equal(readFileSync(path, 'utf8'), 'x');
});
