import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { codeAs, manage, pingAs, resultAs, sendWithKey } from '../../support/host-caller.ts';
import { send } from '../../support/http.ts';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off'] });
});
after(async () => {
  await server.stop();
});

interface Found {
  readonly status: string;
}

test('a user comes by key with a space of their own, and may nothing beyond notes and resources [access.user.key, access.user.states]', async () => {
  const { key } = await manage(server, 'user', 'add', 'ada');
  const { memory } = await resultAs<{ memory: { space: string } }>(server, key, 'memory_store', { content: 'hers' });
  assert.equal(memory.space, 'ada');
  for (const [tool, args] of [
    ['list_sessions', {}],
    ['create_session', { cwd: server.folder }],
    ['get_state', {}],
    ['respond_permission', { session_id: 'x', request_id: 'y', decision: 'allow' }],
  ] as const) {
    assert.equal(await codeAs(server, key, tool, args), 'forbidden', tool);
  }
  assert.equal(await codeAs(server, key, 'user_list', {}), '-32602');
  assert.equal(await codeAs(server, key, 'memory_store', { content: 'x', space: 'local' }), 'not_found');
  await manage(server, 'user', 'disable', 'ada');
  assert.equal(await pingAs(server, key), '403 API key disabled');
  await manage(server, 'user', 'enable', 'ada');
  assert.equal(await pingAs(server, key), '200');
  await manage(server, 'user', 'remove', 'ada');
  assert.match(await pingAs(server, key), /^401 /);
});

test('without a setting a key may make 1,200 calls in 60 s, and each reply says how far it is [access.rate.principal.default, access.rate.headers]', async () => {
  const { key } = await manage(server, 'host', 'add', 'counted-1');
  const state = async (): Promise<unknown[]> => {
    const { headers } = await sendWithKey(server, key, { method: 'ping' });
    return [headers['ratelimit-limit'], headers['ratelimit-remaining'], headers['retry-after']];
  };
  assert.deepEqual(await state(), ['1200', '1199', undefined]);
  assert.deepEqual(await state(), ['1200', '1198', undefined]);
});

test('the notes of a removed host stay for who has its name next, unless they were to go [access.key.remove-notes]', async () => {
  const { key: first } = await manage(server, 'host', 'add', 'notes-1');
  await resultAs(server, first, 'memory_store', { id: 'kept', content: 'x' });
  await manage(server, 'host', 'remove', 'notes-1');
  assert.match(await pingAs(server, first), /^401 /);
  const { key: second } = await manage(server, 'host', 'add', 'notes-1');
  assert.equal((await resultAs<Found>(server, second, 'memory_retrieve', { id: 'kept' })).status, 'found');
  await manage(server, 'host', 'remove', 'notes-1', '--delete-notes');
  const { key: third } = await manage(server, 'host', 'add', 'notes-1');
  assert.equal((await resultAs<Found>(server, third, 'memory_retrieve', { id: 'kept' })).status, 'missing');
});

test('a space that is made anew is nobody’s, whoever had a right to one of its name [access.space.stale]', async () => {
  await manage(server, 'space', 'add', 'team');
  const { key } = await manage(server, 'host', 'add', 'stale-1', '--space', 'team');
  assert.equal(await codeAs(server, key, 'memory_store', { content: 'x', space: 'team' }), undefined);
  await manage(server, 'space', 'remove', 'team', '--force');
  assert.equal(await codeAs(server, key, 'memory_store', { content: 'x', space: 'team' }), 'not_found');
  await manage(server, 'space', 'add', 'team');
  assert.equal(await codeAs(server, key, 'memory_store', { content: 'x', space: 'team' }), 'not_found');
});

test('a key over the Unix socket is that host, comes from this machine, and has no admin there [access.bind-ip.socket, access.scope.no-admin-key]', async () => {
  const { key } = await manage(server, 'host', 'add', 'socket-1');
  const overSocket = async (path: string): Promise<number> => {
    const headers = { ...JSON_HEADERS, authorization: `Bearer ${key}` };
    const socketPath = join(server.home, 'server.sock');
    return (await send(server.url, { method: 'POST', path, socketPath, headers, body: '{"query":"x"}' })).status;
  };
  assert.equal(await overSocket('/mcp/memories/search'), 200);
  assert.deepEqual((await manage(server, 'host', 'show', 'socket-1')).bound, { ipv4: '127.0.0.1' });
  assert.equal(await pingAs(server, key, { from: '127.0.0.2' }), '403 API key not allowed from this IP');
  for (const name of ['host_list', 'access_log', 'store_export', 'login_link']) {
    assert.equal(await overSocket(`/api/tools/${name}`), 404, name);
  }
  await manage(server, 'host', 'bind', 'socket-1', '192.0.2.7');
  assert.equal(await overSocket('/mcp/memories/search'), 403);
});

test('an export holds no key and no hash; taken back elsewhere it lets nobody in [access.key.export]', async () => {
  const { key } = await manage(server, 'host', 'add', 'exported-1');
  const file = join(server.folder, 'export.json');
  await manage(server, 'store', 'export', file);
  const text = readFileSync(file, 'utf8');
  assert.match(text, /exported-1/);
  assert.doesNotMatch(text, /sha256|[0-9a-f]{64}/);
  assert.ok(!text.includes(key.slice(3, 11)), 'the prefix neither');
  const other = await startServer({ args: ['--rate-limit', 'off'] });
  const copy = join(other.folder, 'import.json');
  writeFileSync(copy, text);
  await manage(other, 'store', 'import', copy);
  assert.match(await pingAs(other, key), /^401 /);
  assert.equal((await manage(other, 'host', 'show', 'exported-1')).calls, 0);
  await other.stop();
});

test('files of the log are of a UTC day; those beyond 30 days go when the server starts, files of others stay [access.log.files.daily, access.log.files.kept, access.log.files.foreign]', async () => {
  const own = await startServer();
  await manage(own, 'host', 'list');
  await own.stop();
  const folder = join(own.home, 'access');
  const names = readdirSync(folder);
  assert.equal(names.length, 1);
  assert.match(names[0] ?? '', /^\d{4}-\d\d-\d\d\.jsonl$/);
  const { at } = JSON.parse(readFileSync(join(folder, names[0] ?? ''), 'utf8').split('\n')[0] ?? '') as { at: string };
  assert.equal(names[0], `${at.slice(0, 10)}.jsonl`);
  const row = `{"at":"2020-01-01T00:00:00.000Z","request_id":"r","principal":"anonymous","address":"","door":"mcp","method":"x","status":"ok","duration_ms":1,"bytes_in":1,"bytes_out":1}\n`;
  for (const name of ['2020-01-01.jsonl', '2020-01-01.1.jsonl', 'notes.txt', '2020.jsonl']) {
    writeFileSync(join(folder, name), row, { mode: 0o600 });
  }
  const next = await startServer({ folder: own.folder });
  await manage(next, 'host', 'list');
  await next.stop();
  assert.deepEqual(readdirSync(folder).sort(), ['2020.jsonl', ...names, 'notes.txt'].sort());
});
