import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, type TestContext, test } from 'node:test';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { createLoginMachine, type LoginMachine } from '../../support/oauth/login-machine.ts';
import { type LoopbackListener, listenOnLoopback } from '../../support/oauth/loopback-listener.ts';

const PRM = '/.well-known/oauth-protected-resource';
const METADATA = '/.well-known/oauth-authorization-server';

let issuer: AuthorizationServer;
let usual: Record<string, unknown>;
before(async () => {
  issuer = await startAuthorizationServer();
  usual = (await (await fetch(issuer.url + METADATA)).json()) as Record<string, unknown>;
});
after(() => issuer.close());

type Answer = (path: string, response: ServerResponse, own: LoopbackListener) => void;

async function listen(t: TestContext, answer: Answer): Promise<LoopbackListener> {
  const own = await listenOnLoopback();
  t.after(() => own.close());
  own.answerWith((request, response) => answer((request.url ?? '').split('?')[0] ?? '', response, own));
  return own;
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** A server that says of itself what it likes. */
async function createServer(t: TestContext, documentOf: (own: LoopbackListener) => unknown): Promise<LoopbackListener> {
  return await listen(t, (path, response, own) => {
    if (path.startsWith(PRM)) json(response, documentOf(own));
    else response.writeHead(404).end();
  });
}

/** An issuer with hostile metadata, behind an honest server. */
async function createIssuer(t: TestContext, change: (own: LoopbackListener) => unknown): Promise<LoopbackListener> {
  const hostile = await listen(t, (path, response, own) => {
    if (path === METADATA) json(response, change(own));
    else response.writeHead(404).end();
  });
  return await createServer(t, (own) => ({ resource: `${own.url}/mcp`, authorization_servers: [hostile.url] }));
}

/** Metadata of `own`, with all its addresses there, then changed. */
function metadataOf(own: LoopbackListener, changes: Record<string, unknown>): Record<string, unknown> {
  return { ...(JSON.parse(JSON.stringify(usual).replaceAll(issuer.url, own.url)) as object), ...changes };
}

async function assertRefused(server: LoopbackListener, code: number, said: RegExp): Promise<LoginMachine> {
  const machine = createLoginMachine('ada');
  const done = await machine.codez('login', server.url);
  assert.equal(done.code, code, done.stderr);
  assert.match(done.stderr, said);
  assert.deepEqual(machine.browser.runs(), []);
  return machine;
}

test('a server that says it is another one is refused: its token would be taken there [cli.login.resource]', async (t) => {
  const foreign = ['https://bank.test', 'https://bank.test/mcp', 'http://127.0.0.1:1/mcp'];
  for (const resource of foreign) {
    const server = await createServer(t, () => ({ resource, authorization_servers: [issuer.url] }));
    await assertRefused(server, 4, /could be taken from you here/);
  }
  for (const path of ['/other', '/mcp/further', '/mcp?x=1', '/mc', '/mcp#x']) {
    const server = await createServer(t, (own) => ({ resource: own.url + path, authorization_servers: [issuer.url] }));
    await assertRefused(server, 4, /could be taken from you here/);
  }
});

test('its origin alone is taken as well as its /mcp [cli.login.resource]', async (t) => {
  const server = await createServer(t, (own) => ({ resource: own.url, authorization_servers: [issuer.url] }));
  const machine = createLoginMachine('ada');
  const done = await machine.codez('login', server.url);
  assert.equal(done.code, 0, done.stderr);
  assert.equal(machine.kept().logins[server.url]?.resource, server.url);
});

test('a challenge that points to another host is refused [cli.login.resource]', async (t) => {
  const server = await listen(t, (_path, response) => {
    const challenge = `Bearer resource_metadata="${issuer.url}${PRM}"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  });
  await assertRefused(server, 4, /points to another host/);
});

test('a server that names no authorization server, or none at all, is refused [cli.login.discovery]', async (t) => {
  const silent = await listen(t, (_path, response) => void response.writeHead(404).end());
  await assertRefused(silent, 3, /does not say which authorization server/);
  const empty = await createServer(t, (own) => ({ resource: own.url, authorization_servers: [] }));
  await assertRefused(empty, 3, /names no authorization server/);
  const html = await listen(t, (_path, response) => void response.writeHead(200).end('<html>'));
  await assertRefused(html, 3, /does not say which/);
  const script = await createServer(t, (own) => ({
    resource: own.url,
    authorization_servers: ['javascript:alert(1)'],
  }));
  await assertRefused(script, 3, /does not say which/);
  const file = await createServer(t, (own) => ({ resource: own.url, authorization_servers: ['file:///etc/passwd'] }));
  await assertRefused(file, 4, /no address of an authorization server/);
  const plain = await createServer(t, (own) => ({ resource: own.url, authorization_servers: ['http://issuer.test'] }));
  await assertRefused(plain, 4, /is not encrypted/);
});

test('metadata of another issuer, or with an address on another host, is refused [cli.login.metadata]', async (t) => {
  const changes: ((own: LoopbackListener) => Record<string, unknown>)[] = [
    () => ({ issuer: 'https://evil.test' }),
    (own) => ({ issuer: `${own.url}/tenant` }),
    ...[
      'authorization_endpoint',
      'token_endpoint',
      'registration_endpoint',
      'userinfo_endpoint',
      'revocation_endpoint',
    ].map((name) => () => ({ [name]: `${issuer.url}/x` })),
  ];
  for (const change of changes) {
    const server = await createIssuer(t, (own) => metadataOf(own, change(own)));
    await assertRefused(server, 4, /is that of|is on another host/);
  }
});

test('only http and https addresses are opened [cli.login.open]', async (t) => {
  for (const address of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'vbscript:x',
    '/relative',
    '',
  ]) {
    const server = await createIssuer(t, (own) => metadataOf(own, { authorization_endpoint: address }));
    const machine = createLoginMachine('ada');
    const done = await machine.codez('login', server.url);
    assert.ok(done.code === 4 || done.code === 6, done.stderr);
    assert.deepEqual(machine.browser.runs(), [], address);
  }
});

test('an issuer without S256, code or registration is told apart [cli.login.metadata]', async (t) => {
  const lacking: [Record<string, unknown>, RegExp][] = [
    [{ code_challenge_methods_supported: ['plain'] }, /cannot be asked|did not register/],
    [{ response_types_supported: ['token'] }, /cannot be asked|did not register/],
    [{ registration_endpoint: undefined }, /does not let programs register/],
  ];
  for (const [change, said] of lacking) {
    const server = await createIssuer(t, (own) => metadataOf(own, change));
    await assertRefused(server, 6, said);
  }
});

test('servers that are slow, broken, huge or elsewhere end the login in words [cli.login.bounds]', async (t) => {
  const huge = await createIssuer(t, (own) => metadataOf(own, { x: 'y'.repeat(70_000) }));
  await assertRefused(huge, 6, /more than 64 KiB/);
  const broken = await createIssuer(t, () => 'text');
  await assertRefused(broken, 6, /no usable authorization-server metadata/);
  const elsewhere = await listen(t, (_path, response) => void response.writeHead(302, { location: issuer.url }).end());
  await assertRefused(elsewhere, 3, /does not say which/);
  const silent = await listen(t, () => {});
  await assertRefused(silent, 6, /did not answer within 5 s/);
  const gone = await listenOnLoopback();
  await gone.close();
  await assertRefused(gone, 6, /cannot be reached \(ECONNREFUSED\)/);
});

test('what is no address of a server is wrong use [cli.login.url]', async () => {
  const machine = createLoginMachine('ada');
  for (const url of ['hello', 'ftp://x.test', 'javascript:alert(1)', 'https://user:secret@x.test']) {
    const done = await machine.codez('login', url);
    assert.equal(done.code, 2, done.stderr);
  }
});
