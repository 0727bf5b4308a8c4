import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { codeAs, manage, type PrintedHost, pingAs } from '../../support/host-caller.ts';
import { send } from '../../support/http.ts';
import { callTool } from '../../support/mcp.ts';
import { signedIn } from '../../support/pages/login.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Page {
  readonly rows: readonly AccessRow[];
  readonly next?: string;
  readonly head: string;
}

const WRONG = `cz_${'A'.repeat(43)}`;

let server: TestServer;
let bearer: string;
before(async () => {
  server = await startServer();
  const { key } = await manage<PrintedHost>(server, 'host', 'add', 'web-1');
  const { key: other } = await manage<PrintedHost>(server, 'host', 'add', 'web-2');
  for (let call = 0; call < 5; call++) await codeAs(server, key, 'memory_store', { content: `note ${call}` });
  await codeAs(server, other, 'memory_search', { query: 'note' });
  await codeAs(server, other, 'resource_read', { uri: 'memory://no-such-note' });
  await codeAs(server, other, 'list_sessions', {});
  await pingAs(server, WRONG, { headers: { 'user-agent': 'Knocking/1.0' } });
  await callTool(server.url, 'memory_list', { resource_id: 'none' });
  bearer = await signedIn(server);
});
after(async () => {
  await server.stop();
});

async function query(text: string): Promise<Page> {
  const headers = { authorization: `Bearer ${bearer}` };
  const reply = await send(server.url, { path: `/admin/mcp/logs?${text}`, headers });
  assert.equal(reply.status, 200, reply.text);
  return (JSON.parse(reply.text) as { data: Page }).data;
}

const shown = ({ rows }: Page): string[] =>
  rows.map((row) => `${row.principal} ${row.tool ?? row.method} ${row.status}`);

test('each filter of the log finds its rows, and no others [access.log.query, access.log.list.filters]', async () => {
  assert.deepEqual(new Set(shown(await query('principal=host:web-1'))), new Set(['host:web-1 memory_store ok']));
  assert.equal((await query('principal=web-1')).rows.length, 5);
  assert.deepEqual(shown(await query('tool=memory_search')), ['host:web-2 memory_search ok']);
  assert.deepEqual(shown(await query('tool=memory.search')), ['host:web-2 memory_search ok']);
  assert.deepEqual(shown(await query('status=denied')), [
    'anonymous POST /mcp denied',
    'host:web-2 list_sessions denied',
  ]);
  assert.deepEqual(shown(await query('status=error')), ['host:web-2 resource_read error']);
  assert.deepEqual(shown(await query('q=knocking')), ['anonymous POST /mcp denied']);
  assert.deepEqual(shown(await query('q=web-2&status=denied&since=1h')), ['host:web-2 list_sessions denied']);
  assert.equal((await query('principal=host:web-3')).rows.length, 0);
  assert.equal((await query('q=%22%3Cscript%3E')).rows.length, 0);
  assert.equal((await query('since=2999-01-01')).rows.length, 0);
});

test('pages of the log follow one another without loss or repeat [access.log.query]', async () => {
  const all = (await query('limit=200&cursor=&principal=&tool=&status=&q=&since=1d')).rows;
  const found: AccessRow[] = [];
  let cursor = '';
  do {
    const page = await query(`limit=3&cursor=${cursor}`);
    assert.ok(page.rows.length <= 3);
    found.push(...page.rows);
    cursor = page.next ?? '';
  } while (cursor !== '');
  const ids = (rows: readonly AccessRow[]): string[] => rows.map(({ at, request_id }) => `${at} ${request_id}`);
  // The rows of signing in came before the first page; reading adds none.
  assert.deepEqual(ids(found), ids(all));
  const times = found.map(({ at }) => at);
  assert.deepEqual(times, [...times].sort().reverse());
});

test('what comes later is told behind the head [access.log.query]', async () => {
  const { head } = await query('limit=1');
  assert.deepEqual((await query(`after=${head}`)).rows, []);
  await callTool(server.url, 'memory_list', { resource_id: 'later' });
  assert.deepEqual(shown(await query(`after=${head}&timeout_ms=10000`)), ['owner:local memory_list ok']);
});
