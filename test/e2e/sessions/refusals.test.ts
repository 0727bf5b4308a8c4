import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

test('a folder that is none, lies outside the roots or belongs to codez is refused, whatever leads there [sessions.roots]', async (t) => {
  const door = await SessionsDoor.open(t);
  const outside = dirname(door.server.folder);
  writeFileSync(join(door.cwd, 'file'), '');
  symlinkSync(outside, join(door.cwd, 'leading-out'));
  symlinkSync(door.server.home, join(door.cwd, 'leading-home'));
  mkdirSync(join(door.server.home, 'files'), { recursive: true });
  const missing = join(door.cwd, 'missing');
  for (const [cwd, code] of [
    [missing, 'not_found'],
    [join(door.cwd, 'file'), 'invalid'],
    [outside, 'forbidden'],
    ['/', 'forbidden'],
    ['/etc', 'forbidden'],
    ['/no/such/folder', 'forbidden'],
    [`${door.cwd}/../../..`, 'forbidden'],
    [join(door.cwd, 'leading-out'), 'forbidden'],
    [join(door.cwd, 'leading-home'), 'forbidden'],
    [door.server.home, 'forbidden'],
    [join(door.server.home, 'files'), 'forbidden'],
  ] as const) {
    const refusal = await door.refused('create_session', { cwd });
    assert.equal(refusal.code, code, `${cwd}: ${refusal.message}`);
    assert.ok(refusal.hint.length > 10, cwd);
  }
  const options = { add_dirs: ['/etc'] };
  assert.equal((await door.refused('create_session', { cwd: door.cwd, options })).code, 'forbidden');
  assert.equal((await door.refused('create_session', { slug: 'no-such-project' })).code, 'not_found');
  const { session_id: id } = await door.create();
  await door.ask(id, 'say x');
  await door.call('dispose_session', { session_id: id });
  for (const [cwd, code] of [
    [missing, 'not_found'],
    ['/etc', 'forbidden'],
  ] as const) {
    assert.equal((await door.refused('send_prompt', { session_id: id, text: 'x', cwd })).code, code);
  }
  assert.deepEqual((await door.call('list_sessions'))['next_cursor'], undefined);
  assert.equal(door.pids().size, 0);
});

test('what does not exist is not found: session, prompt, request, message [sessions.not-found]', async (t) => {
  const door = await SessionsDoor.open(t);
  const unknown = { session_id: randomUUID() };
  for (const [tool, args] of [
    ['get_session', {}],
    ['send_prompt', { text: 'x' }],
    ['send_and_wait', { text: 'x' }],
    ['abort_session', {}],
    ['dispose_session', {}],
    ['fork_session', {}],
    ['respond_permission', { request_id: 'r', behavior: 'allow' }],
    ['get_prompt', { prompt_id: 'p' }],
    ['rename_session', { title: 'x' }],
    ['archive_session', {}],
    ['label_session', { labels: ['x'] }],
  ] as const) {
    const refusal = await door.refused(tool, { ...unknown, ...args });
    assert.equal(refusal.code, 'not_found', `${tool}: ${refusal.message}`);
    assert.ok(refusal.hint.length > 10, tool);
  }
  assert.equal(door.pids().size, 0);
  const { session_id: id } = await door.create();
  await door.ask(id, 'say x');
  assert.equal((await door.refused('get_prompt', { session_id: id, prompt_id: 'p' })).code, 'not_found');
  assert.equal((await door.refused('fork_session', { session_id: id, message_id: 'msg_none' })).code, 'not_found');
});

test('a session id counts in either letter case [sessions.ids.session]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id } = await door.create({ session_id: randomUUID().toUpperCase() });
  assert.equal(id, id.toLowerCase());
  const prompt = await door.ask(id.toUpperCase(), 'say x');
  assert.deepEqual([prompt['session_id'], prompt['result_text']], [id, 'x']);
});

test('a folder that a session was made in stands first in recent_cwds [sessions.state.recent-cwds]', async (t) => {
  const door = await SessionsDoor.open(t);
  const other = join(door.cwd, 'other');
  mkdirSync(other);
  const made = [await door.create(), await door.create({ cwd: other }), await door.create()];
  // Changes are made one after the other: this answer comes behind what was noted.
  const { recent_cwds: noted } = await door.call('update_state', { patch: {} });
  assert.deepEqual(noted, [made[0]?.['cwd'], made[1]?.['cwd']]);
});
