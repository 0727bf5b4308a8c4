import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isAlive } from '../../support/sessions/is-alive.ts';
import { type SeenEvent, SessionsDoor } from '../../support/sessions/sessions-door.ts';

/** A session that asks whether it may write, with its process stopped, so that it hears no answer. */
async function openAsking(t: Parameters<typeof SessionsDoor.open>[0]) {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  const input = JSON.stringify({ file_path: join(door.cwd, 'x.txt'), content: 'x' });
  await door.call('send_prompt', { session_id: id, text: `call Write ${input}`, prompt_id: 'w' });
  const { request_id } = await door.permission(id, cursor);
  const pid = door.pids().get(id) as number;
  process.kill(pid, 'SIGSTOP');
  await door.call('respond_permission', { session_id: id, request_id, behavior: 'allow' });
  return { door, id, cursor, pid };
}

const isResolved = ({ type }: SeenEvent): boolean => type === 'permission.resolved';
const isClosed = ({ type }: SeenEvent): boolean => type === 'session.closed';
const isFinished = ({ type }: SeenEvent): boolean => type === 'prompt.finished';

test('an answer that its process has not heard is told once, also when both it and the server are killed [sessions.outlive.told]', async (t) => {
  const { door, id, cursor, pid } = await openAsking(t);
  await door.stop('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await door.restart();
  const seen = await door.events(cursor, isClosed, { session_id: id });
  assert.deepEqual(
    seen.filter(isResolved).map((event) => event['behavior']),
    ['allow'],
  );
});

test('an answer that was kept when the server was killed, but not told, is told and given by the next one [sessions.outlive.told]', async (t) => {
  const { door, id, cursor, pid } = await openAsking(t);
  await door.events(cursor, isResolved, { session_id: id });
  await door.stop('SIGKILL');
  cutLastLine(join(door.server.home, 'events'), 'permission.resolved');
  await door.restart();
  process.kill(pid, 'SIGCONT');
  const seen = await door.events(cursor, isFinished, { session_id: id });
  assert.deepEqual(
    seen.filter(isResolved).map((event) => [event['behavior'], event['by'], event['input_changed']]),
    [['allow', 'owner:local', false]],
  );
  assert.equal(seen.find(isFinished)?.['state'], 'done');
  assert.equal(readFileSync(join(door.cwd, 'x.txt'), 'utf8'), 'x');
});

test('the end of a process is told once when the server is killed before it has removed the run [sessions.outlive.told]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: 'hang', prompt_id: 'hang' });
  await door.events(cursor, ({ type }) => type === 'prompt.started', { session_id: id });
  const run = join(door.server.home, 'run', id);
  const kept = join(door.server.folder, 'kept');
  copyFiles(run, kept);
  await door.call('dispose_session', { session_id: id });
  await door.events(cursor, isClosed, { session_id: id });
  await door.stop('SIGKILL');
  copyFiles(kept, run);
  await door.restart();
  assert.equal((await door.ask(id, 'say back', { prompt_id: 'back' }))['result_text'], 'back');
  const isBack = (event: SeenEvent): boolean => isFinished(event) && event['prompt_id'] === 'back';
  const seen = await door.events(cursor, isBack, { session_id: id });
  assert.deepEqual(
    seen.filter((event) => isClosed(event) || isFinished(event)).map(({ type, state }) => [type, state]),
    [
      ['prompt.finished', 'aborted'],
      ['session.closed', undefined],
      ['prompt.finished', 'done'],
    ],
  );
});

test('a process that cannot be taken over is ended, and told as closed behind its lost prompt [sessions.outlive.unusable]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: 'hang', prompt_id: 'hang' });
  await door.events(cursor, ({ type }) => type === 'prompt.started', { session_id: id });
  const pid = door.pids().get(id) as number;
  await door.stop('SIGKILL');
  writeFileSync(join(door.server.home, 'run', id, 'process.json'), '{"torn');
  await door.restart();
  const seen = await door.events(cursor, isClosed, { session_id: id });
  assert.deepEqual(
    seen
      .filter((event) => isClosed(event) || isFinished(event))
      .map(({ type, state, reason }) => [type, state, reason]),
    [
      ['prompt.finished', 'lost', undefined],
      ['session.closed', undefined, 'not_adopted'],
    ],
  );
  assert.equal(isAlive(pid), false);
  assert.equal((await door.ask(id, 'say back'))['result_text'], 'back');
});

function copyFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of ['process.json', 'out', 'err']) copyFileSync(join(from, name), join(to, name));
}

/** Leaves the log as it was before its last line, which must hold `word`. */
function cutLastLine(folder: string, word: string): void {
  const [newest] = readdirSync(folder)
    .filter((name) => readFileSync(join(folder, name), 'utf8').includes(word))
    .map((name) => join(folder, name));
  assert.ok(newest);
  const text = readFileSync(newest);
  const begin = text.lastIndexOf(10, text.length - 2) + 1;
  assert.ok(text.subarray(begin).includes(word), text.subarray(begin).toString());
  truncateSync(newest, begin);
}
