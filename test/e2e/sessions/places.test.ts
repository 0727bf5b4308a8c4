import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SeenEvent, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const isClosed = ({ type }: SeenEvent): boolean => type === 'session.closed';

test('the longest idle session gives up its place and resumes with its next prompt [sessions.max.place]', async (t) => {
  const door = await SessionsDoor.open(t, { args: ['--max-sessions', '2'] });
  const first = await door.create();
  const second = await door.create();
  await door.ask(first.session_id, 'say one');
  await door.ask(second.session_id, 'say two');
  const third = await door.create();
  const seen = await door.events(first.cursor, isClosed);
  assert.deepEqual(
    seen.filter(isClosed).map((event) => [event.session_id, event['reason']]),
    [[first.session_id, 'place_needed']],
  );
  assert.deepEqual([...door.pids().keys()].sort(), [second.session_id, third.session_id].sort());
  assert.equal((await door.ask(first.session_id, 'say again'))['result_text'], 'again');
  assert.equal(door.pids().size, 2);
});

test('when all are busy a prompt is refused naming them, or waits in line and then runs [sessions.max.busy]', async (t) => {
  const door = await SessionsDoor.open(t, { args: ['--max-sessions', '1'] });
  const idle = await door.create();
  await door.ask(idle.session_id, 'say one');
  const busy = await door.create({ prompt: 'hang' });
  await door.events(busy.cursor, ({ type }) => type === 'prompt.started', { session_id: busy.session_id });
  const refusal = await door.refused('send_prompt', { session_id: idle.session_id, text: 'say no' });
  assert.equal(refusal.code, 'busy');
  assert.match(refusal.message, new RegExp(busy.session_id));
  assert.equal((await door.refused('create_session', { cwd: door.cwd })).code, 'busy');
  const waiting = { session_id: idle.session_id, text: 'say waited', prompt_id: 'w', queue: true };
  const sent = await door.call('send_prompt', waiting);
  assert.equal(sent['via'], 'resume');
  const made = await door.create({ prompt: 'say made', queue: true });
  assert.equal((await door.call('get_prompt', { session_id: idle.session_id, prompt_id: 'w' }))['state'], 'queued');
  await door.call('abort_session', { session_id: busy.session_id });
  for (const [sessionId, promptId, text] of [
    [idle.session_id, 'w', 'waited'],
    [made.session_id, made['prompt_id'], 'made'],
  ]) {
    const isDone = (event: SeenEvent): boolean => event.type === 'prompt.finished' && event['prompt_id'] === promptId;
    const seen = await door.events(busy.cursor, isDone, { session_id: sessionId });
    assert.equal(seen.find(isDone)?.['result_text'], text);
  }
  assert.equal(door.pids().size, 1);
});

test('a prompt that waits in line is not lost with the server [sessions.max.durable]', async (t) => {
  const door = await SessionsDoor.open(t, { args: ['--max-sessions', '1'] });
  const idle = await door.create();
  await door.ask(idle.session_id, 'say one');
  const busy = await door.create({ prompt: 'hang' });
  await door.call('send_prompt', { session_id: idle.session_id, text: 'say later', prompt_id: 'later', queue: true });
  await door.restart('SIGKILL');
  await door.call('dispose_session', { session_id: busy.session_id });
  const isDone = (event: SeenEvent): boolean => event['prompt_id'] === 'later' && event.type === 'prompt.finished';
  const seen = await door.events(busy.cursor, isDone, { session_id: idle.session_id });
  assert.equal(seen.find(isDone)?.['result_text'], 'later');
});

test('a session whose sub-agents go on in the background keeps its place until they end [sessions.max.background]', async (t) => {
  const door = await SessionsDoor.open(t, { args: ['--max-sessions', '1'] });
  const { session_id: id, cursor } = await door.create();
  await door.ask(id, 'agents 2\nsay started');
  assert.equal((await door.refused('create_session', { cwd: door.cwd })).code, 'busy');
  await door.restart('SIGKILL');
  assert.equal((await door.refused('create_session', { cwd: door.cwd })).code, 'busy', 'known after an adoption too');
  await door.ask(id, 'agents 0\nsay ended');
  await door.create();
  const seen = await door.events(cursor, isClosed, { session_id: id });
  assert.equal(seen.find(isClosed)?.['reason'], 'place_needed');
});

test('a session that is idle for long is closed, and resumes [sessions.max.idle]', async (t) => {
  const door = await SessionsDoor.open(t, { args: ['--idle-timeout', '1s'] });
  const { session_id: id, cursor } = await door.create();
  await door.ask(id, 'say one');
  const seen = await door.events(cursor, isClosed, { session_id: id });
  assert.equal(seen.find(isClosed)?.['reason'], 'idle_timeout');
  assert.equal((await door.ask(id, 'say two'))['result_text'], 'two');
});

test('ending all sessions ends what waits in line as well: nothing starts behind it [sessions.outlive.end]', async (t) => {
  const door = await SessionsDoor.open(t, { args: ['--max-sessions', '1'] });
  const busy = await door.create({ prompt: 'hang' });
  const waiting = await door.create({ prompt: 'say late', queue: true });
  await door.admin('end_sessions');
  assert.deepEqual([...door.pids()], []);
  const { prompt_id } = waiting as unknown as { prompt_id: string };
  const kept = await door.call('get_prompt', { session_id: waiting.session_id, prompt_id });
  assert.equal(kept['state'], 'aborted');
  assert.equal((await door.ask(waiting.session_id, 'say again'))['result_text'], 'again');
  assert.equal((await door.ask(busy.session_id, 'say more'))['result_text'], 'more');
});
