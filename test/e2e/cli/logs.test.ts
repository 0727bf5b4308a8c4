import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { callAsOwner } from '../../support/access-rows.ts';
import { type Finished, runCodez } from '../../support/codez-process.ts';
import { send } from '../../support/http.ts';
import { callTool, postMcp } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { watchFor } from '../../support/watch-for.ts';

let server: TestServer;
let key: string;
const logs = (...args: string[]): Promise<Finished> => runCodez(['logs', ...args], server.env);
const rowsOf = async (...args: string[]): Promise<AccessRow[]> => {
  const { code, stdout, stderr } = await logs('--json', ...args);
  assert.equal(code, 0, stderr);
  return (JSON.parse(stdout) as { rows: AccessRow[] }).rows;
};

before(async () => {
  server = await startServer();
  ({ key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1' }));
  await callTool(server.url, 'memory_store', { id: 'a', content: 'the-words-of-a-note' });
  const headers = { authorization: `Bearer ${key}`, 'user-agent': 'codex/1.0' };
  await send(server.url, { method: 'POST', path: '/api/tools/memory_search', headers, body: '{"query":"x"}' });
  await send(server.url, { path: '/api/tools', headers: { authorization: 'Bearer cz_wrong' } });
  const evil = 'evil\u001b[2J\u001b]0;x\u0007\u202e\u200b';
  await postMcp(server.url, { jsonrpc: '2.0', id: 1, method: evil });
});
after(async () => {
  await server.stop();
});

test('logs shows calls as a table, the newest last, without styles and cuts in a pipe [cli.logs.table, cli.logs.narrow]', async () => {
  const { stdout, code } = await logs();
  assert.equal(code, 0);
  const [heading, ...lines] = stdout.trimEnd().split('\n');
  assert.match(
    heading ?? '',
    /^TIME {2,}STATUS {2,}PRINCIPAL {2,}DOOR {2,}CALL {2,}WHY {2,}TOOK {2,}SIZE {2,}ADDRESS$/,
  );
  assert.equal(lines.length, 5);
  const time = String.raw`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}`;
  const expected = [
    String.raw`ok {6}owner:local {2}cli {3}host_add .* [\d.]+ m?s +\S+ B$`,
    String.raw`ok {6}owner:local {2}mcp {3}memory_store .* B {2}127\.0\.0\.1$`,
    String.raw`ok {6}host:web-1 {3}rest {2}memory_search .* B {2}127\.0\.0\.1$`,
    String.raw`denied {2}anonymous {4}rest {2}GET /api/tools +the key is none that there is .* 127\.0\.0\.1$`,
    String.raw`error {3}owner:local {2}mcp {3}evil.* invalid .* 127\.0\.0\.1$`,
  ];
  for (const [at, pattern] of expected.entries()) assert.match(lines[at] ?? '', new RegExp(time + pattern));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  assert.doesNotMatch(stdout, /[\u001b\r]/);
});

test('what a client calls a method cannot drive a terminal or hide, in the table and as JSON [cli.logs.safe]', async () => {
  for (const args of [[], ['--json']]) {
    const { stdout } = await logs(...args, '--q', 'evil');
    assert.match(stdout, /evil\\u001b\[2J\\u001b\]0;x\\u0007\\u202e\\u200b/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u200b]/);
  }
});

test('logs filters by host, principal, tool, status, door, text, time and number [cli.logs.filters, cli.logs.json]', async () => {
  const callsOf = async (...args: string[]) =>
    (await rowsOf(...args)).map(({ tool, method }) => tool ?? method.slice(0, 14));
  assert.deepEqual(await callsOf('--host', 'web-1'), ['memory_search']);
  assert.deepEqual(await callsOf('--principal', 'web-1'), ['memory_search']);
  assert.deepEqual(await callsOf('--principal', 'anonymous'), ['GET /api/tools']);
  assert.deepEqual(await callsOf('--tool', 'memory.store'), ['memory_store']);
  assert.deepEqual(await callsOf('--status', 'denied'), ['GET /api/tools']);
  assert.deepEqual(await callsOf('--door', 'rest'), ['memory_search', 'GET /api/tools']);
  assert.deepEqual(await callsOf('--q', 'CODEX'), ['memory_search']);
  assert.deepEqual(await callsOf('--since', '1h', '--limit', '2', '--door', 'rest'), [
    'memory_search',
    'GET /api/tools',
  ]);
  assert.deepEqual(await callsOf('--since', 'today', '--limit', '1', '--door', 'rest'), ['GET /api/tools']);
  assert.deepEqual(await callsOf('--since', '2099-01-01'), []);
  assert.deepEqual(await callsOf('--q', 'the-words-of-a-note'), []);
  assert.deepEqual(await callsOf('--q', key), []);
});

test('reading the log and what commands say besides their call is shown with --all only', async () => {
  await logs();
  const calls = (rows: readonly AccessRow[]): Set<string> => new Set(rows.map(({ tool, method }) => tool ?? method));
  const shown = calls(await rowsOf());
  for (const call of ['access_log', 'initialize']) assert.ok(!shown.has(call), call);
  const all = calls(await rowsOf('--all'));
  for (const call of ['access_log', 'initialize']) assert.ok(all.has(call), call);
});

test('where there is more, or nothing, logs says so on stderr', async () => {
  const some = await logs('--limit', '1', '--door', 'rest');
  assert.match(some.stderr, /There may be more: --limit 4/);
  const none = await logs('--tool', 'no_such_tool');
  assert.deepEqual(
    [none.code, none.stdout, none.stderr],
    [0, '', 'No call is like that. `codez logs` shows the last ones.\n'],
  );
  const fresh = await runCodez(['logs'], { ...server.env, CODEZ_HOME: join(server.folder, 'fresh') });
  assert.deepEqual([fresh.code, fresh.stdout, fresh.stderr], [0, '', 'Nothing has been called yet.\n']);
});

test('--link prints a login link to the page, --via its forwarded port [cli.logs.link]', async () => {
  const { stdout, code, stderr } = await logs('--link');
  assert.equal(code, 0);
  const link = new URL(stdout.trim());
  assert.equal(link.origin, server.url);
  assert.match(`${link.pathname}${link.hash}`, /^\/admin\/mcp-logs\.html#code=[\w-]{43}$/);
  assert.equal(stderr, 'Open it in a browser within 60 seconds; it is good once.\n');
  const via = await logs('--link', '--via', '8080', '--json');
  const { url, expires_at: expiresAt } = JSON.parse(via.stdout) as { url: string; expires_at: string };
  assert.equal(new URL(url).origin, 'http://127.0.0.1:8080');
  assert.ok(Date.parse(expiresAt) > Date.now());
  assert.notEqual(new URL(url).hash, link.hash);
});

test('--open opens the browser with a link that stands in no arguments; without one it is printed and why [cli.logs.open]', async () => {
  const browser = join(server.folder, 'browser');
  const seen = join(server.folder, 'opened');
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > "${seen}.part" && mv "${seen}.part" "${seen}"\n`);
  chmodSync(browser, 0o755);
  const opened = await runCodez(['logs', '--open'], { ...server.env, BROWSER: browser });
  assert.deepEqual([opened.code, opened.stdout, opened.stderr], [0, '', 'The log page is opened in the browser.\n']);
  const file = join(server.home, 'open.html');
  assert.equal(await watchFor(seen), pathToFileURL(file).href);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, 'utf8'), /url=http:\/\/127\.0\.0\.1:\d+\/admin\/mcp-logs\.html#code=[\w-]{43}">/);
  const printed = await runCodez(['logs', '--open'], { ...server.env, CI: 'true' });
  assert.match(printed.stdout, /^http:\/\/127\.0\.0\.1:\d+\/admin\/mcp-logs\.html#code=/);
  assert.match(printed.stderr, /it is good once \(this is a CI job\)/);
});

for (const [what, args, message] of [
  ['an unknown status', ['--status', 'bad'], /--status/],
  ['an unknown door', ['--door', 'window'], /--door/],
  ['a limit of 0', ['--limit', '0'], /--limit is "0"/],
  ['a limit beyond what is kept in mind', ['--limit', '10001'], /--limit is "10001"/],
  ['a time that is none', ['--since', 'soon'], /--since is "soon", which is no time/],
  ['an age without its unit', ['--since', '15'], /--since/],
  ['a host and a principal', ['--host', 'a', '--principal', 'b'], /--host is a --principal/],
  ['--via alone', ['--via', '8080'], /--via goes with --link/],
  ['a port that is none', ['--link', '--via', '70000'], /--via is "70000"/],
  ['an empty text', ['--q', ''], /q/],
  ['an argument', ['web-1'], /argument/],
] as const) {
  test(`${what} is refused with exit 2 [cli.logs.wrong-use]`, async () => {
    const { code, stdout, stderr } = await logs(...args);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, message);
  });
}

test('--follow and --link need a server, and say how to start one [cli.logs.wrong-use]', async () => {
  const env = { ...server.env, CODEZ_HOME: join(server.folder, 'none') };
  for (const args of [['--follow'], ['--link'], ['--open']]) {
    const { code, stderr } = await runCodez(['logs', ...args], env);
    assert.equal(code, 6, args.join(' '));
    assert.match(stderr, /No server is running .*\n.*codez serve/);
  }
});
