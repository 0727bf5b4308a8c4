import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createTokenVerifier } from '../../../../src/access/oauth/create-token-verifier.ts';
import { introspectionQuestion } from '../../../../src/access/oauth/introspection.ts';
import {
  answerJson,
  HOSTILE_ANSWERS,
  type HostileAnswer,
  hostileAt,
  redirectTo,
} from '../../../support/oauth/hostile-answers.ts';
import { createSelfSigned } from '../../../support/self-signed.ts';
import { ORIGIN, reasonOf, type ScriptedIssuer, startScriptedIssuer } from './verifier-with.ts';

const withIntrospection = async (): Promise<ScriptedIssuer> => {
  const issuer = await startScriptedIssuer();
  issuer.metadata['introspection_endpoint'] = `${issuer.url}/introspect`;
  return issuer;
};
const withUserinfo = async (): Promise<ScriptedIssuer> => {
  const issuer = await startScriptedIssuer();
  issuer.metadata = { issuer: issuer.url, userinfo_endpoint: `${issuer.url}/oauth/userinfo` };
  return issuer;
};

test('asks introspection where the metadata names it, and believes its audience [access.oauth.introspection.ask]', async () => {
  const issuer = await withIntrospection();
  issuer.tokens.set('bound', { active: true, sub: 'usr_1', aud: [`${ORIGIN}/mcp`], scope: 'mcp:tools' });
  issuer.tokens.set('unbound', { active: true, sub: 'usr_1', username: 'ana' });
  assert.equal(await issuer.outcome('bound'), 'good');
  assert.equal(await issuer.outcome('unbound'), 'unbound');
  const [asked] = issuer.requests.filter(({ path }) => path === '/introspect');
  assert.deepEqual(
    [asked?.method, asked?.contentType, asked?.authorization],
    ['POST', 'application/x-www-form-urlencoded', undefined],
  );
});

test('refuses what introspection does not vouch for [access.oauth.introspection.refused]', async () => {
  const issuer = await withIntrospection();
  const now = Date.now() / 1000;
  const good = { active: true, sub: 'usr_1', aud: ORIGIN };
  const table: readonly [Record<string, unknown>, string][] = [
    [{ active: false, sub: 'usr_1' }, 'wrong: the issuer says that the token is not active'],
    [{ ...good, aud: 'https://other.example.com' }, 'wrong: the token is meant for another server'],
    [{ ...good, iss: 'https://other.example.com' }, 'wrong: the token is of another issuer'],
    [{ active: true }, 'wrong: the token names nobody'],
    [{ ...good, sub: 7 }, 'wrong: the token names nobody'],
    [{ ...good, aud: 7 }, 'wrong: the audience of the token cannot be read'],
    [{ ...good, exp: now - 1 }, 'expired: the token has expired'],
    [{ ...good, exp: 'soon' }, 'wrong: a time of the token cannot be read'],
    [{ ...good, nbf: now + 60 }, 'wrong: the token is not yet good'],
    [{ ...good, token_type: 'DPoP' }, 'wrong: the token is no access token'],
    [{ ...good, token_type: 'refresh_token' }, 'wrong: the token is no access token'],
    [{ ...good, typ: 'Refresh' }, 'wrong: the token is no access token'],
    [{ ...good, cnf: { jkt: 'x' } }, 'wrong: the token is good only together with a key'],
    [{ ...good, scope: {} }, 'wrong: the scopes of the token cannot be read'],
  ];
  for (const [at, [answer, expected]] of table.entries()) {
    issuer.tokens.set(`token-${at}`, answer);
    assert.equal(await issuer.outcome(`token-${at}`), expected, JSON.stringify(answer));
  }
});

test('lets nobody in on an answer about a token that cannot be relied on [access.oauth.closed.answers]', async () => {
  const names = (Object.keys(HOSTILE_ANSWERS) as HostileAnswer[]).filter((name) => !/silent|drip/.test(name));
  for (const name of names) {
    for (const open of [withIntrospection, withUserinfo]) {
      const issuer = await open();
      issuer.intercept(hostileAt(open === withIntrospection ? '/introspect' : '/oauth/userinfo', name));
      assert.match(await reasonOf(issuer.outcome('mat_token')), /^503 (the|an) /, `${name} ${open.name}`);
    }
  }
  for (const active of ['true', 1, null, {}, undefined]) {
    const issuer = await withIntrospection();
    issuer.intercept(hostileAt('/introspect', answerJson({ active, sub: 'usr_1', aud: ORIGIN })));
    assert.equal(await reasonOf(issuer.outcome('mat_token')), '503 the answer to introspection cannot be read');
  }
  for (const [answer, status] of [
    [{ sub: 7 }, 200],
    [{}, 200],
    [{ sub: '' }, 200],
    [{ sub: 'usr_1\n' }, 200],
    [{ sub: 'usr_1', email: {} }, 200],
    [{ sub: 'usr_1' }, 201],
    [{ sub: 'usr_1' }, 403],
    [{ sub: 'usr_1' }, 400],
    [{ error: 'invalid_token' }, 404],
  ] as const) {
    const issuer = await withUserinfo();
    issuer.intercept(hostileAt('/oauth/userinfo', answerJson(answer, status)));
    assert.match(await reasonOf(issuer.outcome('mat_token')), /^503 the /, JSON.stringify(answer));
  }
});

test('gives up an issuer that is slow or drips [access.oauth.closed.slow]', async () => {
  for (const name of ['silent', 'drip'] as const) {
    for (const path of ['/.well-known/', '/introspect', '/jwks']) {
      const issuer = await startScriptedIssuer({ timeoutMs: 150 });
      issuer.metadata['introspection_endpoint'] = `${issuer.url}/introspect`;
      issuer.intercept(hostileAt(path, name));
      const token = path === '/jwks' ? await issuer.jwt() : 'mat_token';
      assert.equal(await reasonOf(issuer.outcome(token)), '503 the issuer did not answer in time', `${name} ${path}`);
    }
  }
});

test('lets nobody in when the issuer is down [access.oauth.closed.down]', async () => {
  const issuer = await withIntrospection();
  issuer.tokens.set('known', { active: true, sub: 'usr_1', aud: ORIGIN });
  assert.equal(await issuer.outcome('known'), 'good');
  await issuer.close();
  assert.match(await reasonOf(issuer.outcome('another')), /^503 the issuer cannot be reached \(ECONNREFUSED\)/);
  assert.equal(await issuer.outcome('known'), 'good');
  issuer.ahead.steady += 60_001;
  assert.match(await reasonOf(issuer.outcome('known')), /^503 the issuer cannot be reached/);
});

test('asks no issuer whose certificate is not trusted [access.oauth.closed.tls]', async (t) => {
  let asked = 0;
  const server = createServer(createSelfSigned(), (_request, response) => {
    asked += 1;
    response.end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
  const verifier = createTokenVerifier({ issuer, clock: Date.now, now: () => performance.now() });
  const use = { origin: ORIGIN, isOursAlone: true, lane: undefined };
  await assert.rejects(async () => verifier.verify('mat_token', use), {
    code: 'unavailable',
    cause: 'the issuer cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT)',
  });
  assert.equal(asked, 0);
});

test('sends a token on to no other host [access.oauth.redirects]', async () => {
  const elsewhere = await startScriptedIssuer();
  for (const status of [301, 302, 303, 307, 308]) {
    for (const open of [withIntrospection, withUserinfo]) {
      const issuer = await open();
      const path = open === withIntrospection ? '/introspect' : '/oauth/userinfo';
      issuer.intercept(hostileAt(path, redirectTo(`${elsewhere.url}${path}`, status)));
      assert.match(
        await reasonOf(issuer.outcome('mat_token')),
        /^503 (an answer of the issuer leads|the issuer redirects)/,
      );
    }
  }
  assert.equal(elsewhere.requests.length, 0);
});

test('asks userinfo as MCPAuthKit has it: no audience, scope or end [access.oauth.userinfo.ask]', async () => {
  for (const named of [true, false]) {
    const issuer = await withUserinfo();
    if (!named) delete issuer.metadata['userinfo_endpoint'];
    issuer.tokens.set('mat_1', { sub: 'usr_1', email: 'ana@example.com', name: 'Ana', aud: ORIGIN, exp: 1 });
    const facts = await issuer.verifier.verify('mat_1', { origin: ORIGIN, isOursAlone: true, lane: undefined });
    assert.deepEqual(facts, { issuer: issuer.url, sub: 'usr_1', scopes: undefined, isBound: false });
    const [asked] = issuer.requests.filter(({ path }) => path === '/oauth/userinfo');
    assert.deepEqual([asked?.method, asked?.authorization], ['GET', 'Bearer mat_1']);
  }
});

test('refuses tokens that userinfo does not know [access.oauth.userinfo.refused]', async () => {
  const issuer = await withUserinfo();
  assert.equal(await issuer.outcome('mat_unknown'), 'wrong: the issuer does not know the token');
  for (const [status, error] of [
    [400, 'invalid_request'],
    [401, 'anything'],
    [403, 'insufficient_scope'],
  ] as const) {
    issuer.intercept(hostileAt('/oauth/userinfo', answerJson({ error, sub: 'usr_1' }, status)));
    assert.equal(await issuer.outcome(`mat_${status}`), 'wrong: the issuer does not know the token');
  }
});

test('sends a JWT to introspection when the issuer publishes no keys, and none without its name', async () => {
  const issuer = await withIntrospection();
  delete issuer.metadata['jwks_uri'];
  const token = await issuer.jwt();
  issuer.tokens.set(token, { active: true, sub: 'usr_1', aud: ORIGIN });
  assert.equal(await issuer.outcome(token), 'good');
  assert.equal(
    await issuer.outcome(await issuer.jwt({ jti: 'unknown' })),
    'wrong: the issuer says that the token is not active',
  );
});

test('proves itself at introspection as the issuer wants it [access.oauth.introspection.client]', async () => {
  const ask = (auth: 'basic' | 'post', secret?: string): unknown => {
    const { headers, form } = introspectionQuestion('t', 'https://a.example', auth, { id: 'my id', secret });
    return [headers?.['authorization'], form?.get('client_id'), form?.get('client_secret')];
  };
  const basic = `Basic ${Buffer.from('my+id:s%26c').toString('base64')}`;
  assert.deepEqual(ask('basic', 's&c'), [basic, null, null]);
  assert.deepEqual(ask('post', 's&c'), [undefined, 'my id', 's&c']);
  assert.deepEqual(ask('basic'), [undefined, 'my id', null]);
  const issuer = await withIntrospection();
  for (const status of [401, 403]) {
    issuer.intercept(hostileAt('/introspect', answerJson({ error: 'invalid_client' }, status)));
    assert.match(await reasonOf(issuer.outcome(`mat_${status}`)), /^503 .*set AUTHKIT_CLIENT_ID/);
  }
});

test('an issuer that signs its tokens and tells nothing of others makes those wrong, not itself down [access.oauth.signed-only]', async () => {
  const signs = await startScriptedIssuer();
  signs.intercept(hostileAt('/oauth/userinfo', answerJson({ error: 'not_found' }, 404)));
  const wrong = 'wrong: the issuer signs its tokens, and tells nothing of others';
  for (let at = 0; at < 3; at += 1) assert.equal(await signs.outcome('made-up'), wrong);
  assert.equal(signs.count('/oauth/userinfo'), 1);
  assert.equal(await signs.outcome(await signs.jwt()), 'good');

  // Where it does name the place, or has no other way to tell, nothing there means that it is broken.
  const named = await startScriptedIssuer();
  named.metadata['userinfo_endpoint'] = `${named.url}/oauth/userinfo`;
  const plain = await startScriptedIssuer();
  plain.metadata = { issuer: plain.url };
  for (const issuer of [named, plain]) {
    issuer.intercept(hostileAt('/oauth/userinfo', answerJson({ error: 'not_found' }, 404)));
    assert.match(await reasonOf(issuer.outcome('token')), /^503 the issuer answers 404 for userinfo$/);
  }
});
