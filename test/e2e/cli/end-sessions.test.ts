import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProcessTable } from '../../../src/claude/process/process-table.ts';
import { runCodez } from '../../support/codez-process.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

const table = createProcessTable(process.platform);
/** A process that has ended and that nobody has asked about yet is not alive. */
const isAlive = async (pid: number): Promise<boolean> => (await table.startOf(pid)) !== undefined;

/** Starts a session whose turn goes on and returns its process id. */
async function hang(door: SessionsDoor): Promise<number> {
  const { session_id: id, cursor } = await door.create({ prompt: 'hang' });
  await door.events(cursor, ({ type }) => type === 'prompt.started', { session_id: id });
  return door.pids().get(id) ?? 0;
}

test('a stopped server leaves its sessions running; stop --end-sessions ends them, with a server or without [cli.serve.sessions]', async (t) => {
  const door = await SessionsDoor.open(t);
  const pid = await hang(door);
  assert.equal((await runCodez(['stop'], door.server.env)).code, 0);
  assert.equal(await isAlive(pid), true);
  const without = await runCodez(['stop', '--end-sessions'], door.server.env);
  assert.match(without.stdout, /^Ended 1 session\.\nNo server is running/);
  assert.equal(await isAlive(pid), false);
  await door.restart();
  const another = await hang(door);
  const { stdout } = await runCodez(['stop', '--end-sessions', '--json'], door.server.env);
  const { stopped, ended_sessions: ended } = JSON.parse(stdout) as { stopped: boolean; ended_sessions: number };
  assert.deepEqual([stopped, ended], [true, 1]);
  assert.equal(await isAlive(another), false);
});

test('serve --end-sessions ends them when it is stopped by a signal [cli.serve.sessions]', async (t) => {
  const door = await SessionsDoor.open(t, { args: ['--end-sessions'] });
  const pid = await hang(door);
  assert.equal(await door.server.stop('SIGTERM'), 0);
  assert.equal(await isAlive(pid), false);
});

test('a stopping server waits for nobody who only waits [cli.serve.waits]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create({ prompt: 'hang' });
  await door.events(cursor, ({ type }) => type === 'prompt.started', { session_id: id });
  const poll = door.call('poll_events', { session_id: id, types: ['session.closed'], cursor, timeout_ms: 30_000 });
  const wait = door.call('wait_for_idle', { session_ids: [id], timeout_ms: 600_000 });
  // The calls before it on the same server have begun when it is answered.
  await door.call('get_health');
  assert.equal(await door.server.stop('SIGTERM'), 0);
  assert.deepEqual((await poll)['events'], []);
  assert.equal((await wait)['timed_out'], true);
});

test('serve says at its start where sessions may work and what they may do [cli.serve.session-rules]', async (t) => {
  const args = ['--session-root', '/nowhere', '--session-root', '/tmp', '--allow-bypass', '--max-sessions', '3'];
  const door = await SessionsDoor.open(t, { args, env: { CODEZ_CLAUDE_BIN: '/no/claude' } });
  await door.server.stop();
  const said = door.server.stderr();
  for (const line of [
    'session roots:   /nowhere, /tmp',
    'highest mode:    acceptEdits',
    'sessions:        3 at a time, left running for the next server',
    'claude program:  none: no session can be started',
    'warning: the session root /nowhere does not exist',
    'warning: --allow-bypass changes nothing without --max-mode bypassPermissions',
    'warning: CODEZ_CLAUDE_BIN names /no/claude',
  ]) {
    assert.ok(said.includes(line), `${line}\n${said}`);
  }
});
