import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { refuseStopping } from '../../../src/http/early-refusals.ts';
import { send } from '../../support/http.ts';

test('a server that stops says so in the form of each door, and when to come again', async () => {
  const server = createServer(refuseStopping).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [path, form] of [
    ['/mcp', /^\{"jsonrpc":"2\.0","id":null,"error":\{"code":-32053,"message":"The server is stopping\. Try again/],
    ['/api/tools/x', /^\{"status":"error","code":"unavailable","message":"The server is stopping","hint":"Try again/],
  ] as const) {
    const reply = await send(url, { path });
    assert.deepEqual([reply.status, reply.headers['retry-after'], reply.headers.connection], [503, '1', 'close']);
    assert.match(reply.text, form);
  }
  server.close();
});
