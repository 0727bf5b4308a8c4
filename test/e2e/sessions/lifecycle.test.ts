import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isAlive } from '../../support/sessions/is-alive.ts';
import { type SeenEvent, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const isFinished = ({ type }: SeenEvent): boolean => type === 'prompt.finished';
const isClosed = ({ type }: SeenEvent): boolean => type === 'session.closed';

test('the same session_id again returns the session there is, also when both come at once [sessions.create.again]', async (t) => {
  const door = await SessionsDoor.open(t);
  const sessionId = randomUUID();
  const made = await Promise.all([door.create({ session_id: sessionId }), door.create({ session_id: sessionId })]);
  assert.deepEqual(made.map(({ created }) => created).sort(), [false, true]);
  assert.deepEqual([...door.pids().keys()], [sessionId]);
  const { sessions } = (await door.call('list_sessions')) as { sessions: unknown[] };
  assert.equal(sessions.length, 1);
});

test('a create that is sent again runs its first prompt once [sessions.create.first-prompt]', async (t) => {
  const door = await SessionsDoor.open(t);
  const again = { session_id: randomUUID(), prompt: 'say first' };
  const made = await door.create(again);
  await door.events(made.cursor, isFinished);
  const repeated = await door.create(again);
  assert.deepEqual([repeated['created'], repeated['prompt_id']], [false, made['prompt_id']]);
  assert.equal((await door.ask(made.session_id, 'say second'))['result_text'], 'second');
  const seen = await door.events(made.cursor, (event) => event['result_text'] === 'second');
  assert.equal(seen.filter(isFinished).length, 2);
});

test('a session that does not start leaves nothing [sessions.create.clean]', async (t) => {
  const door = await SessionsDoor.open(t);
  const broken = join(door.cwd, 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, '.stand-in-claude'), 'exit');
  const { code, message } = await door.refused('create_session', { cwd: broken });
  assert.equal(code, 'unavailable');
  assert.match(message, /refuses to start/);
  assert.deepEqual((await door.call('list_sessions'))['sessions'], []);
  assert.equal(door.pids().size, 0);
});

test('a folder outside the roots, a mode above the highest and an unknown session are refused [sessions.create.limits]', async (t) => {
  const door = await SessionsDoor.open(t);
  assert.equal((await door.refused('create_session', { cwd: '/' })).code, 'forbidden');
  assert.equal((await door.refused('create_session', { cwd: join(door.server.folder, '.codez') })).code, 'forbidden');
  const above = { cwd: door.cwd, permission_mode: 'bypassPermissions' };
  assert.equal((await door.refused('create_session', above)).code, 'forbidden');
  const unknown = { session_id: randomUUID() };
  for (const tool of ['abort_session', 'dispose_session', 'fork_session', 'get_session']) {
    assert.equal((await door.refused(tool, unknown)).code, 'not_found', tool);
  }
  assert.equal((await door.refused('send_prompt', { ...unknown, text: 'hi' })).code, 'not_found');
});

test('disposing in a turn ends process and prompts, keeps the transcript, and the next prompt resumes [sessions.dispose.turn, sessions.prompt.resume]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.ask(id, 'say kept');
  await door.call('send_prompt', { session_id: id, text: 'hang', prompt_id: 'hang' });
  await door.call('send_prompt', { session_id: id, text: 'say never', prompt_id: 'never' });
  await door.events(cursor, (event) => event.type === 'prompt.started' && event['prompt_id'] === 'hang');
  const pid = door.pids().get(id) as number;
  assert.deepEqual(await door.call('dispose_session', { session_id: id }), { disposed: true });
  assert.equal(isAlive(pid), false);
  const seen = await door.events(cursor, isClosed, { session_id: id });
  assert.deepEqual(
    seen.filter(isFinished).map((event) => event['state']),
    ['done', 'aborted', 'aborted'],
  );
  assert.equal(seen.find(isClosed)?.['reason'], 'disposed');
  assert.deepEqual(await door.call('dispose_session', { session_id: id }), { disposed: false });
  const again = await door.call('send_prompt', { session_id: id, text: 'say back', prompt_id: 'back' });
  assert.equal(again['via'], 'resume');
  const back = await door.ask(id, 'say back', { prompt_id: 'back' });
  assert.equal(back['result_text'], 'back');
  const { messages } = (await door.call('get_session', { session_id: id })) as {
    messages: { parts: { text: string }[] }[];
  };
  const texts = messages.map(({ parts }) => parts[0]?.text);
  assert.ok(texts.includes('kept') && texts.includes('back'), texts.join());
  assert.ok(!texts.includes('say never'));
});

test('two prompts to an idle session at once start one process [sessions.prompt.resume]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.ask(id, 'say one');
  await door.call('dispose_session', { session_id: id });
  const sent = await Promise.all(['two', 'three'].map((word) => door.ask(id, `say ${word}`)));
  assert.deepEqual(
    sent.map((prompt) => prompt['result_text']),
    ['two', 'three'],
  );
  const seen = await door.events(cursor, (event) => event['result_text'] === 'three', { session_id: id });
  assert.equal(seen.filter(({ type, status }) => type === 'session.updated' && status === 'live').length, 1);
});

test('a process that dies in a turn ends the prompt with its exit, and queued prompts go on in another [sessions.dead.turn]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: 'slow 2 50 x\nexit 7', prompt_id: 'slow' });
  await door.call('send_prompt', { session_id: id, text: 'exit 7', prompt_id: 'dies' });
  await door.call('send_prompt', { session_id: id, text: 'say on', prompt_id: 'on' });
  const isLast = (event: SeenEvent): boolean => isFinished(event) && event['prompt_id'] === 'on';
  const seen = await door.events(cursor, isLast, { session_id: id });
  const ends = new Map(seen.filter(isFinished).map((event) => [event['prompt_id'], event]));
  assert.equal(ends.get('dies')?.['state'], 'error');
  assert.match(JSON.stringify(ends.get('dies')?.['error']), /process_exit.*code 7/);
  assert.deepEqual([ends.get('on')?.['state'], ends.get('on')?.['result_text']], ['done', 'on']);
  const failure = seen.find(({ type }) => type === 'session.error');
  assert.match(String(failure?.['stderr']), /ends with 7 as it was told/);
  const closed = seen.find(isClosed);
  assert.deepEqual([closed?.['reason'], closed?.['exit_code']], ['exit', 7]);
});

test('a session whose process always dies does not start again and again [sessions.dead.loop]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  for (const promptId of ['a', 'b', 'c']) {
    await door.call('send_prompt', { session_id: id, text: 'exit 9', prompt_id: promptId });
  }
  const isLast = (event: SeenEvent): boolean => isFinished(event) && event['prompt_id'] === 'c';
  const seen = await door.events(cursor, isLast, { session_id: id });
  assert.deepEqual(
    seen.filter(isFinished).map((event) => event['state']),
    ['error', 'error', 'error'],
  );
  assert.ok(seen.filter(isClosed).length <= 2);
});

test('a session killed while it was idle says so and resumes [sessions.dead.idle]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.ask(id, 'say one');
  process.kill(door.pids().get(id) as number, 'SIGKILL');
  const seen = await door.events(cursor, isClosed, { session_id: id });
  assert.ok(seen.some(({ type, code }) => type === 'session.error' && code === 'process_exit'));
  assert.equal((await door.ask(id, 'say two'))['result_text'], 'two');
});

test('a turn that fails says why, and the session tells it until a turn goes well [sessions.last-error]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id } = await door.create();
  const failed = await door.ask(id, 'fail 529 Overloaded');
  assert.equal(failed['state'], 'error');
  assert.equal((failed['error'] as { code: string }).code, 'overloaded');
  const read = async (): Promise<unknown> =>
    ((await door.call('get_session', { session_id: id })) as { session: { last_error?: string } }).session.last_error;
  assert.match(String(await read()), /Overloaded/);
  await door.ask(id, 'say fine');
  assert.equal(await read(), undefined);
});
