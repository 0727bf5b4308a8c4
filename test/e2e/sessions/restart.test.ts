import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isAlive } from '../../support/sessions/is-alive.ts';
import { type SeenEvent, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const isFinished = ({ type }: SeenEvent): boolean => type === 'prompt.finished';
const isIdle = ({ type }: SeenEvent): boolean => type === 'session.idle';

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`a turn and what waits for it go on when the server ends by ${signal}, and every event is told once [sessions.outlive.turn]`, async (t) => {
    const door = await SessionsDoor.open(t);
    const { session_id: id, cursor } = await door.create();
    await door.call('send_prompt', { session_id: id, text: 'slow 20 50 one two three', prompt_id: 'p1' });
    await door.call('send_prompt', { session_id: id, text: 'say next', prompt_id: 'p2' });
    const begun = await door.events(cursor, ({ type }) => type === 'message.delta', {
      session_id: id,
      types: ['message.delta'],
    });
    assert.ok(begun.length > 0);
    const pid = door.pids().get(id);
    await door.restart(signal);
    const seen = await door.events(cursor, isIdle, { session_id: id });
    assert.deepEqual(
      seen.filter(isFinished).map((event) => [event['prompt_id'], event['state'], event['result_text']]),
      [
        ['p1', 'done', 'one two three'],
        ['p2', 'done', 'next'],
      ],
    );
    const deltas = await door.events(cursor, (event) => event['text'] === 'next', {
      session_id: id,
      types: ['message.delta'],
    });
    assert.equal(deltas.map((event) => event['text']).join(''), 'one two threenext');
    assert.deepEqual(
      seen.map(({ type }) => type).filter((type) => type === 'prompt.started' || type === 'session.created'),
      ['session.created', 'prompt.started', 'prompt.started'],
    );
    assert.equal(seen.filter(isIdle).length, 1);
    assert.equal(door.pids().get(id), pid);
    assert.equal((await door.ask(id, 'say after'))['result_text'], 'after');
  });
}

test('a permission that is open when the server is killed is answered through the next one [sessions.outlive.permission, sessions.permission.first]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  const path = join(door.cwd, 'x.txt');
  const text = `call Write ${JSON.stringify({ file_path: path, content: 'x' })}\nsay done`;
  await door.call('send_prompt', { session_id: id, text, prompt_id: 'w' });
  const asked = await door.permission(id, cursor);
  await door.restart('SIGKILL');
  const { requests } = (await door.call('list_permissions')) as { requests: SeenEvent[] };
  assert.deepEqual(
    requests.map(({ request_id }) => request_id),
    [asked.request_id],
  );
  const answer = { session_id: id, request_id: asked.request_id, behavior: 'allow' };
  assert.deepEqual(await door.call('respond_permission', answer), { resolved: true });
  const seen = await door.events(cursor, isFinished, { session_id: id });
  assert.equal(seen.filter(({ type }) => type === 'permission.requested').length, 1);
  assert.equal(seen.find(isFinished)?.['state'], 'done');
  assert.equal(readFileSync(path, 'utf8'), 'x');
  await door.restart('SIGKILL');
  assert.equal((await door.refused('respond_permission', answer)).code, 'conflict');
});

test('a session that dies while no server runs is told by the next one [sessions.dead.meanwhile]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: 'hang', prompt_id: 'hang' });
  await door.events(cursor, ({ type }) => type === 'prompt.started');
  await door.stop('SIGKILL');
  process.kill(door.pids().get(id) as number, 'SIGKILL');
  await door.restart();
  const seen = await door.events(cursor, ({ type }) => type === 'session.closed', { session_id: id });
  assert.equal(seen.find(isFinished)?.['state'], 'error');
  assert.ok(seen.some(({ type }) => type === 'session.error'));
  assert.equal((await door.ask(id, 'say back'))['result_text'], 'back');
});

test('ending all sessions leaves no process [sessions.outlive.end]', async (t) => {
  const door = await SessionsDoor.open(t);
  const made = [await door.create(), await door.create({ prompt: 'hang' })];
  const pids = made.map(({ session_id }) => door.pids().get(session_id) as number);
  await door.admin('end_sessions');
  assert.deepEqual(pids.map(isAlive), [false, false]);
  const [, running] = made;
  const seen = await door.events(running?.cursor ?? '', ({ type }) => type === 'session.closed', {
    session_id: running?.session_id,
  });
  assert.equal(seen.find(({ type }) => type === 'session.closed')?.['reason'], 'server_stopped');
});
