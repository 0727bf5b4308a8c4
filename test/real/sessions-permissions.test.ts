import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SeenEvent } from '../support/sessions/sessions-door.ts';
import { openRealDoor } from './support/sessions-door.ts';

const isFinished = ({ type }: SeenEvent): boolean => type === 'prompt.finished';
const isResolved = ({ type }: SeenEvent): boolean => type === 'permission.resolved';

function writing(path: string, content: string): string {
  return `call Write ${JSON.stringify({ file_path: path, content })}`;
}

test('a permission is allowed, with the input asked for or another one, or denied with a reason [sessions.real.permission]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: id, cursor } = await door.create();
  const [plain, edited, denied] = ['plain', 'edited', 'denied'].map((name) => join(door.cwd, name)) as [
    string,
    string,
    string,
  ];
  const text = [writing(plain, 'asked'), writing(edited, 'asked'), writing(denied, 'asked')].join('\n');
  await door.call('send_prompt', { session_id: id, text });
  const first = await door.permission(id, cursor);
  await door.call('respond_permission', { session_id: id, request_id: first.request_id, behavior: 'allow' });
  const second = await door.permission(id, first.cursor);
  await door.call('respond_permission', {
    session_id: id,
    request_id: second.request_id,
    behavior: 'allow',
    updated_input: { file_path: edited, content: 'changed' },
  });
  const third = await door.permission(id, second.cursor);
  const no = { session_id: id, request_id: third.request_id, behavior: 'deny', message: 'not that one' };
  await door.call('respond_permission', no);
  const seen = await door.events(cursor, isFinished, { session_id: id });
  assert.deepEqual(
    seen.filter(isResolved).map((event) => [event['behavior'], event['input_changed']]),
    [
      ['allow', false],
      ['allow', true],
      ['deny', false],
    ],
  );
  assert.match(String(seen.find(isFinished)?.['result_text']), /not that one/);
  assert.deepEqual(
    [readFileSync(plain, 'utf8'), readFileSync(edited, 'utf8'), existsSync(denied)],
    ['asked', 'changed', false],
  );
});

test('allowing a tool always asks no more in this session [sessions.real.permission]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: id, cursor } = await door.create();
  const paths = ['a', 'b'].map((name) => join(door.cwd, name));
  await door.call('send_prompt', { session_id: id, text: paths.map((path) => writing(path, 'x')).join('\n') });
  const asked = await door.permission(id, cursor);
  await door.call('respond_permission', {
    session_id: id,
    request_id: asked.request_id,
    behavior: 'allow',
    always: true,
  });
  const seen = await door.events(cursor, isFinished, { session_id: id });
  assert.equal(seen.filter(({ type }) => type === 'permission.requested').length, 1);
  assert.deepEqual(paths.map(existsSync), [true, true]);
  await door.call('dispose_session', { session_id: id });
  const later = join(door.cwd, 'c');
  assert.equal((await door.ask(id, writing(later, 'x')))['state'], 'done', 'a resumed process knows it too');
  assert.equal(existsSync(later), true);
});

test('an abort withdraws the request, and the session goes on [sessions.real.permission]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: id, cursor } = await door.create({ prompt: writing('x', 'x') });
  const asked = await door.permission(id, cursor);
  assert.deepEqual(await door.call('abort_session', { session_id: id }), { aborted: true, queued: 0 });
  const seen = await door.events(cursor, ({ type }) => type === 'session.idle', { session_id: id });
  assert.deepEqual(
    seen.filter(isResolved).map((event) => [event['behavior'], event['by']]),
    [['cancelled', 'aborted']],
  );
  assert.equal(seen.find(isFinished)?.['state'], 'aborted');
  const late = { session_id: id, request_id: asked.request_id, behavior: 'allow' };
  assert.equal((await door.refused('respond_permission', late)).code, 'not_found');
  assert.equal((await door.ask(id, 'say on'))['result_text'], 'on');
});

test('a question is answered by its choices [sessions.real.question]', async (t) => {
  const door = await openRealDoor(t);
  const choices = ['Red', 'Blue'].map((label) => ({ label, description: label }));
  const questions = [{ question: 'Which colour?', header: 'Colour', multiSelect: false, options: choices }];
  const { session_id: id, cursor } = await door.create({
    prompt: `call AskUserQuestion ${JSON.stringify({ questions })}`,
  });
  const asked = await door.permission(id, cursor);
  assert.equal(asked['kind'], 'question');
  const answer = {
    session_id: id,
    request_id: asked.request_id,
    behavior: 'allow',
    answers: { 'Which colour?': 'Blue' },
  };
  await door.call('respond_permission', answer);
  const seen = await door.events(cursor, isFinished, { session_id: id });
  assert.match(String(seen.find(isFinished)?.['result_text']), /"Which colour\?"="Blue"/);
});

test('a plan is approved, and the session leaves plan mode [sessions.real.question]', async (t) => {
  const door = await openRealDoor(t);
  const text = 'call ExitPlanMode {"plan":"1. do it"}\nsay approved';
  const { session_id: id, cursor } = await door.create({ permission_mode: 'plan', prompt: text });
  const asked = await door.permission(id, cursor);
  assert.equal(asked['kind'], 'plan');
  await door.call('respond_permission', { session_id: id, request_id: asked.request_id, behavior: 'allow' });
  const seen = await door.events(cursor, isFinished, { session_id: id });
  assert.equal(seen.find(isFinished)?.['result_text'], 'approved');
  assert.ok(seen.some((event) => event.type === 'session.updated' && event['permission_mode'] === 'default'));
});
