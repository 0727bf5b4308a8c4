import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { isAlive } from '../support/sessions/is-alive.ts';
import { processTree } from '../support/sessions/process-tree.ts';
import type { SeenEvent } from '../support/sessions/sessions-door.ts';
import { watchFor } from '../support/watch-for.ts';
import { openRealDoor } from './support/sessions-door.ts';

const isFinished = ({ type }: SeenEvent): boolean => type === 'prompt.finished';

test('two sessions at once answer each their own prompts [sessions.real.two]', async (t) => {
  const door = await openRealDoor(t);
  const [one, two] = await Promise.all([door.create({ title: 'one' }), door.create({ title: 'two' })]);
  const answers = await Promise.all([door.ask(one.session_id, 'say first'), door.ask(two.session_id, 'say second')]);
  assert.deepEqual(
    answers.map((prompt) => [prompt['state'], prompt['result_text']]),
    [
      ['done', 'first'],
      ['done', 'second'],
    ],
  );
  const seen = await door.events(one.cursor, ({ type }) => type === 'session.idle', { session_id: one.session_id });
  assert.ok(seen.every((event) => event.session_id === one.session_id));
  assert.equal(seen.filter(isFinished).length, 1);
  const { sessions } = (await door.call('list_sessions')) as { sessions: Record<string, unknown>[] };
  assert.deepEqual(sessions.map(({ title, status }) => [title, status]).sort(), [
    ['one', 'live'],
    ['two', 'live'],
  ]);
});

test('prompts that come during a turn run afterwards, each as a turn of its own, in order [sessions.real.turns]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: id, cursor } = await door.create({ allowed_tools: ['Bash'] });
  await door.call('send_prompt', { session_id: id, text: 'call Bash {"command":"sleep 1"}\nsay one', prompt_id: 'a' });
  await door.events(cursor, ({ type }) => type === 'tool.started', { session_id: id });
  await door.call('send_prompt', { session_id: id, text: 'say two', prompt_id: 'b' });
  await door.call('send_prompt', { session_id: id, text: 'say three', prompt_id: 'c' });
  await door.call('send_prompt', { session_id: id, text: 'say three', prompt_id: 'c' });
  const seen = await door.events(cursor, ({ type }) => type === 'session.idle', { session_id: id });
  assert.deepEqual(
    seen.filter(isFinished).map((event) => [event['prompt_id'], event['state'], event['result_text']]),
    [
      ['a', 'done', 'one'],
      ['b', 'done', 'two'],
      ['c', 'done', 'three'],
    ],
  );
  assert.equal(seen.filter(({ type }) => type === 'session.idle').length, 1);
});

test('an aborted turn ends, what waits goes on, and the session takes the next prompt [sessions.real.abort]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: id, cursor } = await door.create({ allowed_tools: ['Bash'] });
  await door.call('send_prompt', {
    session_id: id,
    text: 'call Bash {"command":"echo begun; sleep 30"}\nsay never',
    prompt_id: 'a',
  });
  await door.events(cursor, ({ type }) => type === 'tool.started', { session_id: id });
  await door.call('send_prompt', { session_id: id, text: 'say waited', prompt_id: 'b' });
  const pid = door.pids().get(id);
  assert.deepEqual(await door.call('abort_session', { session_id: id }), { aborted: true, queued: 1 });
  const seen = await door.events(cursor, ({ type }) => type === 'session.idle', { session_id: id });
  assert.deepEqual(
    seen.filter(isFinished).map((event) => [event['prompt_id'], event['state']]),
    [
      ['a', 'aborted'],
      ['b', 'done'],
    ],
  );
  assert.equal((await door.ask(id, 'say next'))['result_text'], 'next');
  assert.equal(door.pids().get(id), pid, 'only the turn was ended');
});

test('disposing in a turn ends the process and its blocked and hidden tools; the next prompt resumes the conversation [sessions.real.dispose]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: id, cursor } = await door.create({ allowed_tools: ['Bash'] });
  await door.ask(id, 'say kept');
  // A tool that hears no signal, and one that has left its group and its parent.
  const file = join(door.cwd, 'pids');
  const hidden = `setsid sh -c "trap '' TERM HUP; echo \\$\\$ >> ${file}.new; mv ${file}.new ${file}; sleep 61" &`;
  const command = `trap '' TERM; echo $$ > ${file}.new; ${hidden} sleep 61 & sleep 62`;
  await door.call('send_prompt', { session_id: id, text: `call Bash ${JSON.stringify({ command })}`, prompt_id: 'a' });
  const tools = (await watchFor(file)).trim().split('\n').map(Number);
  const pids = [...processTree(door.pids().get(id) as number), ...tools];
  assert.equal(tools.length, 2, 'both run');
  const started = Date.now();
  assert.deepEqual(await door.call('dispose_session', { session_id: id }), { disposed: true });
  assert.ok(Date.now() - started < 10_000);
  assert.deepEqual(pids.filter(isAlive), []);
  const seen = await door.events(cursor, ({ type }) => type === 'session.closed', { session_id: id });
  assert.equal(seen.filter(isFinished).at(-1)?.['state'], 'aborted');
  const again = await door.call('send_prompt', { session_id: id, text: 'say back', prompt_id: 'back' });
  assert.equal(again['via'], 'resume');
  assert.equal((await door.ask(id, 'say back', { prompt_id: 'back' }))['result_text'], 'back');
  const { messages } = (await door.call('get_session', { session_id: id })) as { messages: unknown[] };
  assert.match(JSON.stringify(messages), /kept.*back/);
});
