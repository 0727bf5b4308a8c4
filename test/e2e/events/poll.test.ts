import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { EventType } from '../../../src/sessions/events/event.ts';
import { EVENT_SCHEMAS } from '../../../src/tools/events/event-schemas.ts';
import { type EventServer, startEventServer } from '../../support/events/event-server.ts';
import { send } from '../../support/http.ts';
import { openSession, rpcResult, type ToolReply } from '../../support/mcp.ts';

const A = '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11';
const B = '5d2c8f70-1c1f-4a57-8a6e-0a4f3c9b2e10';

interface Page {
  readonly events: readonly Record<string, unknown>[];
  readonly cursor: string;
  readonly gap: boolean;
}

let server: EventServer;
before(async () => {
  server = await startEventServer();
});
after(async () => {
  await server.end('SIGTERM');
});

async function call(
  name: string,
  args: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const result = (await rpcResult(
    server.url,
    'tools/call',
    { name, arguments: args },
    headers,
  )) as unknown as ToolReply;
  assert.notEqual(result.isError, true, JSON.stringify(result));
  return result.structuredContent;
}

async function poll(args: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Page> {
  const page = (await call('poll_events', { timeout_ms: 0, ...args }, headers)) as unknown as Page;
  for (const event of page.events) EVENT_SCHEMAS[event['type'] as EventType].parse(event);
  return page;
}

async function emit(...events: Record<string, unknown>[]): Promise<string> {
  return (await call('test_emit', { events }))['cursor'] as string;
}

const idle = (session_id: string, prompt_id: string): Record<string, unknown> => ({
  type: 'session.idle',
  session_id,
  prompt_id,
});
const prompts = ({ events }: Page): unknown[] => events.map((event) => event['prompt_id']);

test('a poll waits for an event that matches, and for no other [sessions.poll.match]', async () => {
  const from = await emit(idle(A, 'before'));
  const waiting = poll({ session_id: A, cursor: from, timeout_ms: 30_000 });
  await emit(idle(B, 'of another session'));
  await emit({
    type: 'usage.updated',
    session_id: A,
    message_id: 'm',
    usage: { input: 1, output: 1, cache_read: 0, cache_write: 0 },
  });
  await emit(idle(A, 'first'), idle(A, 'second'));
  const page = await waiting;
  assert.deepEqual(prompts(page), ['first', 'second']);
  assert.equal(page.gap, false);
});

test('an empty poll ends with its time and its cursor goes on [sessions.poll.timeout]', async () => {
  const from = await emit(idle(A, 'x'));
  const empty = await poll({ session_id: A, cursor: from, timeout_ms: 20 });
  assert.deepEqual(empty.events, []);
  await emit(idle(A, 'y'));
  assert.deepEqual(prompts(await poll({ session_id: A, cursor: empty.cursor, timeout_ms: 30_000 })), ['y']);
});

test('without types all but deltas, usage and calls; with types those alone [sessions.poll.types]', async () => {
  const from = await emit(idle(A, 'x'));
  await emit(
    { type: 'message.delta', session_id: A, message_id: 'm', kind: 'text', text: 'x' },
    {
      type: 'usage.updated',
      session_id: A,
      message_id: 'm',
      usage: { input: 1, output: 1, cache_read: 0, cache_write: 0 },
    },
    { type: 'message.created', session_id: A, message_id: 'm', role: 'user' },
  );
  await call('memory_list', { resource_id: 'x' });
  const types = async (wanted?: string[]): Promise<unknown[]> =>
    (await poll({ cursor: from, ...(wanted === undefined ? {} : { types: wanted }) })).events.map(({ type }) => type);
  assert.deepEqual(await types(), ['message.created']);
  assert.deepEqual(await types(['message.delta', 'usage.updated']), ['message.delta', 'usage.updated']);
  assert.deepEqual(await types(['call.started', 'call.finished']), ['call.started', 'call.finished']);
});

test('calls are told with who called, but polls wake no poll [sessions.events.calls]', async () => {
  const from = await emit(idle(A, 'x'));
  const waiting = poll({ cursor: from, types: ['call.finished'], timeout_ms: 30_000 });
  await poll({ cursor: from });
  await send(server.url, { method: 'POST', path: '/api/tools/no_such_tool' });
  await call('memory_list', { resource_id: 'x' });
  const [event, ...others] = (await waiting).events;
  assert.deepEqual(others, []);
  const { call_id: callId, duration_ms: ms, cursor: _cursor, at: _at, ...rest } = event ?? {};
  assert.deepEqual(rest, { type: 'call.finished', tool: 'memory_list', principal: 'owner:local', status: 'ok' });
  assert.ok(typeof ms === 'number' && ms >= 0 && typeof callId === 'string');
  const [started] = (await poll({ cursor: from, types: ['call.started'] })).events;
  assert.equal(started?.['call_id'], callId);
});

test('a poll of an MCP session begins with the session, and goes on where the last one with this filter ended [sessions.poll.own-position]', async () => {
  await emit(idle(A, 'before the session'));
  const { headers } = await openSession(server.url);
  await emit(idle(A, 'one'));
  assert.deepEqual(prompts(await poll({ session_id: A }, headers)), ['one']);
  await emit(idle(A, 'two'), idle(B, 'other'));
  assert.deepEqual(prompts(await poll({ session_id: A }, headers)), ['two']);
  assert.deepEqual(prompts(await poll({ session_id: A }, headers)), []);
  assert.deepEqual(prompts(await poll({ session_ids: [B, A] }, headers)), ['one', 'two', 'other'], 'another filter');
  assert.deepEqual(prompts(await poll({ session_ids: [A, B] }, headers)), [], 'the same in another order');
});

test('pollers never take each other’s events [sessions.poll.each-gets-all]', async () => {
  const one = await openSession(server.url);
  const other = await openSession(server.url);
  const waiting = [one, other].map(({ headers }) => poll({ session_id: A, timeout_ms: 30_000 }, headers));
  await emit(idle(A, 'for both'));
  for (const page of await Promise.all(waiting)) assert.deepEqual(prompts(page), ['for both']);
  await emit(idle(A, 'later'));
  for (const { headers } of [one, other]) assert.deepEqual(prompts(await poll({ session_id: A }, headers)), ['later']);
});

test('a cancelled poll takes no events along [sessions.poll.cancelled]', async () => {
  const { headers } = await openSession(server.url);
  const request = {
    jsonrpc: '2.0',
    id: 7,
    method: 'tools/call',
    params: { name: 'poll_events', arguments: { session_id: A, timeout_ms: 30_000 } },
  };
  const cancelled = send(server.url, { method: 'POST', path: '/mcp', headers, body: JSON.stringify(request) });
  // Both travel on connections of their own: the notification is repeated until it has met the call.
  let hasEnded = false;
  void cancelled.then(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    const body = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } };
    await send(server.url, { method: 'POST', path: '/mcp', headers, body: JSON.stringify(body) });
  }
  assert.equal(JSON.parse((await cancelled).text).result.isError, true);
  await emit(idle(A, 'after'));
  assert.deepEqual(prompts(await poll({ session_id: A }, headers)), ['after']);
});

test('positions survive a restart of the server [sessions.poll.restart]', async () => {
  const { headers } = await openSession(server.url);
  await emit(idle(A, 'one'));
  assert.deepEqual(prompts(await poll({ session_id: A }, headers)), ['one']);
  await emit(idle(A, 'two'));
  await server.end('SIGTERM');
  server = await server.again();
  assert.deepEqual(prompts(await poll({ session_id: A }, headers)), ['two']);
  assert.deepEqual(prompts(await poll({ session_id: A }, headers)), []);
});

test('without an MCP session a poll without cursor begins now [sessions.poll.no-session]', async () => {
  await emit(idle(A, 'before'));
  assert.deepEqual(prompts(await poll({ session_id: A })), []);
});

test('a reply stays below 256 KiB: what does not fit is in the next one [sessions.poll.bounded]', async () => {
  const from = await emit(idle(A, 'x'));
  const text = 'é'.repeat(10_000);
  await emit(
    ...Array.from({ length: 40 }, (_, at) => ({
      type: 'message.delta',
      session_id: A,
      message_id: String(at),
      kind: 'text',
      text,
    })),
  );
  const seen: unknown[] = [];
  let cursor = from;
  for (let pages = 0; seen.length < 40; pages++) {
    assert.ok(pages < 10);
    const page = await poll({ cursor, types: ['message.delta'] });
    assert.ok(Buffer.byteLength(JSON.stringify(page)) < 256 * 1024);
    seen.push(...page.events.map((event) => event['message_id']));
    cursor = page.cursor;
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 40 }, (_, at) => String(at)),
  );
});

test('what a permission is asked for is shown to who may answer [sessions.events.inputs]', async () => {
  const from = await emit(idle(A, 'x'));
  await emit({
    type: 'permission.requested',
    session_id: A,
    request_id: 'r',
    kind: 'permission',
    tool: 'Bash',
    input_json: '{}',
    via: 'live',
  });
  assert.equal((await poll({ cursor: from })).events[0]?.['input_json'], '{}');
});

test('wrong arguments are refused by name [sessions.poll.arguments]', async () => {
  for (const [args, field] of [
    [{ session_id: 'x' }, 'session_id'],
    [{ session_ids: [A, '..'] }, 'session_ids.1'],
    [{ types: ['no.such'] }, 'types.0'],
    [{ cursor: 'zzzz' }, 'cursor'],
    [{ timeout_ms: 30_001 }, 'timeout_ms'],
    [{ limit: 501 }, 'limit'],
  ] as const) {
    const reply = await send(server.url, {
      method: 'POST',
      path: '/api/tools/poll_events',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    assert.equal(reply.status, 422, reply.text);
    assert.ok(field in JSON.parse(reply.text).errors, reply.text);
  }
});
