import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { HttpReply } from '../../support/http.ts';
import { BOTH, JSON_HEADERS, openSession, parseReply, postMcp, rpc } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

function assertError(reply: HttpReply, status: number, code: number): string {
  assert.equal(reply.status, status, reply.text);
  const { error, jsonrpc, id } = parseReply(reply);
  assert.equal(jsonrpc, '2.0');
  assert.equal(error?.code, code, reply.text);
  assert.equal(id, null);
  assert.ok((error?.message.length ?? 0) > 10, 'a message that says something');
  return error?.message ?? '';
}

for (const body of [
  '',
  '{',
  '{"jsonrpc":"2.0","id":1,"method":"ping"',
  'hello',
  '{"a":1}{"b":2}',
  '[1,',
  "{'a':1}",
  '\u0000',
]) {
  test(`invalid JSON ${JSON.stringify(body)} is 400 with -32700 [mcp.error.json]`, async () => {
    assertError(await postMcp(server.url, body), 400, -32700);
    assertError(await postMcp(server.url, body, BOTH), 400, -32700);
  });
}

test('a body that is not UTF-8 is 400 with -32700 [mcp.error.json]', async () => {
  const body = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"p\xff\xfeng"}', 'latin1');
  assertError(await postMcp(server.url, body), 400, -32700);
});

for (const body of [
  '1',
  'null',
  '"ping"',
  'true',
  '{}',
  '{"jsonrpc":"1.0","id":1,"method":"ping"}',
  '{"id":1,"method":"ping"}',
  '{"jsonrpc":"2.0","id":1}',
  '{"jsonrpc":"2.0","id":1,"method":5}',
  '{"jsonrpc":"2.0","id":{},"method":"ping"}',
  '{"jsonrpc":"2.0","id":[1],"method":"ping"}',
  '{"jsonrpc":"2.0","id":true,"method":"ping"}',
  '{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}',
]) {
  test(`${body} is no request: 400 with -32600 [mcp.error.request]`, async () => {
    const reply = await postMcp(server.url, body);
    assert.equal(reply.status, 400, reply.text);
    assert.equal(parseReply(reply).error?.code, -32600);
  });
}

for (const method of [
  'nobody/knows',
  'tools/',
  'TOOLS/LIST',
  '__proto__',
  'constructor',
  'toString',
  '',
  'a'.repeat(5000),
]) {
  test(`the method ${JSON.stringify(method).slice(0, 30)} is unknown: -32601 [mcp.error.method]`, async () => {
    const { error, id } = await rpc(server.url, method);
    assert.deepEqual([error?.code, id], [-32601, 1]);
    assert.ok((error?.message.length ?? 0) < 1000, 'a bounded message');
  });
}

for (const [method, params, field] of [
  ['tools/call', {}, 'name'],
  ['tools/call', { name: 5 }, 'name'],
  ['tools/list', { cursor: 'no cursor of ours' }, 'cursor'],
  ['resources/read', {}, 'uri'],
  ['resources/read', { uri: 7 }, 'uri'],
  ['resources/subscribe', {}, 'uri'],
  ['initialize', {}, 'protocolVersion'],
  ['logging/setLevel', {}, 'level'],
  ['completion/complete', {}, 'ref'],
] as const) {
  test(`${method} with ${JSON.stringify(params)} is -32602 naming ${field} [mcp.error.params]`, async () => {
    const { error } = await rpc(server.url, method, params);
    assert.equal(error?.code, -32602);
    assert.match(String(error?.message), new RegExp(`\\b${field}\\b`));
  });
}

test('an unsupported MCP-Protocol-Version is 400, naming those supported [mcp.error.version]', async () => {
  for (const version of ['2023-01-01', '2025-11-26', '1', 'latest']) {
    const reply = await postMcp(
      server.url,
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      { ...JSON_HEADERS, 'mcp-protocol-version': version },
    );
    assert.equal(reply.status, 400, version);
    assert.match(parseReply(reply).error?.message ?? '', /2025-11-25/);
  }
});

test('each supported version is accepted in the header, none means any [mcp.versions]', async () => {
  for (const version of ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']) {
    const reply = await rpc(server.url, 'ping', undefined, { 'mcp-protocol-version': version });
    assert.deepEqual(reply.result, {}, version);
  }
});

test('initialize answers the version asked for, and the newest for one it does not know [mcp.versions]', async () => {
  const offered = async (protocolVersion: string): Promise<unknown> =>
    (
      await rpc(server.url, 'initialize', {
        protocolVersion,
        capabilities: {},
        clientInfo: { name: 't', version: '1' },
      })
    ).result?.['protocolVersion'];
  for (const version of ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']) {
    assert.equal(await offered(version), version);
  }
  assert.equal(await offered('2019-01-01'), '2025-11-25');
  assert.equal(await offered('2099-01-01'), '2025-11-25');
});

test('logging/setLevel takes the levels of the protocol only [mcp.logging]', async () => {
  const { headers } = await openSession(server.url);
  for (const level of ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']) {
    assert.deepEqual((await rpc(server.url, 'logging/setLevel', { level }, headers)).result, {}, level);
  }
  const refused = await rpc(server.url, 'logging/setLevel', { level: 'loud' }, headers);
  assert.equal(refused.error?.code, -32602);
  assert.match(String(refused.error?.message), /level/);
});

test('after all this the server goes on answering [product.bad-input]', async () => {
  assert.deepEqual((await rpc(server.url, 'ping')).result, {});
});

test('values of odd types where text is expected are no bug of ours [mcp.error.params]', async () => {
  const odd = { toString: 1, valueOf: null };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: odd, version: odd } };
  assert.equal((await rpc(server.url, 'initialize', params)).error, undefined);
  const completion = { ref: { type: 'ref/resource', uri: odd }, argument: { name: 'id', value: odd } };
  assert.equal((await rpc(server.url, 'completion/complete', completion)).error, undefined);
});
