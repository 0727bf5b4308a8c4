import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { JSON_HEADERS, postMcp, rpcResult, type ToolReply } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

// What a schema decides, before anything touches a path or a command line.

const ID = '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11';
/** Tools that name one session, with what else they need. */
const OF_A_SESSION: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  get_session: {},
  send_prompt: { text: 'x' },
  send_and_wait: { text: 'x' },
  abort_session: {},
  dispose_session: {},
  fork_session: {},
  respond_permission: { request_id: 'r', behavior: 'deny' },
  get_prompt: { prompt_id: 'p' },
  list_permissions: {},
  rename_session: { title: 'x' },
  archive_session: {},
  label_session: { labels: [] },
};
const NO_SESSION_IDS = [
  '',
  'x',
  '--help',
  '-p',
  '../../etc/passwd',
  `${ID}/..`,
  ` ${ID}`,
  `${ID}\n`,
  `${ID}\0`,
  ID.replaceAll('-', ''),
  `--${ID}`,
  'x'.repeat(5000),
  5,
  null,
  [ID],
];
const NO_SLUGS = ['', '.', '..', 'a/b', '../x', '/etc', 'a\\b', 'a\0b', 'a b', 'a\n', 'é', 'x'.repeat(256), 7, null];

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

/** Returns the refusal, which must name `field`. */
async function assertInvalid(tool: string, args: Readonly<Record<string, unknown>>, field: string): Promise<void> {
  const params = { name: tool, arguments: args };
  const result = (await rpcResult(server.url, 'tools/call', params)) as unknown as ToolReply;
  const what = `${tool} ${JSON.stringify(args).slice(0, 200)}`;
  assert.equal(result.isError, true, what);
  const { code, fields } = result.structuredContent['error'] as { code: string; fields?: Record<string, string[]> };
  assert.equal(code, 'invalid', what);
  assert.ok(
    Object.keys(fields ?? {}).some((name) => name === field || name.startsWith(`${field}.`)),
    `${what}: ${JSON.stringify(fields)}`,
  );
  assert.ok(JSON.stringify(result).length < 4000, 'what was sent is not sent back at any length');
}

for (const [tool, rest] of Object.entries(OF_A_SESSION)) {
  test(`${tool}: what is no UUID is no session_id [sessions.ids.session]`, async () => {
    for (const id of NO_SESSION_IDS) await assertInvalid(tool, { ...rest, session_id: id }, 'session_id');
  });
}

test('wait_for_idle and create_session take UUIDs only [sessions.ids.session]', async () => {
  for (const id of NO_SESSION_IDS) {
    await assertInvalid('wait_for_idle', { session_ids: [ID, id] }, 'session_ids');
    await assertInvalid('create_session', { cwd: '/', session_id: id }, 'session_id');
  }
  await assertInvalid('wait_for_idle', { session_ids: [] }, 'session_ids');
  await assertInvalid('wait_for_idle', { session_ids: Array.from({ length: 51 }, () => ID) }, 'session_ids');
});

test('a slug outside its pattern is refused wherever one is taken [sessions.ids.slug]', async () => {
  for (const slug of NO_SLUGS) {
    await assertInvalid('list_sessions', { slug }, 'slug');
    await assertInvalid('get_project_memory', { slug }, 'slug');
    await assertInvalid('create_session', { cwd: '/', slug }, 'slug');
    for (const tool of ['get_session', 'send_prompt', 'send_and_wait', 'fork_session']) {
      await assertInvalid(tool, { ...OF_A_SESSION[tool], session_id: ID, slug }, 'slug');
    }
  }
});

test('nothing that reads like an option reaches a command line [sessions.arguments.options]', async () => {
  for (const word of ['-p', '--dangerously-skip-permissions', ' -x', '', 'a b', 'a\0', 'x'.repeat(201), 5]) {
    await assertInvalid('create_session', { cwd: '/', model: word }, 'model');
    await assertInvalid('create_session', { cwd: '/', options: { effort: word } }, 'options.effort');
    await assertInvalid('create_session', { cwd: '/', options: { fallback_model: word } }, 'options.fallback_model');
  }
  for (const rule of ['--add-dir', ' -x', '', 'a\nb', 'x'.repeat(501)]) {
    await assertInvalid('create_session', { cwd: '/', allowed_tools: ['Bash', rule] }, 'allowed_tools');
    await assertInvalid('create_session', { cwd: '/', disallowed_tools: [rule] }, 'disallowed_tools');
  }
  for (const folder of ['-x', 'relative', '', '/a\0b', '/a\nb', `/${'x'.repeat(4096)}`]) {
    await assertInvalid('create_session', { cwd: folder }, 'cwd');
    await assertInvalid('create_session', { cwd: '/', options: { add_dirs: [folder] } }, 'options.add_dirs');
    await assertInvalid('send_prompt', { session_id: ID, text: 'x', cwd: folder }, 'cwd');
  }
  for (const name of ['-p', '--x', '', 'a b', 'a/b', 'x'.repeat(129)]) {
    await assertInvalid('send_prompt', { session_id: ID, text: 'x', prompt_id: name }, 'prompt_id');
    await assertInvalid('fork_session', { session_id: ID, message_id: name }, 'message_id');
  }
});

test('an unknown mode, option, status or part is refused [sessions.arguments.types]', async () => {
  const create = (args: Readonly<Record<string, unknown>>, field: string): Promise<void> =>
    assertInvalid('create_session', { cwd: '/', ...args }, field);
  for (const mode of ['root', 'BypassPermissions', '', 0]) await create({ permission_mode: mode }, 'permission_mode');
  await create({ options: { mcp_config: '/x' } }, 'options.mcp_config');
  await create({ settings: '/x' }, 'settings');
  for (const budget of [0, -1, 'much']) await create({ max_budget_usd: budget }, 'max_budget_usd');
  await create({ title: '' }, 'title');
  await create({ title: 'two\nlines' }, 'title');
  await create({ labels: ['x'.repeat(65)] }, 'labels');
  await create({ labels: Array.from({ length: 33 }, (_, index) => `${index}`) }, 'labels');
  await create({ options: { json_schema: 'x' } }, 'options.json_schema');
  await assertInvalid('create_session', {}, 'cwd');
  await assertInvalid('list_sessions', { status: 'dead' }, 'status');
  await assertInvalid('list_sessions', { limit: 501 }, 'limit');
  await assertInvalid('get_session', { session_id: ID, include: ['everything'] }, 'include');
  await assertInvalid('send_and_wait', { session_id: ID, text: 'x', timeout_ms: 600_001 }, 'timeout_ms');
  await assertInvalid(
    'respond_permission',
    { ...OF_A_SESSION['respond_permission'], session_id: ID, behavior: 'ask' },
    'behavior',
  );
});

test('prompts and images are bounded [sessions.arguments.bounds]', async () => {
  const send = (args: Readonly<Record<string, unknown>>, field: string): Promise<void> =>
    assertInvalid('send_prompt', { session_id: ID, text: 'look', ...args }, field);
  for (const text of ['', ' \n', 'x'.repeat(1024 * 1024 + 1), 'é'.repeat(600_000), 5]) await send({ text }, 'text');
  await assertInvalid('create_session', { cwd: '/', prompt: 'x'.repeat(1024 * 1024 + 1) }, 'prompt');
  const image = { media_type: 'image/png', data: 'iVBORw==' };
  await send({ images: Array.from({ length: 21 }, () => image) }, 'images');
  await send({ images: [{ ...image, media_type: 'image/svg+xml' }] }, 'images');
  for (const data of ['', 'no base64!', 'iVBORw=', 'iVBOR-==', 'iVBO\nRw=='])
    await send({ images: [{ ...image, data }] }, 'images');
  await send(
    {
      images: [
        { ...image, data: 'A'.repeat(2_000_000) },
        { ...image, data: 'A'.repeat(2_000_001) },
      ],
    },
    'images',
  );
  const large = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'send_prompt', arguments: { session_id: ID, text: 'x'.repeat(5_000_000) } },
  });
  assert.equal((await postMcp(server.url, large, JSON_HEADERS)).status, 413);
});
