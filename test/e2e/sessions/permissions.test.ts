import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type SeenEvent, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const isFinished = ({ type }: SeenEvent): boolean => type === 'prompt.finished';

test('a permission is asked for, listed and allowed with another input [sessions.permission.allow, sessions.permission.first]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  const path = join(door.cwd, 'a.txt');
  const call = { file_path: path, content: 'asked' };
  await door.call('send_prompt', {
    session_id: id,
    text: `call Write ${JSON.stringify(call)}\nsay done`,
    prompt_id: 'w',
  });
  const asked = await door.permission(id, cursor);
  assert.deepEqual(
    [asked['tool'], asked['kind'], asked['via'], asked['prompt_id']],
    ['Write', 'permission', 'live', 'w'],
  );
  const { requests } = (await door.call('list_permissions', { session_id: id })) as { requests: SeenEvent[] };
  assert.deepEqual(
    requests.map(({ request_id, input }) => [request_id, input]),
    [[asked.request_id, call]],
  );
  assert.equal((await door.call('get_prompt', { session_id: id, prompt_id: 'w' }))['state'], 'waiting');
  const answer = { session_id: id, request_id: asked.request_id, behavior: 'allow' };
  await door.call('respond_permission', { ...answer, updated_input: { ...call, content: 'changed' } });
  assert.equal((await door.refused('respond_permission', answer)).code, 'conflict');
  const seen = await door.events(asked.cursor, isFinished, { session_id: id });
  const resolved = seen.filter(({ type }) => type === 'permission.resolved');
  assert.deepEqual(
    resolved.map((event) => [event['behavior'], event['by'], event['how'], event['input_changed']]),
    [['allow', 'owner:local', 'live', true]],
  );
  assert.equal(readFileSync(path, 'utf8'), 'changed');
});

test('an unknown request, or one of another session, is not found [sessions.permission.unknown]', async (t) => {
  const door = await SessionsDoor.open(t);
  const asking = await door.create({ prompt: 'call Write {"file_path":"x","content":"x"}\nsay done' });
  const other = await door.create();
  const { request_id } = await door.permission(asking.session_id, asking.cursor);
  const foreign = await door.refused('respond_permission', {
    session_id: other.session_id,
    request_id,
    behavior: 'allow',
  });
  const unknown = await door.refused('respond_permission', {
    session_id: asking.session_id,
    request_id: 'none',
    behavior: 'allow',
  });
  assert.deepEqual([foreign.code, unknown.code], ['not_found', 'not_found']);
});

test('a denied tool tells the model why, a question takes answers, both end the turn well [sessions.permission.question]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create({ prompt: 'call Write {"file_path":"x","content":"x"}' });
  const asked = await door.permission(id, cursor);
  await door.call('respond_permission', {
    session_id: id,
    request_id: asked.request_id,
    behavior: 'deny',
    message: 'no',
  });
  const [finished] = (await door.events(asked.cursor, isFinished, { session_id: id })).filter(isFinished);
  assert.deepEqual([finished?.['state'], finished?.['result_text']], ['done', 'results: denied']);
  const questions = [
    { question: 'Which?', header: 'W', multiSelect: false, options: [{ label: 'A', description: 'a' }] },
  ];
  const text = `call AskUserQuestion ${JSON.stringify({ questions })}\nsay thanks`;
  await door.call('send_prompt', { session_id: id, text });
  const question = await door.permission(id, finished?.cursor ?? '');
  assert.equal(question['kind'], 'question');
  const { requests } = (await door.call('list_permissions')) as { requests: SeenEvent[] };
  assert.deepEqual(requests[0]?.['questions'], questions);
  const answer = { session_id: id, request_id: question.request_id, behavior: 'allow' };
  assert.equal((await door.refused('respond_permission', answer)).code, 'invalid');
  await door.call('respond_permission', { ...answer, answers: { 'Which?': 'A' } });
  const end = (await door.events(question.cursor, isFinished, { session_id: id })).find(isFinished);
  assert.equal(end?.['state'], 'done');
});

test('an abort withdraws what was asked for, and the session takes the next prompt [sessions.abort.turn]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create({ prompt: 'call Write {"file_path":"x","content":"x"}' });
  const asked = await door.permission(id, cursor);
  await door.call('send_prompt', { session_id: id, text: 'say next', prompt_id: 'next' });
  assert.deepEqual(await door.call('abort_session', { session_id: id }), { aborted: true, queued: 1 });
  const isNext = (event: SeenEvent): boolean => isFinished(event) && event['prompt_id'] === 'next';
  const seen = await door.events(asked.cursor, isNext, { session_id: id });
  const resolved = seen.filter(({ type }) => type === 'permission.resolved');
  assert.deepEqual(
    resolved.map((event) => [event['behavior'], event['by']]),
    [['cancelled', 'aborted']],
  );
  assert.deepEqual(
    seen.filter(isFinished).map((event) => event['state']),
    ['aborted', 'done'],
  );
  const late = { session_id: id, request_id: asked.request_id, behavior: 'allow' };
  assert.equal((await door.refused('respond_permission', late)).code, 'not_found');
  assert.deepEqual(await door.call('abort_session', { session_id: id }), { aborted: false, queued: 0 });
});
