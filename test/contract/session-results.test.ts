import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type App, createApp } from '../../src/app/create-app.ts';
import { resolvePaths } from '../../src/config/paths.ts';
import { resolveSettings } from '../../src/config/resolve-settings.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { OWNER, OWNER_ADMIN, type Principal } from '../../src/core/principal.ts';
import type { Scope } from '../../src/core/scopes.ts';
import { CATALOG } from '../../src/tools/catalog.ts';
import { MAX_RESULT_BYTES } from '../../src/tools/registry.ts';
import { scratchFolder } from '../support/scratch.ts';
import { standInClaudeBin } from '../support/stand-in-claude-bin.ts';

// The tools over sessions, state and health, in process, one after the other as a client would use them.

type Result = Record<string, unknown>;

let app: App;
let cwd: string;
const called = new Set<string>();

before(async () => {
  const userHome = scratchFolder('cz-');
  const home = join(userHome, 'home');
  cwd = join(userHome, 'work');
  mkdirSync(cwd);
  const env = { CLAUDE_CONFIG_DIR: join(userHome, 'claude'), CODEZ_CLAUDE_BIN: standInClaudeBin() };
  const { settings } = resolveSettings({ env, userHome, flags: { home }, configFile: undefined, cwd: userHome });
  const where = { env, userHome, settings, paths: resolvePaths(home) };
  app = await createApp({ ...where, logger: silentLogger, version: '0.0.0-test', waitMs: 0, isServing: true });
});
after(async () => {
  await app.invoker.call('end_sessions', {}, { principal: OWNER_ADMIN, door: 'cli' });
  await app.close();
});

async function call(name: string, args: Result = {}, principal: Principal = OWNER): Promise<Result> {
  called.add(name);
  const { value, json } = await app.invoker.call(name, args, { principal, door: 'mcp' });
  const tool = CATALOG.find((candidate) => candidate.name === name);
  assert.deepEqual(tool?.output.parse(JSON.parse(json)), value, `${name}: its JSON is what the schema says`);
  assert.ok(Buffer.byteLength(json) <= (tool?.maxResultBytes ?? MAX_RESULT_BYTES), name);
  for (const key of Object.keys(value)) assert.match(key, /^[a-z]+(_[a-z]+)*$/, name);
  return value;
}

function withScopes(...scopes: Scope[]): Principal {
  return { ...OWNER, kind: 'host', name: 'web-1', scopes: new Set(scopes) };
}

/** Returns the open requests of a session as `principal` sees them, as soon as there is one. */
async function requestsOf(sessionId: string, cursor: unknown, principal = OWNER): Promise<Result[]> {
  const args = { session_id: sessionId, cursor, types: ['permission.requested'], timeout_ms: 30_000 };
  const { events } = await call('poll_events', args);
  assert.equal((events as Result[]).length, 1);
  return (await call('list_permissions', { session_id: sessionId }, principal))['requests'] as Result[];
}

test('each result is what its schema says, after JSON too, and within its bound [mcp.call.structured, mcp.bounded, seed1.tool.create-session, seed1.tool.abort-session, seed1.tool.dispose-session, seed1.tool.fork-session, seed1.tool.respond-permission, seed1.tool.search-sessions]', async () => {
  const options = {
    effort: 'low',
    append_system_prompt: '- be brief',
    json_schema: { type: 'object' },
    add_dirs: [cwd],
  };
  const more = { model: 'opus', title: 'a title', labels: ['a'], allowed_tools: ['Read'], max_budget_usd: 1, options };
  const made = await call('create_session', { cwd, ...more });
  const id = String(made['session_id']);
  const session = { session_id: id };
  const images = [{ media_type: 'image/png', data: 'iVBORw0K' }];
  const { prompt } = (await call('send_and_wait', { ...session, text: 'say hello', images })) as { prompt: Result };
  assert.deepEqual([prompt['state'], prompt['result_text']], ['done', 'hello']);
  await call('get_prompt', { ...session, prompt_id: prompt['prompt_id'] });

  const asked = await call('send_prompt', { ...session, text: 'call Bash {"command":"true"}' });
  const [request] = await requestsOf(id, asked['cursor']);
  assert.deepEqual(
    [request?.['kind'], request?.['tool'], request?.['input']],
    ['permission', 'Bash', { command: 'true' }],
  );
  await call('respond_permission', { ...session, request_id: request?.['request_id'], behavior: 'allow' });
  await call('wait_for_idle', { session_ids: [id], timeout_ms: 30_000 });

  const again = await call('send_prompt', { ...session, text: 'call Bash {"command":"true"}' });
  await requestsOf(id, again['cursor']);
  assert.deepEqual(await call('abort_session', session), { aborted: true, queued: 0 });
  assert.deepEqual(await call('abort_session', session), { aborted: false, queued: 0 });

  const forked = await call('fork_session', { ...session, title: 'the other way' });
  assert.equal(forked['forked_from'], id);
  await call('rename_session', { ...session, title: 'renamed' });
  await call('label_session', { ...session, labels: ['b'] });
  await call('archive_session', { ...session, archived: true });
  const { sessions } = (await call('list_sessions', { archived: true })) as { sessions: Result[] };
  assert.deepEqual([sessions.length, sessions[0]?.['title'], sessions[0]?.['labels']], [1, 'renamed', ['b']]);
  await call('list_projects');
  await call('get_observability', { group_by: 'session' });
  const { results } = (await call('search_sessions', { query: 'say hello', in: ['text'] })) as { results: Result[] };
  assert.deepEqual([results[0]?.['session_id'], results[0]?.['title']], [id, 'renamed']);
  const { messages } = (await call('get_session', {
    ...session,
    include: ['thinking', 'tool_results', 'subagents', 'system'],
  })) as { messages: Result[] };
  const parts = messages.flatMap((message) => message['parts'] as Result[]).map(({ type }) => type);
  for (const type of ['text', 'tool_use', 'tool_result', 'image']) assert.ok(parts.includes(type), type);
  await call('get_project_memory', { slug: made['slug'] });
  assert.deepEqual(await call('dispose_session', session), { disposed: true });
  assert.deepEqual(await call('dispose_session', session), { disposed: false });
  await call('update_state', { patch: { preferences: { a: 1 } } });
  await call('get_state');
  await call('get_health');
  await call('get_health_details');
  await call('trust_folder', { folder: cwd }, OWNER_ADMIN);
  const groups = new Set(['sessions', 'sessions:read', 'state']);
  const all = CATALOG.filter(({ group }) => groups.has(group)).map(({ name }) => name);
  assert.deepEqual(
    all.filter((name) => !called.has(name)),
    [],
  );
});

test('inputs and questions are shown only to who may answer [sessions.permissions.hidden]', async () => {
  const { session_id: id } = (await call('create_session', { cwd })) as { session_id: string };
  const question = {
    questions: [{ question: 'Which one?', header: 'Choice', options: [{ label: 'A' }, { label: 'B' }] }],
  };
  const sent = await call('send_prompt', { session_id: id, text: `call AskUserQuestion ${JSON.stringify(question)}` });
  const [shown] = await requestsOf(id, sent['cursor']);
  assert.equal(shown?.['kind'], 'question');
  assert.deepEqual(shown?.['questions'], question.questions);
  for (const scopes of [['sessions:read'], ['sessions']] as const) {
    const [hidden] = await requestsOf(id, sent['cursor'], withScopes(...scopes));
    assert.deepEqual(Object.keys(hidden ?? {}).sort(), [
      'created_at',
      'kind',
      'request_id',
      'session_id',
      'tool',
      'via',
    ]);
  }
  const answer = {
    session_id: id,
    request_id: shown?.['request_id'],
    behavior: 'allow',
    answers: { 'Which one?': 'B' },
  };
  await assert.rejects(call('respond_permission', answer, withScopes('sessions')), { code: 'forbidden' });
  assert.deepEqual(await call('respond_permission', answer), { resolved: true });
  await assert.rejects(call('respond_permission', answer), { code: 'conflict' });
  await call('wait_for_idle', { session_ids: [id], timeout_ms: 30_000 });
});

test('who may not answer lets no tool run unasked [sessions.modes.allowed-tools]', async () => {
  const args = { cwd, allowed_tools: ['Bash'] };
  await assert.rejects(call('create_session', args, withScopes('sessions')), { code: 'forbidden', message: /approve/ });
  const session: Principal = { ...OWNER, kind: 'session', name: '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11' };
  await assert.rejects(call('create_session', args, session), { code: 'forbidden', message: /Bash/ });
});
