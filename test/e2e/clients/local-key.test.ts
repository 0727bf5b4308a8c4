import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { cleanEnvironment, type Finished, runCodez, runProgram } from '../../support/codez-process.ts';
import { type HttpReply, send } from '../../support/http.ts';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Wired {
  readonly changes: readonly { readonly status: string }[];
  readonly key?: { readonly host: string; readonly variable?: string; readonly key?: string; readonly issued: boolean };
}

/** A machine whose server trusts nobody without a key. */
async function untrusting(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const server = await startServer({ env: { CODEZ_LOOPBACK: 'off', ...env } });
  t.after(() => server.stop());
  // A person's shell need not know how the server was started.
  const shell = cleanEnvironment(server.folder);
  const config = (...words: readonly string[]): Promise<Finished> => runCodez(['config', ...words], shell);
  const wire = async (...words: readonly string[]): Promise<Wired> => {
    const done = await config(...words, '--json');
    assert.equal(done.code, 0, done.stderr);
    return JSON.parse(done.stdout) as Wired;
  };
  return { server, config, wire, shell, file: join(server.folder, '.claude.json') };
}

function call(server: TestServer, key: string | undefined, name: string, args: object = {}): Promise<HttpReply> {
  const headers = { ...JSON_HEADERS, ...(key && { authorization: `Bearer ${key}` }) };
  return send(server.url, { method: 'POST', path: `/api/tools/${name}`, headers, body: JSON.stringify(args) });
}

async function hosts(server: TestServer): Promise<readonly string[]> {
  const listed = await callAsOwner<{ hosts: { name: string }[] }>(server, 'host_list');
  return listed.hosts.map(({ name }) => name);
}

function entryOf(file: string): { url: string; headers?: { Authorization: string } } {
  return JSON.parse(readFileSync(file, 'utf8')).mcpServers.codez;
}

test('with loopback trust off, config issues a key to the client and wires it by a variable [access.loopback.off-key]', async (t) => {
  const { server, config, file } = await untrusting(t);
  assert.equal((await call(server, undefined, 'get_health')).status, 401);
  const done = await config('claude');
  assert.equal(done.code, 0, done.stderr);
  const key = /^ {2}export CODEZ_LOCAL_KEY='(cz_[\w-]{43})'$/m.exec(done.stdout)?.[1] ?? '';
  assert.notEqual(key, '', done.stdout);
  assert.match(done.stdout, /CODEZ_LOOPBACK=off.*local-claude.*\n.*~\/\.profile/);
  assert.deepEqual(entryOf(file), {
    type: 'http',
    url: `${server.url}/mcp`,
    headers: { Authorization: `Bearer \${CODEZ_LOCAL_KEY}` },
  });
  assert.ok(!readFileSync(file, 'utf8').includes(key));

  assert.equal((await call(server, key, 'list_sessions')).status, 200);
  assert.equal((await call(server, key, 'memory_store', { id: 'noted', content: 'x' })).status, 200);
  const own = await runCodez(['call', 'memory_retrieve', 'noted'], server.env);
  assert.match(own.stdout, /"space": ?"local"/, 'it works in the owner’s space');
  for (const name of ['owner_list', 'host_add', 'trust_folder', 'store_export']) {
    assert.equal((await call(server, key, name)).status, 404, name);
  }
  assert.equal((await call(server, undefined, 'get_health')).status, 401, 'without it nobody is let in');
});

test('the key is bound to this machine [access.loopback.off-key]', async (t) => {
  const { server, wire } = await untrusting(t);
  const key = (await wire('codex')).key?.key ?? '';
  const curl = async (...words: readonly string[]): Promise<string> => {
    const all = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', `authorization: Bearer ${key}`, ...words];
    return (await runProgram('curl', all, { env: server.env })).stdout;
  };
  assert.equal(await curl(`${server.url}/api/tools`), '200');
  assert.equal(await curl(`http://[::1]:${server.port}/api/tools`), '200');
  assert.equal(
    await curl('--interface', '127.0.0.9', `${server.url}/api/tools`),
    '403',
    'another address is another machine',
  );
  assert.equal(await curl(`${server.url}/api/tools`), '200', 'which has bound nothing');
});

test('running it again issues no second key, and says how to have another [access.loopback.off-key]', async (t) => {
  const { server, config, wire, file } = await untrusting(t);
  const first = await wire('claude');
  const before = readFileSync(file, 'utf8');
  const again = await wire('claude');
  assert.deepEqual([first.key?.issued, again.key?.issued, again.key?.key], [true, false, undefined]);
  assert.ok(again.changes.every(({ status }) => status === 'unchanged'));
  assert.equal(readFileSync(file, 'utf8'), before);
  const said = (await config('claude')).stdout;
  assert.match(said, /local-claude \(cz_[\w-]{8}\.\.\.\) was issued before.*codez host rotate local-claude/);
  assert.ok(!said.includes('export'));
  assert.deepEqual(await hosts(server), ['local-claude']);
  assert.equal((await call(server, first.key?.key, 'get_health')).status, 200, 'the first one is good still');
  await wire('codex');
  await wire('claude', '--name', 'codez-two');
  assert.deepEqual(
    await hosts(server),
    ['local-claude', 'local-claude-codez-two', 'local-codex'],
    'each client its own',
  );
});

test('with --embed-key the key stands in the file alone, also when it runs again [access.loopback.off-key]', async (t) => {
  const { server, config, wire, file } = await untrusting(t);
  const done = await config('claude', '--embed-key');
  assert.equal(done.code, 0, done.stderr);
  const key = /^Bearer (cz_[\w-]{43})$/.exec(entryOf(file).headers?.Authorization ?? '')?.[1] ?? '';
  assert.ok(key !== '' && !done.stdout.includes(key), 'it is not shown as well');
  assert.equal(statSync(file).mode & 0o077, 0);
  const again = await wire('claude', '--embed-key');
  assert.ok(again.changes.every(({ status }) => status === 'unchanged'));
  assert.equal((await call(server, key, 'get_health')).status, 200);
  writeFileSync(file, '{}');
  const lost = await config('claude', '--embed-key');
  assert.equal(lost.code, 5, 'it is kept nowhere else');
  assert.match(lost.stderr, /codez host rotate local-claude/);
  assert.equal(readFileSync(file, 'utf8'), '{}');
  assert.deepEqual(await hosts(server), ['local-claude']);
});

test('--remove takes the key back with the entry, and leaves hosts of the person’s own [access.loopback.off-key]', async (t) => {
  const { server, config, wire } = await untrusting(t);
  const key = (await wire('claude')).key?.key ?? '';
  const removed = await config('claude', '--remove');
  assert.match(removed.stdout, /Removed the key local-claude/);
  assert.equal((await call(server, key, 'get_health')).status, 401);
  assert.deepEqual(await hosts(server), []);
  assert.ok(!(await config('claude', '--remove')).stdout.includes('Removed the key'));
  await callAsOwner(server, 'host_add', { name: 'local-codex' });
  const taken = await config('codex');
  assert.equal(taken.code, 5);
  assert.match(taken.stderr, /local-codex is a host of your own making/);
  assert.equal((await config('codex', '--remove')).code, 0);
  assert.deepEqual(await hosts(server), ['local-codex']);
});

test('an entry of another scope keeps its key [access.loopback.off-key]', async (t) => {
  const { server, config, wire, shell } = await untrusting(t);
  await wire('claude');
  const cwd = join(server.folder, 'project');
  mkdirSync(cwd);
  assert.equal((await runCodez(['config', 'claude', '--scope', 'project'], shell, { cwd })).code, 0);
  assert.deepEqual(await hosts(server), ['local-claude']);
  const removed = await runCodez(['config', 'claude', '--scope', 'project', '--remove'], shell, { cwd });
  assert.ok(!removed.stdout.includes('Removed the key'), removed.stdout);
  assert.deepEqual(await hosts(server), ['local-claude']);
  assert.match((await config('claude', '--remove')).stdout, /Removed the key/);
});

test('no key is issued for what needs none, or when nothing is to be written [access.loopback.off-key]', async (t) => {
  const { server, config, shell, file } = await untrusting(t);
  assert.equal((await config('claude', '--url', 'https://hub.example.com/mcp')).code, 0);
  assert.equal((await config('claude', '--url', 'http://127.0.0.1:1/mcp')).code, 0);
  assert.equal((await config('claude-desktop')).code, 0);
  const dry = await config('claude', '--dry-run');
  assert.match(dry.stdout, /local-claude, would be issued/);
  assert.match(dry.stdout, /\$\{CODEZ_LOCAL_KEY\}/);
  assert.match((await config('claude', '--print')).stdout, /\$\{CODEZ_LOCAL_KEY\}/);
  assert.equal((await config('claude', '--dry-run', '--embed-key')).code, 0);
  const own = await runCodez(['config', 'claude', '--key-env', 'MINE'], { ...shell, MINE: 'cz_mine' });
  assert.ok(own.code === 0 && !own.stdout.includes('local-claude'), own.stdout);
  assert.equal(entryOf(file).headers?.Authorization, `Bearer \${MINE}`);
  writeFileSync(file, '{ "mcpServers": [');
  assert.equal((await config('claude')).code, 2);
  assert.equal(readFileSync(file, 'utf8'), '{ "mcpServers": [');
  assert.deepEqual(await hosts(server), []);
});

test('an agent inside a session is given no key [access.loopback.off-key]', async (t) => {
  const { server, shell } = await untrusting(t);
  const slug = join(server.folder, '.claude', 'projects', '-p');
  mkdirSync(slug, { recursive: true });
  const id = '22222222-2222-4222-8222-222222222222';
  const said = { type: 'user', sessionId: id, cwd: '/', message: { role: 'user', content: 'x' }, uuid: id };
  writeFileSync(join(slug, `${id}.jsonl`), `${JSON.stringify({ ...said, timestamp: new Date().toISOString() })}\n`);
  const done = await runCodez(['config', 'claude'], { ...shell, CLAUDE_CODE_SESSION_ID: id });
  assert.equal(done.code, 4, done.stdout);
  assert.deepEqual(await hosts(server), []);
  assert.equal(existsSync(join(server.folder, '.claude.json')), false);
});

test('without a server the settings decide; with loopback trust nothing changes [access.loopback.off-key]', async () => {
  const folder = scratchFolder();
  const off = cleanEnvironment(folder, { CODEZ_LOOPBACK: 'off' });
  const done = await runCodez(['config', 'codex', '--key-env', 'MY_KEY'], off);
  assert.match(done.stdout, /export MY_KEY='cz_/);
  assert.match(readFileSync(join(folder, '.codex', 'config.toml'), 'utf8'), /bearer_token_env_var = "MY_KEY"/);
  assert.match((await runCodez(['host', 'list'], off)).stdout, /local-codex/);

  const other = scratchFolder();
  const on = cleanEnvironment(other);
  assert.equal((await runCodez(['config', 'claude', '--json'], on)).code, 0);
  assert.equal(entryOf(join(other, '.claude.json')).headers, undefined);
  assert.equal((await runCodez(['config', 'claude', '--remove'], on)).code, 0);
  assert.equal(existsSync(join(other, '.codez')), false, 'no data directory is made for it');
});

test('hooks go on working with loopback trust off, by their secret [access.loopback.off-key]', async (t) => {
  const { server, config } = await untrusting(t);
  assert.equal((await config('claude', '--hooks')).code, 0);
  const settings = JSON.parse(readFileSync(join(server.folder, '.claude', 'settings.json'), 'utf8'));
  const { url, headers } = settings.hooks.Stop[0].hooks[0] as { url: string; headers: Record<string, string> };
  const post = (more: Record<string, string>): Promise<HttpReply> =>
    send(server.url, {
      method: 'POST',
      path: new URL(url).pathname,
      headers: { ...JSON_HEADERS, ...more },
      body: JSON.stringify({ hook_event_name: 'Stop', session_id: '33333333-3333-4333-8333-333333333333' }),
    });
  assert.equal((await post(headers)).status, 200);
  assert.equal((await post({})).status, 401);
  assert.equal((await post({ 'X-Codez-Hook': 'x'.repeat(43) })).status, 401);
  assert.deepEqual(await hosts(server), []);
});
