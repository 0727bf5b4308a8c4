import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventServer, startEventServer } from '../../support/events/event-server.ts';
import { type EventReading, readEvents } from '../../support/events/sse-reader.ts';
import { callTool } from '../../support/mcp.ts';

const DISCONNECTS = 100;
/** One disconnect in so many is the end of the server, by SIGKILL. */
const KILLED_EVERY = 20;

interface Page {
  readonly events: readonly { readonly cursor: string; readonly message_id: string }[];
  readonly cursor: string;
  readonly gap: boolean;
}

async function poll(url: string, cursor: string): Promise<Page> {
  return (await callTool(url, 'poll_events', { cursor, timeout_ms: 1000 })) as unknown as Page;
}

async function flow(url: string, on: boolean): Promise<string> {
  return (await callTool(url, 'test_flow', { on }))['cursor'] as string;
}

/** Everything the log holds behind a cursor. */
async function readAll(url: string, from: string): Promise<string[]> {
  const all: string[] = [];
  for (let cursor = from; ; ) {
    const page = (await callTool(url, 'poll_events', { cursor, timeout_ms: 0 })) as unknown as Page;
    assert.equal(page.gap, false);
    if (page.events.length === 0) return all;
    all.push(...page.events.map(({ message_id: id }) => id));
    cursor = page.cursor;
  }
}

/** Each run's events are numbered from 1: none is missing in between. */
function assertWhole(ids: readonly string[]): void {
  const last = new Map<string, number>();
  for (const id of ids) {
    const [run, number] = id.split('/') as [string, string];
    assert.equal(Number(number), (last.get(run) ?? 0) + 1, id);
    last.set(run, Number(number));
  }
}

test('100 lost connections, some by a killed server, lose no event and repeat none [sessions.events.sse-lost]', async () => {
  let server: EventServer = await startEventServer();
  const from = await flow(server.url, true);
  const received: string[] = [];
  let last: string = from;
  let reading: EventReading = await readEvents(server.url, '', last);
  for (let round = 1; round <= DISCONNECTS; round++) {
    const wanted = 1 + (round % 13);
    for (let at = 0; at < wanted; at++) {
      const { value } = await reading.events.next();
      assert.ok(value);
      assert.equal(value.type, 'message.created');
      received.push(value.event['message_id'] as string);
      last = value.id as string;
    }
    reading.close();
    if (round % KILLED_EVERY === 0) {
      await server.end('SIGKILL');
      server = await server.again();
      await flow(server.url, true);
    }
    reading = await readEvents(server.url, '', last);
  }
  await flow(server.url, false);
  const all = await readAll(server.url, from);
  reading.close();
  const rest = await readAll(server.url, last);
  assert.deepEqual([...received, ...rest], all);
  assertWhole(all);
  await server.end('SIGTERM');
});

test('polls with a cursor lose no event and repeat none when the server is killed [sessions.poll.lost]', async () => {
  let server: EventServer = await startEventServer();
  const from = await flow(server.url, true);
  const received: string[][] = [[], []];
  let cursors = [from, from];
  for (let round = 1; round <= 30; round++) {
    const pages = await Promise.all(cursors.map((cursor) => poll(server.url, cursor)));
    for (const [at, page] of pages.entries()) {
      assert.equal(page.gap, false);
      received[at]?.push(...page.events.map(({ message_id: id }) => id));
    }
    cursors = pages.map(({ cursor }) => cursor);
    if (round % 10 !== 0) continue;
    await server.end('SIGKILL');
    server = await server.again();
    await flow(server.url, true);
  }
  await flow(server.url, false);
  const all = await readAll(server.url, from);
  assertWhole(all);
  for (const [at, cursor] of cursors.entries()) {
    assert.deepEqual([...(received[at] ?? []), ...(await readAll(server.url, cursor))], all);
  }
  await server.end('SIGTERM');
});
