import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { callAsOwner } from '../../support/access-rows.ts';
import { cleanEnvironment, runCodez, spawnCodez } from '../../support/codez-process.ts';
import { send } from '../../support/http.ts';
import { callTool, postMcp } from '../../support/mcp.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Page {
  readonly rows: readonly AccessRow[];
  readonly next?: string;
  readonly head: string;
}

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

/** Returns the rows in the files of a data directory, oldest first. */
function rowsIn(home: string): AccessRow[] {
  const folder = join(home, 'access');
  const text = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AccessRow);
}

/** Resolves when the files hold a row like this. */
async function onDisk(home: string, is: (row: AccessRow) => boolean): Promise<void> {
  const folder = join(home, 'access');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const watcher = watch(folder);
  try {
    while (!rowsIn(home).some(is)) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

test('access_log pages through the log and goes on with what comes [access.log.operation, access.log.list, access.log.follow]', async () => {
  for (let number = 1; number <= 5; number++)
    await callTool(server.url, 'memory_store', { id: `n${number}`, content: 'x' });
  const query = { tool: 'memory.store', limit: 2 };
  const seen: string[] = [];
  let page = await callAsOwner<Page>(server, 'access_log', query);
  const { head } = page;
  for (;;) {
    seen.push(...page.rows.map(({ request_id }) => request_id));
    if (page.next === undefined) break;
    page = await callAsOwner<Page>(server, 'access_log', { ...query, cursor: page.next });
  }
  assert.equal(new Set(seen).size, 5);
  const waited = callAsOwner<Page>(server, 'access_log', { tool: 'memory_store', after: head, timeout_ms: 30_000 });
  await callTool(server.url, 'memory_list', { resource_id: 'x' });
  await callTool(server.url, 'memory_store', { id: 'n6', content: 'x' });
  const next = await waited;
  assert.deepEqual(
    next.rows.map(({ tool }) => tool),
    ['memory_store'],
  );
  const nothing = await callAsOwner<Page>(server, 'access_log', {
    tool: 'memory_store',
    after: next.head,
    timeout_ms: 1,
  });
  assert.deepEqual(nothing.rows, []);
});

test('over TCP, by a host key and for the owner alike, there is no access_log [access.log.operation]', async () => {
  const { key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1' });
  for (const headers of [{}, { authorization: `Bearer ${key}` }] as Record<string, string>[]) {
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'access_log', arguments: {} } };
    const reply = await postMcp(server.url, body, { 'content-type': 'application/json', ...headers });
    assert.match(reply.text, /Unknown tool: access_log/);
    const rest = await send(server.url, { method: 'POST', path: '/api/tools/access_log', headers, body: '{}' });
    assert.equal(rest.status, 404, rest.text);
    assert.doesNotMatch(rest.text, /request_id/);
  }
});

for (const [what, args, message] of [
  ['cursor and after', { cursor: '2026-01-31.0.0.a', after: '2026-01-31.0.0.a' }, /cursor goes back and after goes on/],
  ['a cursor that is none', { cursor: 'x' }, /no cursor of the access log/],
  ['a head that is none', { after: '../..' }, /no head of the access log/],
  ['no rows', { limit: 0 }, /limit/],
  ['too many rows', { limit: 1001 }, /limit/],
  ['a longer wait', { after: '2026-01-31.0.0.a', timeout_ms: 30_001 }, /timeout_ms/],
  ['a status', { status: 'bad' }, /status/],
  ['a door', { door: 'window' }, /door/],
  ['a time', { since: '5 minutes' }, /since/],
  ['a day that is none', { since: '2026-02-30' }, /since/],
  ['an empty text', { q: '' }, /q/],
  ['a long text', { q: 'x'.repeat(201) }, /q/],
] as const) {
  test(`access_log refuses ${what} [access.log.operation]`, async () => {
    await assert.rejects(callAsOwner(server, 'access_log', args), message);
  });
}

test('a waiting access_log ends with the server, and holds nothing up', async () => {
  const own = await startServer();
  const { head } = await callAsOwner<Page>(own, 'access_log');
  const waited = callAsOwner<Page>(own, 'access_log', { after: head, timeout_ms: 30_000 });
  await callTool(own.url, 'server_status').catch(() => {});
  const answered = await callAsOwner<Page>(own, 'access_log', { after: head, timeout_ms: 30_000 });
  assert.equal(answered.rows[0]?.tool, 'server_status');
  await waited;
  const late = callAsOwner<Page>(own, 'access_log', { after: answered.head, timeout_ms: 30_000 }).catch(
    () => undefined,
  );
  await callAsOwner<Page>(own, 'access_log');
  assert.equal(await own.stop(), 0);
  assert.deepEqual((await late)?.rows ?? [], []);
});

test('a row is on disk without another call, and kill -9 does not take it; what it tears costs no other [access.log.files.second, access.log.files.torn]', async () => {
  const own = await startServer();
  await callTool(own.url, 'memory_store', { id: 'a', content: 'x' });
  await onDisk(own.home, ({ tool }) => tool === 'memory_store');
  await own.stop('SIGKILL');
  const [name = ''] = readdirSync(join(own.home, 'access'));
  writeFileSync(join(own.home, 'access', name), '{"at":"2026-', { flag: 'a' });
  const next = await startServer({ folder: own.folder });
  await callTool(next.url, 'memory_list', { resource_id: 'x' });
  const { rows } = await callAsOwner<Page>(next, 'access_log');
  assert.deepEqual(
    rows.map(({ tool }) => tool),
    ['memory_list', 'memory_store'],
  );
  assert.equal(await next.stop(), 0);
  const lines = readFileSync(join(own.home, 'access', name), 'utf8').split('\n');
  assert.equal(lines.filter((line) => line.startsWith('{"at":"2026-') && !line.endsWith('}')).length, 1);
});

test('stopping writes what is left; folder and file are for the owner only [access.log.files.second, access.log.files.private]', async () => {
  const own = await startServer();
  for (let number = 0; number < 20; number++) await callTool(own.url, 'memory_list', { resource_id: 'x' });
  assert.equal(await own.stop(), 0);
  assert.equal(rowsIn(own.home).filter(({ tool }) => tool === 'memory_list').length, 20);
  assert.equal(statSync(join(own.home, 'access')).mode & 0o777, 0o700);
  for (const name of readdirSync(join(own.home, 'access'))) {
    assert.equal(statSync(join(own.home, 'access', name)).mode & 0o777, 0o600);
  }
});

test('while the log cannot be written calls are served, health says so, and rows come when it can [access.log.failing.health, access.log.failing.calls]', async () => {
  const folder = scratchFolder();
  const home = join(folder, '.codez');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'access'), 'in the way');
  const own = await startServer({ folder });
  const part = async (): Promise<{ ok: boolean; details: Record<string, unknown> } | undefined> => {
    const { subsystems } = (await callTool(own.url, 'get_health_details')) as {
      subsystems: { name: string; ok: boolean; details: Record<string, unknown> }[];
    };
    return subsystems.find(({ name }) => name === 'access_log');
  };
  await callTool(own.url, 'memory_store', { id: 'a', content: 'x' });
  let seen = await part();
  while (seen?.ok === true) seen = await part();
  assert.match(String(seen?.details['problem']), /access/);
  const { ok } = await callTool(own.url, 'get_health');
  assert.equal(ok, false);
  assert.match(own.stderr(), /error the access log cannot be written/);
  await callTool(own.url, 'memory_store', { id: 'b', content: 'x' });
  rmSync(join(home, 'access'));
  while (!existsSync(join(home, 'access'))) await callTool(own.url, 'get_health');
  await onDisk(home, ({ tool }) => tool === 'get_health');
  assert.equal(rowsIn(home).filter(({ tool }) => tool === 'memory_store').length, 2);
  while ((await part())?.ok !== true);
  assert.match(own.stderr(), /warn the access log is written again lost_rows=0/);
  await own.stop();
});

test('calls of the command line without a server are rows: of the door cli, without an address, whatever becomes of them [access.log.in-process]', async () => {
  const env = cleanEnvironment(scratchFolder());
  const home = String(env['CODEZ_HOME']);
  await runCodez(['call', 'memory_store', 'content=the-words-of-a-note'], env);
  await runCodez(['call', 'memory_append', 'id=no-such-note', 'resource_id=x'], env);
  await runCodez(['call', 'get_session', 'session_id=11111111-2222-4333-8444-555555555555'], env);
  const rows = rowsIn(home);
  assert.deepEqual(
    rows.map(({ tool, status, code, session_id }) => [tool, status, code, session_id]),
    [
      ['memory_store', 'ok', undefined, undefined],
      ['memory_append', 'error', 'invalid', undefined],
      ['get_session', 'error', 'not_found', '11111111-2222-4333-8444-555555555555'],
    ],
  );
  for (const { principal, door, address, method, space } of rows) {
    assert.deepEqual([principal, door, address, method, space], ['owner:local', 'cli', '', 'tools/call', 'local']);
  }
  assert.doesNotMatch(JSON.stringify(rows), /the-words-of-a-note|no-such-note/);
  const { stdout } = await runCodez(['logs', '--json', '--status', 'error'], env);
  assert.deepEqual(
    (JSON.parse(stdout) as Page).rows.map(({ tool }) => tool),
    ['memory_append', 'get_session'],
  );
});

test('calls of a client of codez mcp --stdio without a server are rows of the door mcp [access.log.in-process]', async () => {
  const env = cleanEnvironment(scratchFolder());
  const child = spawnCodez(['mcp', '--stdio'], env);
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'memory_list', arguments: { resource_id: 'x' } },
  };
  child.stdin?.write(`${JSON.stringify(call)}\n`);
  await once(child.stdout ?? child, 'data');
  child.stdin?.end();
  await once(child, 'close');
  const [row] = rowsIn(String(env['CODEZ_HOME']));
  assert.deepEqual([row?.door, row?.tool, row?.principal, row?.address], ['mcp', 'memory_list', 'owner:local', '']);
});
