import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callAs, manage, type PrintedHost, pingAs, sendWithKey } from '../../support/host-caller.ts';
import { send } from '../../support/http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const CLOSED = '403 Insecure host API access disabled';
const MINUTE = 60_000;

let server: TestServer;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off'] });
});
after(async () => {
  await server.stop();
});

const add = (name: string, ...args: string[]): Promise<PrintedHost> =>
  manage(server, 'host', 'add', name, '--insecure', ...args);
const show = (name: string, where: TestServer = server): Promise<PrintedHost> => manage(where, 'host', 'show', name);
const untilOf = async (name: string): Promise<number> => Date.parse((await show(name)).window?.open_until ?? '');

test('adding an insecure host opens its window for 30 minutes, of 10 minutes unless said otherwise [access.window.first]', async () => {
  const before = Date.now();
  const { key, window } = await add('first-1');
  const until = Date.parse(window?.open_until ?? '');
  assert.equal(window?.seconds, 600);
  assert.ok(until >= before + 30 * MINUTE && until <= Date.now() + 30 * MINUTE);
  assert.equal(await pingAs(server, key), '200');
  assert.equal(await untilOf('first-1'), until, 'a call does not shorten it');
});

test('outside the window every door refuses, until the owner opens it [access.window.closed, access.window.open]', async () => {
  const { key } = await add('doors-1');
  await manage(server, 'host', 'window', 'close', 'doors-1');
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const calls: readonly (readonly [method: string, path: string, body?: string])[] = [
    ['POST', '/mcp', '{"jsonrpc":"2.0","id":1,"method":"ping"}'],
    ['POST', '/mcp', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"},{"jsonrpc":"2.0","id":2,"method":"ping"}]'],
    ['GET', '/mcp'],
    ['DELETE', '/mcp'],
    ['GET', '/api/tools'],
    ['POST', '/api/tools/memory_search', '{"query":""}'],
    ['POST', '/mcp/memories/search', '{"query":""}'],
    ['POST', '/mcp/memories/store', '{"content":"x"}'],
    ['POST', '/mcp/memories/retrieve', '{"id":"x"}'],
  ];
  for (const [method, path, body] of calls) {
    const call = { method, path, headers, ...(body === undefined ? {} : { body }) };
    const reply = await send(server.url, call);
    assert.equal(reply.status, 403, `${method} ${path}`);
    assert.match(reply.text, /Insecure host API access disabled/, `${method} ${path}`);
    const { 'content-type': _, ...get } = headers;
    const overSocket = await send(server.url, { ...call, headers: get, socketPath: `${server.home}/server.sock` });
    assert.equal(overSocket.status, 403, `${method} ${path} over the Unix socket`);
  }
  assert.equal(await pingAs(server, key), CLOSED);
  assert.equal((await show('doors-1')).state, 'closed');
  await manage(server, 'host', 'window', 'open', 'doors-1', '--for', '1m');
  assert.equal(await pingAs(server, key), '200');
});

test('an allowed call keeps the window open for its length, a refused one does nothing for it [access.window.extend, access.window.refused, seed2.window]', async () => {
  const { key } = await add('extends-1', '--window', '2h', '--scope', 'memory', '--address', '127.0.0.1');
  const first = await untilOf('extends-1');
  assert.match(await pingAs(server, key, { from: '127.0.0.9' }), /^403 /);
  assert.match(await pingAs(server, `${key}A`), /^401 /);
  assert.match(await pingAs(server, key, { headers: { host: 'evil.example' } }), /^403 /);
  assert.match(await pingAs(server, key, { headers: { origin: 'https://evil.example' } }), /^403 /);
  const denied = await callAs(server, key, 'list_sessions', {});
  assert.equal(denied.result?.['isError'], true);
  assert.equal(await untilOf('extends-1'), first);
  const before = Date.now();
  assert.equal(await pingAs(server, key), '200');
  const second = await untilOf('extends-1');
  assert.ok(second >= before + 120 * MINUTE && second <= Date.now() + 120 * MINUTE + 1000, `${second - before} ms`);
  await manage(server, 'host', 'window', 'close', 'extends-1');
  for (let call = 0; call < 3; call++) assert.equal(await pingAs(server, key), CLOSED);
  assert.equal((await show('extends-1')).window?.open, false);
});

test('fifty calls at once in a window are all let in, and as many in a closed one are all refused [access.window.edge]', async () => {
  const { key } = await add('edge-1', '--window', '1m');
  const fifty = (): Promise<string[]> => Promise.all(Array.from({ length: 50 }, () => pingAs(server, key)));
  assert.deepEqual(new Set(await fifty()), new Set(['200']));
  const calls = fifty();
  await manage(server, 'host', 'window', 'close', 'edge-1');
  for (const verdict of await calls) assert.ok(verdict === '200' || verdict === CLOSED, verdict);
  assert.deepEqual(new Set(await fifty()), new Set([CLOSED]));
  const { calls: allowed, refused } = await show('edge-1');
  assert.equal(allowed + refused, 150, 'each call is counted once');
});

test('a call that ends after its window was closed does not open it again [access.window.closed-stays]', async () => {
  const { key } = await add('stays-1', '--scope', 'sessions', '--yes');
  const listening = sendWithKey(server, key, {
    method: 'tools/call',
    params: { name: 'poll_events', arguments: { timeout_ms: 1500 } },
  });
  await manage(server, 'host', 'window', 'close', 'stays-1');
  assert.ok([200, 403].includes((await listening).status));
  assert.equal((await show('stays-1')).window?.open, false);
  assert.equal(await pingAs(server, key), CLOSED);
});

test('windows survive restarts and kills: open ones stay open, closed ones closed [access.window.restart, storage.behind.access]', async () => {
  const first = await startServer({ args: ['--rate-limit', 'off'] });
  const open = await manage(first, 'host', 'add', 'open-1', '--insecure', '--window', '8h');
  const shut = await manage(first, 'host', 'add', 'shut-1', '--insecure');
  await manage(first, 'host', 'window', 'close', 'shut-1');
  assert.equal(await pingAs(first, open.key), '200');
  const { window } = await show('open-1', first);
  await first.stop('SIGKILL');
  const second = await startServer({ folder: first.folder, args: ['--rate-limit', 'off'] });
  const kept = (await show('open-1', second)).window;
  assert.deepEqual([kept?.open, kept?.open_until], [true, window?.open_until]);
  assert.deepEqual([await pingAs(second, open.key), await pingAs(second, shut.key)], ['200', CLOSED]);
  await second.stop();
});

test('a secure host has no window, and an insecure one that is made secure needs none [access.window.bounds]', async () => {
  const { key } = await add('turns-1');
  await manage(server, 'host', 'window', 'close', 'turns-1');
  assert.equal(await pingAs(server, key), CLOSED);
  await manage(server, 'host', 'update', 'turns-1', '--secure');
  assert.equal(await pingAs(server, key), '200');
  assert.equal((await show('turns-1')).window, undefined);
});
