import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { startAuthkit } from '../../support/oauth/authkit.ts';
import { type AuthorizationServerOptions, startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { createLoginMachine, startTokenServer } from '../../support/oauth/login-machine.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { createSelfSigned } from '../../support/self-signed.ts';
import { openTerminal } from '../../support/terminal.ts';

/** A machine with a server, and a person at its browser. */
async function createOwnServer(t: TestContext, options: AuthorizationServerOptions = {}, person = 'ada@example.test') {
  const issuer = await startAuthorizationServer(options);
  t.after(() => issuer.close());
  const server = await startTokenServer(t, issuer);
  const machine = createLoginMachine(person, {}, { folder: server.folder });
  return { issuer, server, machine };
}

async function owners(env: NodeJS.ProcessEnv): Promise<Record<string, unknown>[]> {
  const { stdout } = await runCodez(['owner', 'list', '--json'], env);
  return (JSON.parse(stdout) as { owners: Record<string, unknown>[] }).owners;
}

test('login records who signs in at this server as owner, and their token works from anywhere [cli.login.owner]', async (t) => {
  const { issuer, server, machine } = await createOwnServer(t);
  const before = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(before.code, 4, before.stderr);
  const done = await machine.codez('login', '--yes', '--json');
  assert.equal(done.code, 0, done.stderr);
  const { expires_at, ...result } = JSON.parse(done.stdout) as Record<string, unknown>;
  assert.deepEqual(result, {
    url: `${server.url}/mcp`,
    resource: `${server.url}/mcp`,
    issuer: issuer.url,
    sub: 'ada@example.test',
    email: 'ada@example.test',
    owner: true,
    accepts_unbound_tokens: false,
  });
  assert.ok(Date.parse(String(expires_at)) > Date.now());
  assert.match(done.stderr, /ada@example\.test, sub ada@example\.test, at http:\/\/127\.0\.0\.1/);
  const [owner, ...others] = await owners(machine.env);
  assert.deepEqual([owner?.['sub'], owner?.['email'], others], ['ada@example.test', 'ada@example.test', []]);
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 0, call.stderr);
});

test('its address on this machine is this server too; that of another server records nobody [cli.login.owner]', async (t) => {
  const { issuer, server, machine } = await createOwnServer(t);
  const other = await startTokenServer(t, issuer);
  const elsewhere = await machine.codez('login', other.url, '--yes', '--json');
  assert.equal((JSON.parse(elsewhere.stdout) as Record<string, unknown>)['owner'], false, elsewhere.stderr);
  assert.deepEqual(await owners(machine.env), []);
  assert.deepEqual(await owners(other.env), []);
  const own = await machine.codez('login', server.url.replace('127.0.0.1', 'localhost'), '--yes', '--json');
  assert.equal((JSON.parse(own.stdout) as Record<string, unknown>)['owner'], true, own.stderr);
  assert.equal((await owners(machine.env)).length, 1);
});

test('tokens are kept for this user alone, and never printed [cli.login.secrets]', async (t) => {
  const { server, machine } = await createOwnServer(t);
  const done = await machine.codez('login', '--yes', '--verbose');
  assert.equal(done.code, 0, done.stderr);
  assert.equal(statSync(join(server.home, 'tokens.json')).mode & 0o777, 0o600);
  const [login] = Object.values(machine.kept().logins);
  assert.ok(login?.refresh_token);
  for (const secret of [login.access_token, login.refresh_token]) {
    for (const shown of [done.stdout, done.stderr, server.stderr(), server.stdout()])
      assert.ok(!shown.includes(secret));
  }
  assert.doesNotMatch(done.stderr, /code_verifier|code=/);
});

test('without a terminal and without --yes nobody is asked, and nothing is opened [cli.login.owner.asks]', async (t) => {
  const { machine } = await createOwnServer(t);
  const done = await machine.codez('login');
  assert.equal(done.code, 2);
  assert.match(done.stderr, /nobody to ask[\s\S]*--yes/);
  assert.deepEqual(machine.browser.runs(), []);
  assert.deepEqual(await owners(machine.env), []);
});

test('on a terminal it shows who it is and asks; no records nobody and keeps no token [cli.login.owner.asks]', async (t) => {
  const { issuer, server, machine } = await createOwnServer(t);
  const terminal = openTerminal(['login'], machine.env, server.folder);
  await terminal.see(/ada@example\.test, sub ada@example\.test/);
  await terminal.see(/Record as owner\? \[y\/N\]/);
  terminal.type('n\r');
  assert.equal(await terminal.ended, 5);
  assert.match(terminal.text(), /Nobody was recorded/);
  assert.deepEqual(await owners(machine.env), []);
  assert.deepEqual(machine.kept().logins, {});
  assert.ok(issuer.count('/token/revocation') > 0);
  const second = openTerminal(['login'], machine.env, server.folder);
  await second.see(/Record as owner\?/);
  second.type('y\r');
  assert.equal(await second.ended, 0);
  assert.equal((await owners(machine.env)).length, 1);
});

test('what the issuer says of a person cannot drive the terminal [cli.login.owner.asks]', async (t) => {
  const kit = await startAuthkit();
  t.after(() => kit.close());
  const server = await startTokenServer(t, kit);
  const machine = createLoginMachine('ada\u001b[2J\u202e@example.test', {}, { folder: server.folder });
  const done = await machine.codez('login', '--yes');
  assert.equal(done.code, 0, done.stderr);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.doesNotMatch(done.stderr + done.stdout, /[\u001b\u202e]/);
});

test('without a server the person is recorded on the files, by AUTHKIT_URL [cli.login.offline]', async (t) => {
  const issuer = await startAuthorizationServer();
  t.after(() => issuer.close());
  const machine = createLoginMachine('ada', {
    AUTHKIT_URL: issuer.url,
    CODEZ_MCP_URL: 'https://code.example.test/mcp',
  });
  const done = await machine.codez('login', '--yes');
  assert.equal(done.code, 0, done.stderr);
  assert.deepEqual(Object.keys(machine.kept().logins), ['https://code.example.test']);
  assert.equal((await owners(machine.env)).length, 1);
  // Its public address is this server: nobody on the network is asked who it is.
  const named = await machine.codez('login', 'https://code.example.test', '--yes', '--json');
  assert.equal((JSON.parse(named.stdout) as Record<string, unknown>)['owner'], true, named.stderr);
});

test('without an authorization server nobody can sign in, which is said [cli.login.offline]', async (t) => {
  const bare = createLoginMachine('ada');
  const nowhere = await bare.codez('login', '--yes');
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /No authorization server is set[\s\S]*AUTHKIT_URL/);
  const server = await startTokenServer(t, { url: '' }, { env: { AUTHKIT_URL: '', CODEZ_LOOPBACK: 'on' } });
  const machine = createLoginMachine('ada', { AUTHKIT_URL: 'http://127.0.0.1:9' }, { folder: server.folder });
  const untold = await machine.codez('login', '--yes');
  assert.equal(untold.code, 5, untold.stderr);
  assert.match(untold.stderr, /takes no tokens[\s\S]*codez restart/);
});

test('tokens that prove no audience are explained, and taken only after a yes [cli.login.unbound]', async (t) => {
  const kit = await startAuthkit();
  t.after(() => kit.close());
  const server = await startTokenServer(t, kit);
  const machine = createLoginMachine('ada@example.test', {}, { folder: server.folder });
  const done = await machine.codez('login', '--yes');
  assert.equal(done.code, 0, done.stderr);
  assert.match(
    done.stderr,
    /do not say for whom[\s\S]*such tokens are refused: run `codez login --accept-unbound-tokens`/,
  );
  const refused = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(refused.code, 4, refused.stderr);
  const accepted = await machine.codez('login', '--yes', '--accept-unbound-tokens', '--json');
  assert.equal(accepted.code, 0, accepted.stderr);
  assert.equal((JSON.parse(accepted.stdout) as Record<string, unknown>)['accepts_unbound_tokens'], true);
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 0, call.stderr);
  const other = openTerminal(['login'], machine.env, server.folder);
  await other.see(/Record as owner\?/);
  other.type('y\r');
  await other.see(/Accept such tokens of yours\?/);
  other.type('y\r');
  assert.equal(await other.ended, 0);
});

test('an opaque token with an audience is bound, by introspection [cli.login.unbound]', async (t) => {
  const { server, machine } = await createOwnServer(t, { accessTokens: 'opaque' });
  const done = await machine.codez('login', '--yes', '--json');
  assert.equal(done.code, 0, done.stderr);
  assert.equal((JSON.parse(done.stdout) as Record<string, unknown>)['accepts_unbound_tokens'], false);
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 0, call.stderr);
});

test('a server with a certificate of its own is asked over its socket, and its tokens are for https [cli.login.owner]', async (t) => {
  const issuer = await startAuthorizationServer();
  t.after(() => issuer.close());
  const folder = scratchFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = createSelfSigned();
  writeFileSync(cert, made.cert);
  writeFileSync(key, made.key);
  const server = await startTokenServer(t, issuer, { folder, args: ['--tls-cert', cert, '--tls-key', key] });
  assert.match(server.url, /^https:/);
  const machine = createLoginMachine('ada', { NODE_EXTRA_CA_CERTS: cert }, { folder });
  const done = await machine.codez('login', '--yes', '--json');
  assert.equal(done.code, 0, done.stderr);
  assert.equal((JSON.parse(done.stdout) as Record<string, unknown>)['resource'], `${server.url}/mcp`);
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 0, call.stderr);
});
