import assert from 'node:assert/strict';
import { mock, type TestContext, test } from 'node:test';
import { randomIds } from '../../../src/core/ids.ts';
import { OWNER } from '../../../src/core/principal.ts';
import { parseMessage } from '../../../src/mcp/json-rpc.ts';
import type { McpSession } from '../../../src/mcp/mcp-session.ts';
import { McpSessions } from '../../../src/mcp/mcp-sessions.ts';
import { OutgoingRequests } from '../../../src/mcp/outgoing-requests.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { openTestStore } from '../../support/store.ts';

interface Sent {
  readonly id?: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const never = new AbortController().signal;

async function createBench(t: TestContext) {
  const store = await openTestStore(scratchFolder());
  t.after(() => store.close());
  const records = await store.collection<McpSession>('mcp-sessions');
  const sessions = new McpSessions({ records, clock: Date.now, ids: randomIds, ttlMs: 60_000, max: 10, catalog: 'c' });
  const session = await sessions.create(OWNER, '2025-11-25', 'test', { elicits: true });
  const outgoing = new OutgoingRequests(sessions);
  const sent: Sent[] = [];
  sessions.streamsOf(session).standalone.attach({ write: ({ data }) => sent.push(JSON.parse(data) as Sent), end() {} });
  const respond = (from: McpSession, message: object): void => {
    const parsed = parseMessage({ jsonrpc: '2.0', ...message });
    assert.equal(parsed.kind, 'response');
    if (parsed.kind === 'response') outgoing.settle(from, parsed);
  };
  return { sessions, session, outgoing, sent, respond };
}

test('a request goes to the client, and its response comes back to who asked', async (t) => {
  const { session, outgoing, sent, respond } = await createBench(t);
  const asked = outgoing.send(session, 'elicitation/create', { message: 'm' }, { signal: never, timeoutMs: 60_000 });
  const [request] = sent;
  assert.deepEqual([request?.method, request?.params], ['elicitation/create', { message: 'm' }]);
  respond(session, { id: request?.id, result: { action: 'accept' } });
  respond(session, { id: request?.id, result: { action: 'decline' } });
  assert.deepEqual(await asked, { action: 'accept' });
  assert.equal(sent.length, 1);
});

test('only the session that was asked can answer, and an error is no result', async (t) => {
  const { sessions, session, outgoing, sent, respond } = await createBench(t);
  const other = await sessions.create(OWNER, '2025-11-25', 'test');
  const asked = outgoing.send(session, 'elicitation/create', {}, { signal: never, timeoutMs: 60_000 });
  respond(other, { id: sent[0]?.id, result: { action: 'accept' } });
  respond(session, { id: 'unknown', result: { action: 'accept' } });
  respond(session, { id: sent[0]?.id, error: { code: -32601, message: 'no' } });
  assert.equal(await asked, undefined);
});

for (const how of ['aborted', 'late'] as const) {
  test(`a request that is ${how} is taken back at the client [sessions.elicitation.cancelled]`, async (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    const { session, outgoing, sent } = await createBench(t);
    const controller = new AbortController();
    const asked = outgoing.send(session, 'x', {}, { signal: controller.signal, timeoutMs: 60_000 });
    if (how === 'aborted') controller.abort();
    else mock.timers.tick(60_000);
    assert.equal(await asked, undefined);
    assert.equal(sent[1]?.method, 'notifications/cancelled');
    assert.equal(sent[1]?.params['requestId'], sent[0]?.id);
  });
}

test('a session that ends answers nothing any more, and one that never answers is not asked without end', async (t) => {
  const { sessions, session, outgoing, sent } = await createBench(t);
  const open = Array.from({ length: 101 }, () => outgoing.send(session, 'x', {}, { signal: never, timeoutMs: 60_000 }));
  assert.equal(await open[100], undefined);
  assert.equal(sent.length, 100);
  await sessions.end(session);
  assert.deepEqual(
    await Promise.all(open),
    open.map(() => undefined),
  );
});

test('what a client was asked while it was away waits for it [sessions.elicitation.reconnect]', async (t) => {
  const { sessions, session, outgoing, sent, respond } = await createBench(t);
  const { standalone } = sessions.streamsOf(session);
  const first = { write() {}, end() {} };
  standalone.attach(first);
  standalone.detach(first);
  const asked = outgoing.send(session, 'x', {}, { signal: never, timeoutMs: 60_000 });
  assert.equal(sent.length, 0);
  standalone.attach({ write: ({ data }) => sent.push(JSON.parse(data) as Sent), end() {} });
  respond(session, { id: sent[0]?.id, result: { action: 'accept' } });
  assert.deepEqual(await asked, { action: 'accept' });
});
