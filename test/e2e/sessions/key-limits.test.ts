import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { runProgram } from '../../support/codez-process.ts';
import { send } from '../../support/http.ts';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

interface Answer {
  readonly status: number;
  /** The result, or `code` and `message` of the refusal. */
  readonly body: Result & { readonly message?: string };
}

/** Calls a tool over REST with a key or token. */
type Call = (name: string, args?: Result) => Promise<Answer>;

function caller(door: SessionsDoor, credential: string): Call {
  return async (name, args = {}) => {
    const headers = { ...JSON_HEADERS, authorization: `Bearer ${credential}` };
    const call = { method: 'POST', path: `/api/tools/${name}`, headers, body: JSON.stringify(args) };
    const { status, text } = await send(door.server.url, call);
    const reply = JSON.parse(text) as { data?: Result; message?: string };
    return { status, body: (reply.data ?? reply) as Answer['body'] };
  };
}

async function addKey(door: SessionsDoor, name: string, scopes: readonly string[], mode?: string): Promise<Call> {
  const host = { name, scopes, ...(mode === undefined ? {} : { max_mode: mode }) };
  return caller(door, (await callAsOwner<{ key: string }>(door.server, 'host_add', host)).key);
}

async function refused(answer: Promise<Answer>, words: RegExp, what: string): Promise<void> {
  const { status, body } = await answer;
  assert.equal(status, 403, `${what}: ${JSON.stringify(body)}`);
  assert.match(String(body.message), words, what);
}

async function allowed(answer: Promise<Answer>, what: string): Promise<Result> {
  const { status, body } = await answer;
  assert.equal(status, 200, `${what}: ${JSON.stringify(body)}`);
  return body;
}

/** Returns the mode a session was made in, as its events tell it. */
async function modeOf(door: SessionsDoor, sessionId: unknown, cursor: unknown): Promise<unknown> {
  const isMade = ({ type }: { type: string }): boolean => type === 'session.created';
  const seen = await door.events(String(cursor), isMade, { session_id: sessionId });
  return seen.find(isMade)?.['permission_mode'];
}

test('a key of max-mode plan starts sessions in plan mode and in no other [access.max-mode.start]', async (t) => {
  const door = await SessionsDoor.open(t);
  const call = await addKey(door, 'phone', ['sessions'], 'plan');
  const made = await allowed(call('create_session', { cwd: door.cwd }), 'without a mode');
  assert.equal(await modeOf(door, made['session_id'], made['cursor']), 'plan');
  await allowed(call('create_session', { cwd: door.cwd, permission_mode: 'plan' }), 'plan');
  for (const mode of ['default', 'acceptEdits', 'auto', 'dontAsk', 'bypassPermissions']) {
    await refused(call('create_session', { cwd: door.cwd, permission_mode: mode }), /above|owner alone/, mode);
  }
  await refused(call('create_session', { cwd: door.cwd, allowed_tools: ['Bash'] }), /approve/, 'tools unasked');
  const turn = { session_id: made['session_id'], text: 'say planned', timeout_ms: 30_000 };
  const { prompt } = (await allowed(call('send_and_wait', turn), 'prompt')) as { prompt: Result };
  assert.equal(prompt['result_text'], 'planned');
  const wide = await addKey(door, 'desk', ['sessions'], 'acceptEdits');
  await allowed(wide('create_session', { cwd: door.cwd, permission_mode: 'acceptEdits' }), 'as far as the key goes');
  await refused(wide('create_session', { cwd: door.cwd, permission_mode: 'dontAsk' }), /this key/, 'no further');
});

test('such a key drives no session that may do more, whatever it tries, after a restart too [access.max-mode.drive]', async (t) => {
  const door = await SessionsDoor.open(t);
  const call = await addKey(door, 'phone', ['sessions'], 'plan');
  const { session_id: high } = await door.create({ title: 'high' });
  const { session_id: tools } = await door.create({ permission_mode: 'plan', allowed_tools: ['Bash'] });
  await door.ask(high, 'say one');
  await door.ask(tools, 'say one');
  const attempts = async (): Promise<void> => {
    for (const id of [high, tools]) {
      const words = /may do more than this key allows|above plan|approve/;
      await refused(call('send_prompt', { session_id: id, text: 'say x' }), words, 'send_prompt');
      await refused(call('send_prompt', { session_id: id, text: 'say x', queue: true }), words, 'queued');
      await refused(call('send_and_wait', { session_id: id, text: 'say x' }), words, 'send_and_wait');
      await refused(call('fork_session', { session_id: id }), words, 'fork_session');
      await refused(call('abort_session', { session_id: id }), words, 'abort_session');
      await refused(call('dispose_session', { session_id: id }), words, 'dispose_session');
    }
  };
  await attempts();
  const { session_id: unused } = await door.create();
  const again = { session_id: unused, cwd: door.cwd, prompt: 'say x' };
  await refused(call('create_session', again), /above plan/, 'the first prompt of one made before');
  await door.restart('SIGKILL');
  await attempts();
  assert.equal((await door.ask(high, 'say two'))['result_text'], 'two', 'its owner drives it');
  const { sessions } = (await allowed(call('list_sessions'), 'it sees them')) as { sessions: Result[] };
  assert.ok(sessions.length >= 2);
  const free = await addKey(door, 'desk', ['sessions']);
  await allowed(free('send_prompt', { session_id: high, text: 'say three' }), 'a key without a limit');
});

test('a session whose plan was approved is out of such a key’s reach until its process ends [access.max-mode.plan]', async (t) => {
  const door = await SessionsDoor.open(t);
  const call = await addKey(door, 'phone', ['sessions', 'approve'], 'plan');
  const text = 'call ExitPlanMode {"plan":"1. do it"}\nsay approved';
  const { session_id: id, cursor } = await allowed(call('create_session', { cwd: door.cwd, prompt: text }), 'create');
  const asked = await door.permission(String(id), String(cursor));
  assert.equal(asked['kind'], 'plan');
  const answer = { session_id: id, request_id: asked.request_id };
  await refused(call('respond_permission', { ...answer, behavior: 'allow' }), /default is above plan/, 'its own plan');
  await door.call('respond_permission', { ...answer, behavior: 'allow' });
  await door.events(String(cursor), ({ type }) => type === 'session.idle', { session_id: id });
  await refused(call('send_prompt', { session_id: id, text: 'say x' }), /above plan/, 'prompt');
  await door.restart('SIGKILL');
  await refused(call('send_prompt', { session_id: id, text: 'say x' }), /above plan/, 'of an adopted process');
  await door.call('dispose_session', { session_id: id });
  await allowed(call('send_and_wait', { session_id: id, text: 'say again', timeout_ms: 30_000 }), 'in plan mode again');
  const denied = await allowed(call('send_prompt', { session_id: id, text }), 'asks again');
  const again = await door.permission(String(id), String(denied['cursor']));
  const no = { session_id: id, request_id: again.request_id, behavior: 'deny' };
  await allowed(call('respond_permission', no), 'to deny is anybody’s');
});

test('what an agent starts from inside of such a key’s session stays within plan mode [access.max-mode.inside]', async (t) => {
  const door = await SessionsDoor.open(t);
  const call = await addKey(door, 'phone', ['sessions'], 'plan');
  const { session_id: parent } = await allowed(call('create_session', { cwd: door.cwd }), 'create');
  const { session_id: high } = await door.create();
  const inside = async (name: string, args: Result): Promise<string> => {
    const words = ['-s', '-d', JSON.stringify(args), '-H', 'content-type: application/json'];
    const env = { PATH: process.env['PATH'] ?? '', CLAUDE_CODE_SESSION_ID: String(parent) };
    return (await runProgram('curl', [...words, `${door.server.url}/api/tools/${name}`], { env })).stdout;
  };
  for (const mode of ['default', 'acceptEdits', 'bypassPermissions']) {
    const said = await inside('create_session', { cwd: door.cwd, permission_mode: mode });
    assert.match(said, /"code":"forbidden"/, mode);
  }
  const made = JSON.parse(await inside('create_session', { cwd: door.cwd })) as { data: Result };
  assert.equal(await modeOf(door, made.data['session_id'], made.data['cursor']), 'plan');
  assert.match(await inside('send_prompt', { session_id: high, text: 'say x' }), /above plan/);
  assert.match(await inside('dispose_session', { session_id: high }), /above plan/);
});

test('an owner by token is never given bypassPermissions, nor a session that has it [access.remote.bypass]', async (t) => {
  const issuer = await startAuthorizationServer({ accessTokens: 'jwt' });
  t.after(() => issuer.close());
  const args = ['--max-mode', 'bypassPermissions', '--allow-bypass'];
  const door = await SessionsDoor.open(t, { args, env: { AUTHKIT_URL: issuer.url } });
  await callAsOwner(door.server, 'owner_add', { sub: 'ann' });
  const call = caller(door, await issuer.mintJwt('ann', `${door.server.url}/mcp`));
  const key = await addKey(door, 'desk', ['sessions', 'approve'], 'bypassPermissions');
  const { session_id: high } = await door.create({ permission_mode: 'bypassPermissions' });
  await door.ask(high, 'say one');
  for (const remote of [call, key]) {
    const bypass = { cwd: door.cwd, permission_mode: 'bypassPermissions' };
    await refused(remote('create_session', bypass), /owner alone, at the machine/, 'create');
    await refused(remote('send_prompt', { session_id: high, text: 'say x' }), /at the machine/, 'prompt');
    await refused(remote('fork_session', { session_id: high }), /at the machine/, 'fork');
  }
  const below = { cwd: door.cwd, permission_mode: 'dontAsk' };
  await allowed(call('create_session', below), 'all else is the owner’s by token, too');
});

test('a key without scopes for sessions neither sees nor drives any [access.max-mode.drive]', async (t) => {
  const door = await SessionsDoor.open(t);
  const call = await addKey(door, 'notes', ['memory', 'resources']);
  const { session_id: id } = await door.create();
  const attempts: [string, Result][] = [
    ['list_sessions', {}],
    ['get_session', { session_id: id }],
    ['search_sessions', { query: 'word' }],
    ['poll_events', { timeout_ms: 0 }],
    ['list_permissions', {}],
    ['create_session', { cwd: door.cwd }],
    ['send_prompt', { session_id: id, text: 'say x' }],
    ['dispose_session', { session_id: id }],
  ];
  for (const [name, args] of attempts) await refused(call(name, args), /insufficient_scope/, name);
  const reader = await addKey(door, 'screen', ['sessions:read']);
  await allowed(reader('list_sessions'), 'may read');
  await refused(reader('send_prompt', { session_id: id, text: 'say x' }), /insufficient_scope/, 'may not write');
});
