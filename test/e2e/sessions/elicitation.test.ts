import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { type ElicitRequest, ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { callAsOwner } from '../../support/access-rows.ts';
import { connectSdk, type SdkConnection } from '../../support/sdk-client.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

const COMMAND = 'echo "asked" # \u202Egnp.exe\u0007';
const PROMPT = `call Bash ${JSON.stringify({ command: COMMAND, description: `x${'y'.repeat(3_000)}` })}`;

type Handler = (request: ElicitRequest, signal: AbortSignal) => Promise<ElicitResult> | ElicitResult;

/** A client that can ask its person; `handle` is the person. */
async function connect(
  t: TestContext,
  door: SessionsDoor,
  handle: Handler,
  headers: Readonly<Record<string, string>> = {},
): Promise<SdkConnection> {
  const prepare = (client: Client): void =>
    client.setRequestHandler(ElicitRequestSchema, (request, { signal }) => handle(request, signal));
  const connection = await connectSdk(door.server.url, { elicitation: {} }, prepare, headers);
  t.after(() => connection.client.close());
  return connection;
}

/** Starts a session and a turn that asks for a permission, by this client. */
async function begin({ call }: SdkConnection, door: SessionsDoor): Promise<{ sessionId: string; cursor: string }> {
  const { session_id: sessionId, error } = await call('create_session', { cwd: door.cwd, title: 'A "title"' });
  assert.equal(error, undefined, JSON.stringify(error));
  const { cursor } = await call('send_prompt', { session_id: sessionId, text: PROMPT });
  assert.equal(typeof cursor, 'string');
  return { sessionId: String(sessionId), cursor: String(cursor) };
}

/** Something that happens once. */
function createSignal(): { readonly given: Promise<void>; give(): void } {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

const resolved = (event: { type: string }): boolean => event.type === 'permission.resolved';

test('the client that started a turn is asked in fixed words, and its accept allows [sessions.elicitation.accept]', async (t) => {
  const door = await SessionsDoor.open(t);
  const asked: ElicitRequest['params'][] = [];
  const client = await connect(t, door, ({ params }) => {
    asked.push(params);
    return { action: 'accept', content: {} };
  });
  const { sessionId, cursor } = await begin(client, door);
  const seen = await door.events(cursor, ({ type }) => type === 'prompt.finished');
  const answer = seen.find(resolved);
  assert.deepEqual([answer?.['behavior'], answer?.['by']], ['allow', 'owner:local']);
  assert.equal(asked.length, 1);
  const { message } = asked[0] ?? { message: '' };
  const lines = message.split('\n');
  assert.equal(lines.length, 6, message);
  assert.match(lines[1] ?? '', /^Tool: Bash$/);
  assert.ok(lines[2]?.includes(sessionId) && lines[2].includes('A "title"'), lines[2]);
  assert.ok(lines[3]?.includes(door.cwd));
  assert.match(lines[4] ?? '', /\\u\{202e\}gnp\.exe\\u0007/);
  assert.match(lines[4] ?? '', /… \(cut, \d+ more characters\)$/);
  assert.ok(!/[\u202E\u2028]/.test(message) && !message.includes('\u0007'));
  assert.ok(message.length < 2_500, String(message.length));
});

for (const action of ['decline', 'cancel'] as const) {
  test(`${action} leaves the request open for others [sessions.elicitation.open]`, async (t) => {
    const door = await SessionsDoor.open(t);
    const answered = createSignal();
    const client = await connect(t, door, () => {
      answered.give();
      return { action };
    });
    const { sessionId, cursor } = await begin(client, door);
    const { request_id: requestId } = await door.permission(sessionId, cursor);
    await answered.given;
    // What the client sends after its answer is handled after it.
    await client.call('list_permissions');
    const { requests } = await door.call('list_permissions', { session_id: sessionId });
    assert.deepEqual(
      (requests as { request_id: string }[]).map((each) => each.request_id),
      [requestId],
    );
    assert.deepEqual(
      await door.call('respond_permission', { session_id: sessionId, request_id: requestId, behavior: 'deny' }),
      { resolved: true },
    );
  });
}

test('answered elsewhere meanwhile, the question is taken back, and a late accept changes nothing [sessions.elicitation.cancelled]', async (t) => {
  const door = await SessionsDoor.open(t);
  const withdrawn = createSignal();
  const client = await connect(t, door, async (_, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    withdrawn.give();
    return { action: 'accept', content: {} };
  });
  const { sessionId, cursor } = await begin(client, door);
  const { request_id: requestId } = await door.permission(sessionId, cursor);
  await door.call('respond_permission', { session_id: sessionId, request_id: requestId, behavior: 'deny' });
  await withdrawn.given;
  const seen = await door.events(cursor, ({ type }) => type === 'prompt.finished');
  assert.deepEqual(
    seen.filter(resolved).map(({ behavior }) => behavior),
    ['deny'],
  );
});

test('a client that cannot ask, or did not start the turn, is not asked [sessions.elicitation.asked]', async (t) => {
  const door = await SessionsDoor.open(t);
  const others: string[] = [];
  const other = await connect(t, door, () => {
    others.push('asked');
    return { action: 'accept', content: {} };
  });
  const plain = await connectSdk(door.server.url);
  t.after(() => plain.client.close());
  const { sessionId, cursor } = await begin(plain, door);
  const { request_id: requestId } = await door.permission(sessionId, cursor);
  await other.call('list_permissions');
  await door.call('respond_permission', { session_id: sessionId, request_id: requestId, behavior: 'deny' });
  await door.events(cursor, ({ type }) => type === 'prompt.finished');
  assert.deepEqual(others, []);
});

test('a turn started from inside a session is not allowed by that session [sessions.elicitation.inside]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: outer, cursor: outerCursor } = await door.create();
  const own = door.call('send_prompt', { session_id: outer, text: PROMPT });
  const { tool_use_id: toolUseId } = await door.permission(outer, outerCursor);
  await own;
  const { call } = await connect(t, door, () => ({ action: 'accept', content: {} }));
  const asInside = { 'claudecode/toolUseId': toolUseId };
  const { session_id: sessionId } = await door.create();
  const started = await call('send_prompt', { session_id: sessionId, text: PROMPT }, asInside);
  const { request_id: requestId } = await door.permission(String(sessionId), String(started['cursor']));
  const { error } = await call(
    'respond_permission',
    { session_id: sessionId, request_id: requestId, behavior: 'allow' },
    asInside,
  );
  assert.equal((error as { code: string }).code, 'forbidden');
  const { requests } = await door.call('list_permissions', { session_id: sessionId });
  assert.equal((requests as unknown[]).length, 1, 'its client was not asked, or its accept did not count');
});

test('an accept allows nothing once the key it comes with may answer no more [sessions.elicitation.withdrawn]', async (t) => {
  const door = await SessionsDoor.open(t);
  const scopes = ['sessions', 'approve'];
  const { key } = await callAsOwner<{ key: string }>(door.server, 'host_add', { name: 'lab', scopes });
  const answered = createSignal();
  const withdraw = async (): Promise<ElicitResult> => {
    await callAsOwner(door.server, 'host_update', { name: 'lab', scopes: ['sessions'] });
    answered.give();
    return { action: 'accept', content: {} };
  };
  const client = await connect(t, door, withdraw, { authorization: `Bearer ${key}` });
  const { sessionId, cursor } = await begin(client, door);
  const { request_id: requestId } = await door.permission(sessionId, cursor);
  await answered.given;
  // Its answer goes out next; by the last of these it has been handled.
  for (let more = 0; more < 20; more++) await client.client.ping();
  const { requests } = await door.call('list_permissions', { session_id: sessionId });
  assert.deepEqual(
    (requests as readonly { request_id: string }[]).map((request) => request.request_id),
    [requestId],
  );
});
