import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { type EventServer, startEventServer } from '../../support/events/event-server.ts';
import { type EventReading, nextEvent, readEvents } from '../../support/events/sse-reader.ts';
import { open, send } from '../../support/http.ts';
import { callTool } from '../../support/mcp.ts';
import { readBlocks } from '../../support/sse.ts';

const A = '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11';
const B = '5d2c8f70-1c1f-4a57-8a6e-0a4f3c9b2e10';

let server: EventServer;
before(async () => {
  server = await startEventServer();
});
after(async () => {
  await server.end('SIGTERM');
});

async function emit(...events: Record<string, unknown>[]): Promise<string> {
  return (await callTool(server.url, 'test_emit', { events }))['cursor'] as string;
}

const idle = (session_id: string, prompt_id: string): Record<string, unknown> => ({
  type: 'session.idle',
  session_id,
  prompt_id,
});
const nextPrompt = async (reading: EventReading): Promise<unknown> => (await nextEvent(reading)).event['prompt_id'];

test('the stream begins now, with id, type and the event itself [sessions.events.sse]', async () => {
  await emit(idle(A, 'before'));
  const reading = await readEvents(server.url);
  const cursor = await emit(idle(A, 'now'));
  const { id, type, event } = await nextEvent(reading);
  assert.equal(id, cursor);
  assert.equal(type, 'session.idle');
  assert.equal(event['cursor'], cursor);
  assert.equal(event['prompt_id'], 'now');
  reading.close();
});

test('a cursor brings what came since, then what comes; Last-Event-ID wins over it [sessions.events.sse-resume]', async () => {
  const first = await emit(idle(A, '1'));
  const second = await emit(idle(A, '2'));
  await emit(idle(A, '3'));
  const reading = await readEvents(server.url, `?cursor=${first}`);
  await emit(idle(A, '4'));
  assert.deepEqual([await nextPrompt(reading), await nextPrompt(reading), await nextPrompt(reading)], ['2', '3', '4']);
  reading.close();
  const resumed = await readEvents(server.url, `?cursor=${first}`, second);
  assert.deepEqual([await nextPrompt(resumed), await nextPrompt(resumed)], ['3', '4']);
  resumed.close();
});

test('who is cut off before the first event comes back to where the stream began [sessions.events.sse-resume]', async () => {
  const response = await open(server.url, { path: '/api/events' });
  const { value: first } = await readBlocks(response).next();
  response.destroy();
  assert.ok(first?.id);
  assert.equal(first.data, undefined);
  await emit(idle(A, 'missed'));
  const resumed = await readEvents(server.url, '', first.id);
  assert.equal(await nextPrompt(resumed), 'missed');
  resumed.close();
});

test('sessions and types choose, repeated or as a list [sessions.events.sse-filter]', async () => {
  const from = await emit(idle(A, 'x'));
  await emit(
    idle(A, 'a'),
    idle(B, 'b'),
    { type: 'session.idle', prompt_id: 'of none' },
    { type: 'message.delta', session_id: A, message_id: 'm', kind: 'text', text: 'x' },
    { type: 'session.error', session_id: A, code: 'c', message: 'end' },
    { type: 'session.error', session_id: B, code: 'c', message: 'end' },
  );
  const read = async (query: string, count: number): Promise<unknown[]> => {
    const reading = await readEvents(server.url, `?cursor=${from}&${query}`);
    const seen: unknown[] = [];
    for (let at = 0; at < count; at++) {
      const { type, event } = await nextEvent(reading);
      seen.push(`${type} ${event['session_id'] === A ? 'A' : 'B'}`);
    }
    reading.close();
    return seen;
  };
  assert.deepEqual(await read(`session_id=${A}`, 2), ['session.idle A', 'session.error A']);
  for (const both of [`session_id=${A}&session_id=${B}`, `session_id=${A},${B.toUpperCase()}`]) {
    assert.deepEqual(await read(`${both}&types=session.idle`, 2), ['session.idle A', 'session.idle B']);
  }
  for (const types of ['types=message.delta,session.error', 'types=session.error&types=message.delta']) {
    assert.deepEqual(await read(types, 3), ['message.delta A', 'session.error A', 'session.error B']);
  }
});

test('wrong parameters are refused like elsewhere [sessions.events.sse-filter]', async () => {
  for (const [query, field] of [
    ['session_id=x', 'session_id'],
    ['types=no.such', 'types'],
    ['cursor=nonsense', 'cursor'],
    ['sessions=1', 'sessions'],
    [`session_id=${Array(101).fill(A).join(',')}`, 'session_id'],
  ] as const) {
    const reply = await send(server.url, { path: `/api/events?${query}` });
    assert.equal(reply.status, 422, reply.text);
    assert.ok(field in JSON.parse(reply.text).errors, reply.text);
  }
  const odd = await send(server.url, { path: '/api/events', headers: { 'last-event-id': 'odd' } });
  assert.equal(odd.status, 422);
  assert.equal((await send(server.url, { method: 'HEAD', path: '/api/events' })).status, 404);
});

test('strangers get no events [sessions.events.sse-admission]', async () => {
  const reply = await send(server.url, { path: '/api/events', headers: { origin: 'https://evil.example' } });
  assert.equal(reply.status, 403);
  const host = await send(server.url, { path: '/api/events', headers: { host: 'evil.example' } });
  assert.equal(host.status, 403);
});

test('a stopping server ends its streams, and readers go on with the next one [sessions.events.sse-stop]', async () => {
  const reading = await readEvents(server.url);
  await emit(idle(A, 'last'));
  const { id } = await nextEvent(reading);
  await emit(idle(A, 'unread'));
  await server.end('SIGTERM');
  server = await server.again();
  await emit(idle(A, 'first'));
  const resumed = await readEvents(server.url, '', id);
  assert.deepEqual([await nextPrompt(resumed), await nextPrompt(resumed)], ['unread', 'first']);
  resumed.close();
});

test('a stopping server waits for no poll [sessions.poll.stop]', async () => {
  const own = await startEventServer();
  const body = JSON.stringify({ timeout_ms: 30_000 });
  const waiting = send(own.url, {
    method: 'POST',
    path: '/api/tools/poll_events',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await callTool(own.url, 'test_emit', { events: [] });
  await own.end('SIGTERM');
  assert.deepEqual(JSON.parse((await waiting).text).data.events, []);
});

test('a reader that never reads is cut off [sessions.events.sse-slow]', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.write(`GET /api/events?types=message.delta HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  await new Promise((resolve) => socket.once('readable', resolve));
  socket.pause();
  const reading = await readEvents(server.url, '?types=message.delta');
  const text = 'x'.repeat(100_000);
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  for (let number = 0; number < 400 && !isClosed; number++) {
    await emit({ type: 'message.delta', session_id: A, message_id: String(number), kind: 'text', text });
    assert.equal((await nextEvent(reading)).event['message_id'], String(number), 'others are not held up');
  }
  socket.resume();
  await closed;
  reading.close();
});
