import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

test('cwd decides where a session works, a slug alone is the folder of its newest session [sessions.create.folder]', async (t) => {
  const door = await SessionsDoor.open(t);
  const folder = join(door.cwd, 'my_project.one');
  mkdirSync(folder);
  const first = await door.create({ cwd: folder, slug: 'another-one' });
  assert.deepEqual([first['cwd'], first['slug']], [folder, folder.replaceAll(/[^A-Za-z0-9]/g, '-')]);
  await door.ask(first.session_id, 'say here');
  const second = await door.call('create_session', { slug: first['slug'] });
  assert.deepEqual([second['cwd'], second['slug'], second['created']], [folder, first['slug'], true]);
});

test('a resumed process starts where send_prompt says, else where the session worked [sessions.prompt.folder]', async (t) => {
  const door = await SessionsDoor.open(t);
  const other = join(door.cwd, 'other');
  mkdirSync(other);
  const { session_id: id } = await door.create({ allowed_tools: ['Bash'] });
  const where = async (args: Record<string, unknown>): Promise<unknown> =>
    (await door.ask(id, 'call Bash {"command":"pwd"}', args))['result_text'];
  assert.equal(await where({}), `results: ${door.cwd}`);
  await door.call('dispose_session', { session_id: id });
  assert.equal(await where({ cwd: other }), `results: ${other}`);
});

test('what is only made, resumed or adopted is not told as idle [sessions.events.no-idle]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.restart('SIGKILL');
  assert.deepEqual([...door.pids().keys()], [id]);
  const { session_id: other } = await door.create();
  const idle = { session_ids: [id, other] };
  assert.equal((await door.call('wait_for_idle', idle))['timed_out'], false, 'both are idle');
  assert.equal((await door.ask(other, 'say last'))['state'], 'done');
  const isLast = (event: { type: string; session_id?: string }): boolean =>
    event.type === 'session.idle' && event.session_id === other;
  const seen = await door.events(cursor, isLast);
  assert.deepEqual(
    seen.filter(({ type }) => type === 'session.idle').map(({ session_id }) => session_id),
    [other],
  );
});
