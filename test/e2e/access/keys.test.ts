import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { callAs, manage, type PrintedHost, pingAs, resultAs, sendWithKey } from '../../support/host-caller.ts';
import { send } from '../../support/http.ts';
import { parseReply } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const WRONG = '401 Unauthorized';

let server: TestServer;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off'] });
});
after(async () => {
  await server.stop();
});

const add = (...args: string[]): Promise<PrintedHost> => manage(server, 'host', 'add', ...args);

/** POSTs a ping with exactly these headers. */
async function ping(headers: Record<string, string | string[]>, path = '/mcp'): Promise<string> {
  const reply = await send(server.url, {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
  });
  return `${reply.status} ${reply.text}`;
}

test('a host key sent from 127.0.0.1 is that host, in every lawful header [access.credential.key-loopback, access.key.headers]', async () => {
  const { key } = await add('headers-1');
  for (const headers of [
    { authorization: `Bearer ${key}` },
    { authorization: `bearer ${key}` },
    { authorization: `BEARER   ${key}` },
    { 'x-api-key': key },
    { authorization: `Bearer ${key}`, 'x-api-key': key },
  ]) {
    assert.match(await ping(headers), /^200 /, JSON.stringify(headers));
  }
  const { memory } = await resultAs<{ memory: { space: string; host: string } }>(server, key, 'memory_store', {
    content: 'x',
  });
  assert.deepEqual([memory.space, memory.host], ['headers-1', 'headers-1']);
  const rest = await send(server.url, {
    method: 'POST',
    path: '/api/tools/memory_search',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: '{"query":"x"}',
  });
  assert.equal(rest.status, 200, rest.text);
  assert.match(rest.text, /"space":"headers-1"/);
});

test('two different keys are 400; a key in a query string, a cookie or a body is none [access.key.headers]', async () => {
  const { key } = await add('headers-2');
  const { key: other } = await add('headers-3');
  assert.match(await ping({ authorization: `Bearer ${key}`, 'x-api-key': other }), /^400 /);
  // Beside a credential that is wrong a right one in another place is not looked for.
  const wrong = { authorization: 'Bearer cz_wrong' };
  for (const [headers, path] of [
    [wrong, `/mcp?key=${key}`],
    [wrong, `/mcp?access_token=${key}`],
    [wrong, `/mcp?api_key=${key}&Authorization=Bearer%20${key}`],
    [{ ...wrong, cookie: `key=${key}; Authorization=Bearer ${key}` }, '/mcp'],
    [{ ...wrong, 'x-api-token': key }, '/mcp'],
    [{ authorization: `Basic ${Buffer.from(`headers-2:${key}`).toString('base64')}` }, '/mcp'],
    [{ authorization: `Token ${key}` }, '/mcp'],
    [{ authorization: key }, '/mcp'],
  ] as const) {
    assert.match(await ping(headers, path), /^401 /, `${JSON.stringify(headers)} ${path}`);
  }
});

test('wrong keys of every sort are 401 with one and the same body [access.key.unknown, access.key.hash-is-no-key, access.key.form, access.key.compare]', async () => {
  const { key, prefix = '' } = await add('unknown-1');
  assert.match(key, /^cz_[A-Za-z0-9_-]{43}$/);
  assert.equal(prefix, key.slice(3, 11));
  const other = key.endsWith('A') ? 'B' : 'A';
  const journal = readdirSync(join(server.home, 'hosts')).find((name) => name.startsWith('journal')) ?? '';
  const stored = readFileSync(join(server.home, 'hosts', journal), 'utf8');
  const sha256 = /"name":"unknown-1".*?"sha256":"([0-9a-f]{64})"/.exec(stored)?.[1] ?? '';
  assert.equal(sha256.length, 64);
  const bodies = new Set<string>();
  for (const wrong of [
    `${key.slice(0, -1)}${other}`,
    `cz_${other}${key.slice(4)}`,
    key.slice(0, -1),
    `${key}${other}`,
    `${key}=`,
    key.slice(3),
    key.replace('cz_', 'CZ_'),
    key.replace('cz_', 'cz-'),
    key.toLowerCase(),
    `cz_${prefix}`,
    `cz_${'A'.repeat(43)}`,
    'cz_',
    sha256,
    `cz_${sha256}`,
    'headers-1',
  ]) {
    const reply = await ping({ authorization: `Bearer ${wrong}` });
    assert.match(reply, /^401 /, wrong);
    bodies.add(reply);
  }
  // A missing one is answered like a wrong one, to whoever is not trusted without.
  bodies.add(await ping({ 'x-forwarded-for': '203.0.113.7' }));
  assert.equal(bodies.size, 1, [...bodies].join('\n'));
  assert.doesNotMatch([...bodies][0] ?? '', /unknown|prefix|expired|disabled/i);
});

test('disabled and expired keys are 403, removed and rotated ones 401, and each change counts at once [access.key.states, access.key.update]', async () => {
  const { key } = await add('states-1');
  assert.equal(await pingAs(server, key), '200');
  await manage(server, 'host', 'disable', 'states-1');
  assert.equal(await pingAs(server, key), '403 API key disabled');
  await manage(server, 'host', 'enable', 'states-1');
  assert.equal(await pingAs(server, key), '200');
  const { key: second } = await manage(server, 'host', 'rotate', 'states-1');
  assert.match(await pingAs(server, key), /^401 /);
  assert.equal(await pingAs(server, second), '200');
  const { key: third } = await manage(server, 'host', 'rotate', 'states-1', '--grace', '1h');
  assert.deepEqual([await pingAs(server, second), await pingAs(server, third)], ['200', '200']);
  await manage(server, 'host', 'remove', 'states-1');
  assert.match(await pingAs(server, second), /^401 /);
  assert.match(await pingAs(server, third), /^401 /);
  const { key: short } = await add('states-2', '--expires', '1s');
  let verdict = '200';
  const until = Date.now() + 10_000;
  while (verdict === '200' && Date.now() < until) verdict = await pingAs(server, short);
  assert.equal(verdict, '403 API key expired');
});

test('rotated without a grace the former key is refused at once, with one both are good until it ends [access.key.rotate]', async () => {
  const { key: first } = await add('rotates-1');
  const { key: second } = await manage(server, 'host', 'rotate', 'rotates-1');
  assert.deepEqual([await pingAs(server, first), await pingAs(server, second)], [WRONG, '200']);
  const { key: third } = await manage(server, 'host', 'rotate', 'rotates-1', '--grace', '1h');
  assert.deepEqual([await pingAs(server, second), await pingAs(server, third)], ['200', '200']);
  const { key: fourth } = await manage(server, 'host', 'rotate', 'rotates-1');
  const verdicts = await Promise.all([first, second, third, fourth].map((key) => pingAs(server, key)));
  assert.deepEqual(verdicts, [WRONG, WRONG, WRONG, '200']);
});

test('a key that is refused on one door is refused on all of them [access.key.states]', async () => {
  const { key } = await add('doors-1');
  await manage(server, 'host', 'disable', 'doors-1');
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const calls: readonly (readonly [method: string, path: string, body?: string])[] = [
    ['POST', '/mcp', '{"jsonrpc":"2.0","id":1,"method":"ping"}'],
    ['POST', '/mcp', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]'],
    ['GET', '/mcp'],
    ['DELETE', '/mcp'],
    ['GET', '/api/tools'],
    ['POST', '/api/tools/memory_list', '{}'],
    ['POST', '/mcp/memories/search', '{"query":""}'],
    ['POST', '/mcp/memories/store', '{"content":"x"}'],
    ['GET', '/api/events'],
  ];
  for (const [method, path, body] of calls) {
    const accept = { accept: 'application/json, text/event-stream' };
    const call = { method, path, headers: { ...headers, ...accept }, ...(body === undefined ? {} : { body }) };
    const reply = await send(server.url, call);
    assert.ok(reply.status === 403 || (reply.status === 404 && path === '/api/events'), `${method} ${path}`);
    if (reply.status === 403) assert.match(reply.text, /API key disabled/, `${method} ${path}`);
  }
});

test('a key does nothing its scopes do not say, sees no tool it may not call, and never has admin [access.scope.key, access.scope.denied, access.scope.no-admin-key]', async () => {
  const { key } = await add('scopes-1', '--scope', 'memory');
  const reply = parseReply(await sendWithKey(server, key, { method: 'tools/list' }));
  const names = ((reply.result?.['tools'] ?? []) as { name: string }[]).map(({ name }) => name);
  assert.ok(names.length > 0 && names.every((name) => name.startsWith('memory_')), names.join(' '));
  for (const [tool, args, scope] of [
    ['resource_list', {}, 'resources'],
    ['list_sessions', {}, 'sessions:read'],
    ['create_session', { cwd: '/' }, 'sessions'],
    ['respond_permission', { request_id: 'x', decision: 'allow' }, 'approve'],
  ] as const) {
    const { result } = await callAs(server, key, tool, args);
    assert.equal(result?.['isError'], true, tool);
    assert.match(JSON.stringify(result), new RegExp(`insufficient_scope: ${tool} needs the scope ${scope}`));
  }
  for (const tool of ['host_list', 'host_add', 'host_rotate', 'space_add', 'user_add', 'store_export', 'owner_add']) {
    const { error } = await callAs(server, key, tool, { name: 'evil' });
    assert.match(error?.message ?? '', /^Unknown tool: /, tool);
  }
  const added = await manage<{ hosts: PrintedHost[] }>(server, 'host', 'list');
  assert.ok(!added.hosts.some(({ name }) => name === 'evil'));
});

test('what a key did is shown, and no key or hash is: neither on the command line, nor in logs or files [access.key.last-use, access.key.once]', async () => {
  const { key } = await add('shown-1');
  const { key: second } = await manage(server, 'host', 'rotate', 'shown-1', '--grace', '1h');
  for (let call = 0; call < 3; call++) assert.equal(await pingAs(server, key), '200');
  assert.match(await pingAs(server, key, { from: '127.0.0.9' }), /^403 /);
  const shown = await manage<PrintedHost & { refused_from: { address: string }[] }>(server, 'host', 'show', 'shown-1');
  assert.deepEqual([shown.calls, shown.refused, shown.last_address], [3, 1, '127.0.0.1']);
  assert.deepEqual(
    shown.refused_from.map(({ address }) => address),
    ['127.0.0.9'],
  );
  const output = [
    JSON.stringify(shown),
    JSON.stringify(await manage(server, 'host', 'list')),
    server.stderr(),
    ...filesBelow(server.home).map((file) => readFileSync(file, 'latin1')),
  ].join('\n');
  for (const secret of [key, second]) {
    assert.ok(!output.includes(secret), 'the key');
    assert.ok(!output.includes(secret.slice(12)), 'what follows its prefix');
  }
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
