import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { open, send } from '../../support/http.ts';
import { callTool, openSession, rpcResult } from '../../support/mcp.ts';
import { installAsVersion } from '../../support/other-version.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { readBlocks, readMessages } from '../../support/sse.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

type Messages = ReturnType<typeof readMessages>;

async function listen(headers: Record<string, string>, lastEventId?: string): Promise<IncomingMessage> {
  const response = await open(server.url, {
    path: '/mcp',
    headers: {
      ...headers,
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  assert.equal(response.statusCode, 200);
  assert.match(String(response.headers['content-type']), /^text\/event-stream/);
  return response;
}

/** Opens a session that watches `ids`, which are stored first. */
async function watch(...ids: string[]): Promise<Record<string, string>> {
  const { headers } = await openSession(server.url, '2025-11-25');
  for (const id of ids) {
    await callTool(server.url, 'memory_store', { id, content: `first of ${id}` });
    await rpcResult(server.url, 'resources/subscribe', { uri: `memory://${id}` }, headers);
  }
  return headers;
}

let changes = 0;
async function change(id: string): Promise<void> {
  await callTool(server.url, 'memory_store', { id, content: `change ${++changes}` });
}

async function nextUri(messages: Messages): Promise<{ id: string; uri: unknown }> {
  const { value } = await messages.next();
  assert.ok(value, 'the stream ended');
  assert.equal(value.message['method'], 'notifications/resources/updated');
  assert.ok(value.id !== undefined && value.id !== '', 'an id on every event');
  return { id: value.id, uri: (value.message['params'] as Record<string, unknown>)['uri'] };
}

test('a subscriber is told of a changed and of a deleted resource, with an id on every event [mcp.get.stream, mcp.notify.resources, mcp.resources.subscribe]', async () => {
  const headers = await watch('watched');
  const response = await listen(headers);
  const messages = readMessages(response);
  await change('watched');
  const first = await nextUri(messages);
  await callTool(server.url, 'memory_delete', { id: 'watched' });
  const second = await nextUri(messages);
  assert.deepEqual([first.uri, second.uri], ['memory://watched', 'memory://watched']);
  assert.notEqual(first.id, second.id);
  response.destroy();
});

test('nobody is told of what they did not subscribe to, or no longer do [mcp.notify.resources, mcp.resources.subscribe]', async () => {
  const headers = await watch('still', 'dropped');
  const response = await listen(headers);
  const messages = readMessages(response);
  await rpcResult(server.url, 'resources/unsubscribe', { uri: 'memory://dropped' }, headers);
  await callTool(server.url, 'memory_store', { id: 'never-asked', content: 'x' });
  await change('dropped');
  await change('still');
  assert.equal((await nextUri(messages)).uri, 'memory://still');
  response.destroy();
});

test('a memory is watched under its space as well [mcp.resources.subscribe]', async () => {
  const headers = await watch('spaced');
  await rpcResult(server.url, 'resources/subscribe', { uri: 'memory://local/only-in-space' }, headers).catch(() => {});
  await callTool(server.url, 'memory_store', { id: 'only-in-space', content: 'x' });
  await rpcResult(server.url, 'resources/subscribe', { uri: 'memory://local/only-in-space' }, headers);
  const response = await listen(headers);
  await change('only-in-space');
  assert.equal((await nextUri(readMessages(response))).uri, 'memory://local/only-in-space');
  response.destroy();
});

test('what happens while nobody listens is delivered on return, once and in order [mcp.get.resume]', async () => {
  const headers = await watch('a', 'b', 'c');
  const first = await listen(headers);
  const messages = readMessages(first);
  await change('a');
  const { id } = await nextUri(messages);
  const closed = new Promise((resolve) => first.once('close', resolve));
  first.destroy();
  await closed;
  await change('b');
  await change('c');
  const resumed = await listen(headers, id);
  const rest = readMessages(resumed);
  assert.deepEqual([(await nextUri(rest)).uri, (await nextUri(rest)).uri], ['memory://b', 'memory://c']);
  await change('a');
  assert.equal((await nextUri(rest)).uri, 'memory://a');
  resumed.destroy();
});

test('100 cut connections while notes change lose nothing and repeat nothing [mcp.get.resume]', async () => {
  const ids = ['r0', 'r1', 'r2', 'r3', 'r4'];
  const headers = await watch(...ids);
  const expected: string[] = [];
  const received: unknown[] = [];
  let last: string | undefined;
  let response = await listen(headers);
  let messages = readMessages(response);
  for (let round = 0; round < 100; round++) {
    const before = ids[round % ids.length] ?? '';
    const during = ids[(round * 3 + 1) % ids.length] ?? '';
    await change(before);
    expected.push(`memory://${before}`);
    const event = await nextUri(messages);
    received.push(event.uri);
    last = event.id;
    response.destroy();
    await change(during);
    expected.push(`memory://${during}`);
    response = await listen(headers, last);
    messages = readMessages(response);
    const missed = await nextUri(messages);
    received.push(missed.uri);
    last = missed.id;
  }
  assert.deepEqual(received, expected);
  response.destroy();
});

test('an id that was never given out resumes at what is not delivered, and is no error [mcp.get.resume]', async () => {
  const headers = await watch('odd');
  for (const odd of ['nonsense', '0', '-1', '99999999999999999999', 'a.b.c']) {
    const response = await listen(headers, odd);
    const messages = readMessages(response);
    await change('odd');
    assert.equal((await nextUri(messages)).uri, 'memory://odd');
    response.destroy();
  }
});

test('messages never go to two streams: a second GET takes over [mcp.get.stream]', async () => {
  const headers = await watch('single');
  const first = await listen(headers);
  const firstEnded = new Promise<string>((resolve) => {
    let text = '';
    first.on('data', (chunk) => {
      text += String(chunk);
    });
    first.once('close', () => resolve(text));
  });
  const second = await listen(headers);
  const messages = readMessages(second);
  await change('single');
  assert.equal((await nextUri(messages)).uri, 'memory://single');
  assert.doesNotMatch(await firstEnded, /resources\/updated/);
  second.destroy();
});

test('sessions do not see each other’s messages [mcp.get.stream]', async () => {
  const one = await watch('mine');
  const other = await watch('yours');
  const [mine, yours] = [await listen(one), await listen(other)];
  await change('mine');
  await change('yours');
  assert.equal((await nextUri(readMessages(mine))).uri, 'memory://mine');
  assert.equal((await nextUri(readMessages(yours))).uri, 'memory://yours');
  mine.destroy();
  yours.destroy();
});

test('DELETE ends the open stream [mcp.session.delete]', async () => {
  const headers = await watch('ended');
  const response = await listen(headers);
  const closed = new Promise((resolve) => response.resume().once('close', resolve));
  assert.equal((await send(server.url, { method: 'DELETE', path: '/mcp', headers })).status, 204);
  await closed;
});

test('HEAD opens no stream and takes no message away [mcp.get.stream, access.safe-methods]', async () => {
  const headers = await watch('headed');
  const reply = await send(server.url, { method: 'HEAD', path: '/mcp', headers });
  assert.equal(reply.status, 405);
  await change('headed');
  const response = await listen(headers);
  assert.equal((await nextUri(readMessages(response))).uri, 'memory://headed');
  response.destroy();
});

test('an idle stream carries a comment every 15 s [mcp.get.ping]', async () => {
  const { headers } = await openSession(server.url);
  const response = await listen(headers);
  for await (const block of readBlocks(response)) {
    if (block.comment === undefined) continue;
    assert.equal(block.data, undefined);
    break;
  }
  response.destroy();
});

test('a stopping server ends its streams and exits 0 [cli.serve.sigterm]', async () => {
  const own = await startServer();
  const { headers } = await openSession(own.url);
  const response = await open(own.url, { path: '/mcp', headers: { ...headers, accept: 'text/event-stream' } });
  const closed = new Promise((resolve) => response.resume().once('close', resolve));
  assert.equal(await own.stop(), 0);
  await closed;
});

test('a session that outlives an update is told that the tools may have changed [mcp.notify.tools]', async () => {
  const older = await startServer();
  const { headers } = await openSession(older.url, '2025-11-25');
  await older.stop();
  const newer = await startServer({ folder: older.folder, bin: installAsVersion('9.9.9') });
  for (const expected of ['notifications/tools/list_changed', undefined]) {
    const response = await open(newer.url, { path: '/mcp', headers: { ...headers, accept: 'text/event-stream' } });
    await callTool(newer.url, 'memory_store', { id: 'after-update', content: String(expected) });
    if (expected === undefined)
      await rpcResult(newer.url, 'resources/subscribe', { uri: 'memory://after-update' }, headers);
    if (expected === undefined) await callTool(newer.url, 'memory_store', { id: 'after-update', content: 'changed' });
    const { value } = await readMessages(response).next();
    assert.equal(value?.message['method'], expected ?? 'notifications/resources/updated');
    response.destroy();
  }
  await newer.stop();
});
