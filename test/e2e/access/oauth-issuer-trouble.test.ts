import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { callTool, parseReply, rpc } from '../../support/mcp.ts';
import { type Authkit, startAuthkit } from '../../support/oauth/authkit.ts';
import { answerJson, type HostileAnswer, hostileAt, redirectTo } from '../../support/oauth/hostile-answers.ts';
import { listenOnLoopback } from '../../support/oauth/loopback-listener.ts';
import {
  accessRows,
  assertNothingLeaked,
  briefOf,
  pingWith,
  refusalReasons,
  serveWithIssuer,
} from '../../support/oauth/serve-with-issuer.ts';
import type { TestServer } from '../../support/server.ts';

async function serveAuthkit(t: TestContext): Promise<{ authkit: Authkit; server: TestServer }> {
  const authkit = await startAuthkit();
  t.after(() => authkit.close());
  const server = await serveWithIssuer(authkit.url, { owners: [authkit.subOf('ana')], acceptsUnbound: true });
  t.after(() => server.stop());
  return { authkit, server };
}

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

test('an issuer that answers what it should not lets nobody in, and the server goes on [access.oauth.closed.served, access.oauth.closed.answers, access.oauth.redirects, access.oauth.metadata.own]', async (t) => {
  const elsewhere = await listenOnLoopback();
  t.after(() => elsewhere.close());
  elsewhere.answerWith((_request, response) => answerJson({ sub: 'usr_evil', active: true })(response));
  const tokens: string[] = [];
  const cases: readonly (readonly [string, HostileAnswer | ReturnType<typeof redirectTo>, RegExp])[] = [
    [WELL_KNOWN, 'error500', /^the issuer answers 500 for its metadata$/],
    [WELL_KNOWN, 'large', /^the issuer answers with more than 64 KiB$/],
    [WELL_KNOWN, 'largeChunked', /^the issuer answers with more than 64 KiB$/],
    [WELL_KNOWN, 'html', /^the issuer has no metadata$/],
    [WELL_KNOWN, 'brokenJson', /^the issuer has no metadata$/],
    [WELL_KNOWN, 'reset', /^the issuer cannot be reached/],
    [WELL_KNOWN, redirectTo(elsewhere.url), /^an answer of the issuer leads to another host$/],
    [WELL_KNOWN, answerJson({ issuer: 'https://other.example.com' }), /^the metadata names another issuer$/],
    ['/oauth/userinfo', 'error500', /^the issuer answers 500 for userinfo$/],
    ['/oauth/userinfo', 'error429', /^the issuer answers 429 for userinfo$/],
    ['/oauth/userinfo', 'large', /^the issuer answers with more than 64 KiB$/],
    ['/oauth/userinfo', 'html', /^the answer for userinfo cannot be read$/],
    ['/oauth/userinfo', 'list', /^the answer for userinfo cannot be read$/],
    ['/oauth/userinfo', 'cutOff', /^the issuer cannot be reached/],
    [
      '/oauth/userinfo',
      redirectTo(`${elsewhere.url}/oauth/userinfo`, 307),
      /^an answer of the issuer leads to another host$/,
    ],
    ['/oauth/userinfo', answerJson({ sub: ['usr_1'] }), /^the answer for userinfo cannot be read$/],
  ];
  const { authkit, server } = await serveAuthkit(t);
  for (const [path, answer, reason] of cases) {
    const folder = path === WELL_KNOWN ? await serveAgain(t, authkit) : server;
    const token = authkit.mint('ana');
    tokens.push(token);
    authkit.intercept(hostileAt(path === WELL_KNOWN ? '/.well-known/' : path, answer));
    const reply = await pingWith(folder.url, token);
    assert.equal(briefOf(reply), '503 -32053', String(reason));
    assert.ok(Number(reply.headers['retry-after']) >= 1);
    assert.ok(!/64 KiB|metadata|userinfo|127\.0\.0\.1/.test(reply.text), reply.text);
    assert.match((await refusalReasons(folder)).at(-1) ?? '', reason);
    assert.equal((await rpc(folder.url, 'ping')).error, undefined);
    authkit.intercept(undefined);
    if (folder !== server) await folder.stop();
    else assert.equal(briefOf(await pingWith(server.url, token)), '200', String(reason));
  }
  assert.equal(elsewhere.requests.length, 0);
  await assertNothingLeaked(server, tokens);
});

/** Starts a server that has not yet read the issuer's metadata. */
async function serveAgain(t: TestContext, authkit: Authkit): Promise<TestServer> {
  const server = await serveWithIssuer(authkit.url, { owners: [] });
  t.after(() => server.stop());
  return server;
}

test('an issuer that is silent or drips is given up, and delays nobody else [access.oauth.closed.waits, access.oauth.closed.slow]', async (t) => {
  const { authkit, server } = await serveAuthkit(t);
  assert.equal(briefOf(await pingWith(server.url, authkit.mint('ana'))), '200');
  for (const answer of ['silent', 'drip'] as const) {
    authkit.intercept(hostileAt('/oauth/userinfo', answer));
    const waiting = pingWith(server.url, authkit.mint('ana'));
    // Who needs no issuer is answered while it is waited for.
    await callTool(server.url, 'memory_search', { query: '' });
    assert.equal(briefOf(await waiting), '503 -32053');
    assert.equal((await refusalReasons(server)).at(-1), 'the issuer did not answer in time');
  }
});

test('an issuer that is down: 503, one row and one reason each [access.oauth.closed.down]', async (t) => {
  const authkit = await startAuthkit();
  const sub = authkit.subOf('ana');
  const server = await serveWithIssuer(authkit.url, { owners: [sub], acceptsUnbound: true });
  t.after(() => server.stop());
  await authkit.close();
  const token = 'mat_0000000000000000000000000000000000000000';
  for (let at = 0; at < 3; at += 1) {
    const reply = await pingWith(server.url, `${token}${at}`);
    assert.equal(briefOf(reply), '503 -32053');
    assert.match(parseReply(reply).error?.message ?? '', /^The authorization server could not be asked/);
  }
  assert.match((await refusalReasons(server)).join('\n'), /^(the issuer cannot be reached \(ECONNREFUSED\)\n?){3}$/);
  const rows = (await accessRows(server)).filter(({ code }) => code === 'unavailable');
  assert.equal(rows.length, 3);
  // No wrong token, so nothing that counts against its address.
  assert.ok(rows.every(({ status }) => status !== 'ok'));
});
