import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';
import { standInClaudeBin } from '../../support/stand-in-claude-bin.ts';

/** Runs a session as a terminal would, through one turn. */
async function runElsewhere(t: TestContext, door: SessionsDoor, sessionId: string): Promise<ChildProcess> {
  const env = { ...door.server.env, CLAUDE_CONFIG_DIR: `${door.server.folder}/claude` };
  const child = spawn(standInClaudeBin(), ['--session-id', sessionId], { cwd: door.cwd, env });
  t.after(() => child.kill('SIGKILL'));
  const message = { role: 'user', content: 'say typed' };
  child.stdin.write(`${JSON.stringify({ type: 'user', message, uuid: randomUUID() })}\n`);
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"result"')) break;
  return child;
}

test('a session that another process has open is mirrored: a prompt is refused until that process ends [sessions.status.ended, sessions.mirror-refused.process]', async (t) => {
  const door = await SessionsDoor.open(t);
  const id = randomUUID();
  const other = await runElsewhere(t, door, id);
  const { session } = (await door.call('get_session', { session_id: id })) as { session: Record<string, unknown> };
  assert.deepEqual([session['status'], session['activity'], session['created_by']], ['mirror', 'idle', 'terminal']);
  const refusal = await door.refused('send_prompt', { session_id: id, text: 'say no' });
  assert.equal(refusal.code, 'conflict');
  assert.match(refusal.message, new RegExp(`process ${other.pid}`));
  assert.match(refusal.hint, /Type the prompt there, or end that process/);
  const made = await door.create({ session_id: id });
  assert.deepEqual([made['created'], made['status']], [false, 'mirror']);
  other.kill('SIGTERM');
  await once(other, 'exit');
  const prompt = await door.ask(id, 'say resumed');
  assert.equal(prompt['result_text'], 'resumed');
  const { messages } = (await door.call('get_session', { session_id: id })) as { messages: unknown[] };
  assert.match(JSON.stringify(messages), /typed.*resumed/);
});

test('a mirrored session is forked without touching it [sessions.fork.mirrored]', async (t) => {
  const door = await SessionsDoor.open(t);
  const id = randomUUID();
  await runElsewhere(t, door, id);
  const { session_id: fork } = await door.call('fork_session', { session_id: id });
  assert.equal((await door.ask(fork as string, 'say branch'))['result_text'], 'branch');
  const { messages } = (await door.call('get_session', { session_id: id })) as { messages: unknown[] };
  assert.doesNotMatch(JSON.stringify(messages), /branch/);
});

test('without a server sessions are read, and what needs one says so [sessions.status.offline]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id } = await door.create({ title: 'kept' });
  await door.ask(id, 'say one');
  await door.call('dispose_session', { session_id: id });
  await door.stop('SIGTERM');
  const listed = await door.cli('list_sessions');
  assert.match(listed.stdout, /kept/, listed.stderr);
  const refused = await door.cli('send_prompt', '--session-id', id, '--text', 'say no');
  assert.equal(refused.code, 6);
  assert.match(refused.stdout + refused.stderr, /codez serve/);
});
