import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { type Authkit, startAuthkit } from '../../support/oauth/authkit.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer } from '../../support/server.ts';
import { openTerminal } from '../../support/terminal.ts';

const RESOURCE = 'https://code.example.test/mcp';

interface Setting {
  readonly kit: Authkit;
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  register(...args: readonly string[]): Promise<Finished>;
  saved(): Record<string, unknown> | undefined;
}

async function createSetting(t: TestContext, variables: Readonly<Record<string, string>> = {}): Promise<Setting> {
  const kit = await startAuthkit();
  t.after(() => kit.close());
  const folder = scratchFolder();
  const key = { AUTHKIT_URL: kit.url, AUTHKIT_ADMIN_KEY: kit.adminKey };
  const env = cleanEnvironment(folder, { ...key, CODEZ_MCP_URL: 'https://code.example.test', ...variables });
  const file = join(folder, '.codez', 'authkit.json');
  return {
    kit,
    env,
    folder,
    register: (...args) => runCodez(['register-authkit', ...args], env),
    saved: () => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : undefined),
  };
}

test('it registers codez-mcp for the public origin and /mcp, shows the secret once, saves the id [cli.register-authkit, seed1.register, seed1.register.id]', async (t) => {
  const { kit, folder, register, saved } = await createSetting(t);
  const done = await register();
  assert.equal(done.code, 0, done.stderr);
  const [server] = kit.servers;
  assert.deepEqual(
    [server?.name, server?.resource_url, server?.scopes],
    ['codez-mcp', RESOURCE, JSON.stringify(['mcp:tools'])],
  );
  assert.match(done.stdout, new RegExp(`server_id: ${server?.id}\\napi_key \\(shown once, not saved\\): sak_`));
  const file = join(folder, '.codez', 'authkit.json');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const { saved_at: at, ...rest } = saved() ?? {};
  assert.deepEqual(rest, {
    schema: 1,
    issuer: kit.url,
    server_id: server?.id,
    resource_url: RESOURCE,
    name: 'codez-mcp',
  });
  assert.ok(Date.parse(String(at)) > 0);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /sak_/);
});

test('run again it uses what is registered, in either form of the address [cli.register-authkit.reuse]', async (t) => {
  const { kit, register } = await createSetting(t);
  await register();
  const [server] = kit.servers;
  for (const args of [[], ['--resource-url', 'https://code.example.test'], ['--resource-url', `${RESOURCE}/`]]) {
    const again = await register('--json', ...args);
    assert.equal(again.code, 0, again.stderr);
    const { status, server_id: id, api_key: key } = JSON.parse(again.stdout) as Record<string, unknown>;
    assert.deepEqual([status, id, key], ['reused', server?.id, null]);
  }
  assert.equal(kit.servers.length, 1);
  const other = await register('--resource-url', 'https://code.example.test/other', '--json');
  assert.equal((JSON.parse(other.stdout) as Record<string, unknown>)['status'], 'registered');
});

test('of several registrations it keeps the one it saved and names the others [cli.register-authkit.reuse]', async (t) => {
  const { kit, register, saved } = await createSetting(t);
  await register();
  const { adminKey, url } = kit;
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'by hand', resource_url: RESOURCE });
  await fetch(`${url}/api/servers`, { method: 'POST', headers, body });
  kit.servers.reverse();
  const again = await register('--json');
  assert.equal((JSON.parse(again.stdout) as Record<string, unknown>)['server_id'], saved()?.['server_id']);
  assert.match(again.stderr, /registered more than once; not used: srv_/);
});

test('a registration whose answer was lost is found again, not repeated [cli.register-authkit.lost]', async (t) => {
  const { kit, register, saved } = await createSetting(t);
  kit.intercept((request, response) => {
    if (request.method !== 'POST') return false;
    // It is registered, and the connection breaks before the answer has come.
    response.end = () => response.destroy();
    return false;
  });
  const done = await register();
  assert.equal(done.code, 0, done.stderr);
  assert.equal(kit.servers.length, 1);
  assert.equal(saved()?.['server_id'], kit.servers[0]?.id);
});

test('--dry-run looks and registers nothing [cli.register-authkit.dry-run]', async (t) => {
  const { kit, register, saved } = await createSetting(t);
  const done = await register('--dry-run', '--json');
  assert.equal(done.code, 0, done.stderr);
  assert.equal((JSON.parse(done.stdout) as Record<string, unknown>)['status'], 'would_register');
  assert.deepEqual(kit.servers, []);
  assert.equal(saved(), undefined);
  assert.ok(kit.requests.every(({ method }) => method === 'GET'));
});

test('the admin key is asked for without showing it, and is no argument [cli.register-authkit.key]', async (t) => {
  const { kit, env, folder, register } = await createSetting(t);
  const { AUTHKIT_ADMIN_KEY: key = '', ...without } = env;
  const nobody = await runCodez(['register-authkit'], without);
  assert.equal(nobody.code, 4);
  assert.match(nobody.stderr, /AUTHKIT_ADMIN_KEY/);
  const argument = await register('--admin-key', 'x');
  assert.equal(argument.code, 2);
  const terminal = openTerminal(['register-authkit'], without, folder);
  await terminal.see(/Admin key of the MCPAuthKit \(not shown\): /);
  terminal.type(`x\u007f${key}\r`);
  assert.equal(await terminal.ended, 0);
  assert.ok(!terminal.text().includes(key));
  assert.equal(kit.servers.length, 1);
  const given = openTerminal(['register-authkit'], without, folder);
  await given.see(/not shown/);
  given.type('\u0003');
  assert.equal(await given.ended, 4);
});

test('a server that says it is another resource is not registered [cli.register-authkit.document]', async (t) => {
  const { kit, env, folder, register } = await createSetting(t);
  const server = await startServer({
    folder,
    env: { AUTHKIT_URL: kit.url, CODEZ_MCP_URL: 'https://code.example.test' },
  });
  t.after(() => server.stop());
  const wrong = await register('--resource-url', 'https://other.example.test/mcp');
  assert.equal(wrong.code, 5, wrong.stderr);
  assert.match(wrong.stderr, /says it is https:\/\/code\.example\.test.*CODEZ_MCP_URL/s);
  assert.deepEqual(kit.servers, []);
  const right = await register('--json');
  assert.equal(right.code, 0, right.stderr);
  assert.equal((JSON.parse(right.stdout) as Record<string, unknown>)['document'], 'matches');
  const elsewhere = await startAuthkit();
  t.after(() => elsewhere.close());
  const other = { ...env, AUTHKIT_URL: elsewhere.url, AUTHKIT_ADMIN_KEY: elsewhere.adminKey };
  const warned = await runCodez(['register-authkit'], other);
  assert.equal(warned.code, 0, warned.stderr);
  assert.match(warned.stderr, /takes other tokens: it takes tokens of/);
});

test('a wrong key, a refused registration and servers that are no MCPAuthKit are told in words [cli.register-authkit.errors]', async (t) => {
  const { kit, env, register, saved } = await createSetting(t);
  const wrong = await runCodez(['register-authkit'], { ...env, AUTHKIT_ADMIN_KEY: 'not-it' });
  assert.equal(wrong.code, 4);
  assert.match(wrong.stderr, /does not take this admin key/);
  assert.doesNotMatch(wrong.stderr, /not-it/);
  const answers: [number, Record<string, string>, string, number, RegExp][] = [
    [
      400,
      {},
      '{"error":"invalid_request","message":"no name"}',
      2,
      /refuses the registration \(invalid_request: no name\)/,
    ],
    [200, { 'content-type': 'text/html' }, '<!doctype html>', 6, /answers with a web page/],
    [404, {}, '{"error":"not_found"}', 6, /does not answer as MCPAuthKit: it answers 404/],
    [302, { location: 'https://evil.test/api/servers' }, '', 6, /redirects to https:\/\/evil\.test/],
    [500, {}, '{"error":"oops"}', 6, /answered 500 \(oops\)/],
    [200, {}, '{}', 6, /its list of servers is none/],
    [200, {}, `{"servers":["${'x'.repeat(70_000)}"]}`, 6, /more than 64 KiB/],
    [200, {}, 'null', 6, /without JSON/],
  ];
  for (const [status, headers, body, code, said] of answers) {
    kit.intercept((_request, response) => {
      response.writeHead(status, headers).end(body);
      return true;
    });
    const done = await register();
    assert.equal(done.code, code, done.stderr);
    assert.match(done.stderr, said);
    assert.ok(!done.stderr.includes(kit.adminKey));
  }
  kit.intercept(() => true);
  const silent = await register();
  assert.equal(silent.code, 6);
  assert.match(silent.stderr, /did not answer within 5 s/);
  await kit.close();
  const down = await register();
  assert.equal(down.code, 6);
  assert.match(down.stderr, /ECONNREFUSED/);
  assert.equal(saved(), undefined);
});

test('wrong use is refused before anybody is asked [cli.register-authkit.errors]', async (t) => {
  const { kit, env, register } = await createSetting(t, { CODEZ_MCP_URL: '' });
  const wrong: [string[], RegExp][] = [
    [[], /address under which others reach this server is not set/],
    [['--resource-url', 'ftp://x.test'], /--resource-url must be/],
    [['--resource-url', 'https://u:p@x.test/mcp'], /--resource-url must be/],
    [['--resource-url', RESOURCE, '--scope', ' , '], /must not be empty/],
    [['--resource-url', RESOURCE, '--authkit-url', 'http://auth.example.test'], /unencrypted/],
  ];
  for (const [args, said] of wrong) {
    const done = await register(...args);
    assert.equal(done.code, 2, done.stderr);
    assert.match(done.stderr, said);
  }
  const { AUTHKIT_URL: _url, ...without } = env;
  assert.equal((await runCodez(['register-authkit', '--resource-url', RESOURCE], without)).code, 2);
  assert.deepEqual(kit.requests, []);
});
