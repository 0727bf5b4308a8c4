import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SeenEvent, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const typesOf = (events: readonly SeenEvent[]): string[] => events.map(({ type }) => type);

test('a session is created, prompted and tells its turn as events [sessions.create.start, seed1.tool.send-prompt, seed1.tool.poll-events]', async (t) => {
  const door = await SessionsDoor.open(t);
  const made = await door.create({ title: 'first', labels: ['a'] });
  assert.deepEqual([made['status'], made['created'], made['trusted']], ['live', true, false]);
  assert.match(String(made['trust_hint']), /codez trust/);
  const prompt = await door.ask(made.session_id, 'say hello');
  assert.equal(prompt['state'], 'done');
  assert.equal(prompt['result_text'], 'hello');
  const seen = await door.events(made.cursor, ({ type }) => type === 'session.idle', { session_id: made.session_id });
  const types = typesOf(seen);
  assert.equal(types[0], 'session.created');
  assert.ok(types.indexOf('prompt.started') < types.indexOf('message.completed'), types.join());
  assert.deepEqual(types.slice(-2), ['prompt.finished', 'session.idle']);
  const { sessions } = (await door.call('list_sessions')) as { sessions: Record<string, unknown>[] };
  assert.equal(sessions.length, 1);
  assert.deepEqual(
    [sessions[0]?.['title'], sessions[0]?.['status'], sessions[0]?.['activity'], sessions[0]?.['created_by']],
    ['first', 'live', 'idle', 'owner:local'],
  );
});

test('prompts during a turn wait, run one after the other, each once [sessions.prompt.turns]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  const first = await door.call('send_prompt', { session_id: id, text: 'slow 5 40 one', prompt_id: 'p1' });
  const second = await door.call('send_prompt', { session_id: id, text: 'say two', prompt_id: 'p2' });
  await door.call('send_prompt', { session_id: id, text: 'say three', prompt_id: 'p3' });
  const again = await door.call('send_prompt', { session_id: id, text: 'say three', prompt_id: 'p3' });
  assert.deepEqual([first['via'], second['via']], ['live', 'live']);
  assert.equal(again['prompt_id'], 'p3');
  const seen = await door.events(cursor, ({ type }) => type === 'session.idle', { session_id: id });
  const finished = seen.filter(({ type }) => type === 'prompt.finished');
  assert.deepEqual(
    finished.map((event) => [event['prompt_id'], event['state']]),
    [
      ['p1', 'done'],
      ['p2', 'done'],
      ['p3', 'done'],
    ],
  );
  assert.equal(seen.filter(({ type }) => type === 'session.idle').length, 1);
  assert.equal(finished[2]?.['result_text'], 'three');
});
