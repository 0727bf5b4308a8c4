import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFixtureServer } from '../../support/fixture-server.ts';
import { open } from '../../support/http.ts';
import { BOTH, openSession } from '../../support/mcp.ts';
import { readMessages } from '../../support/sse.ts';

const SSE = { accept: 'text/event-stream' };

test('a stopping server ends idle streams at once and running calls with their result [cli.serve.sigterm]', async () => {
  const server = await startFixtureServer();
  const { headers } = await openSession(server.url);
  const idle = await open(server.url, { path: '/mcp', headers: { ...headers, ...SSE } });
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 7,
    method: 'tools/call',
    params: { name: 'test_wait', arguments: { key: 'last' } },
  });
  const running = await open(server.url, {
    method: 'POST',
    path: '/mcp',
    headers: { ...BOTH, ...headers, ...SSE },
    body,
  });
  await server.gate.started('last');
  const closed = server.close();
  for await (const { message } of readMessages(idle)) assert.fail(JSON.stringify(message));
  server.gate.open('last');
  const messages: unknown[] = [];
  for await (const { message } of readMessages(running)) messages.push(message['id']);
  assert.deepEqual(messages, [7]);
  await closed;
});
