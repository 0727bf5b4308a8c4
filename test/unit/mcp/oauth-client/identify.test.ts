import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../../src/core/errors.ts';
import { identify } from '../../../../src/mcp/oauth-client/identify.ts';
import type { Issuer } from '../../../../src/mcp/oauth-client/issuer.ts';
import { parseKeptLogins } from '../../../../src/mcp/oauth-client/kept-logins.ts';
import { toTokenAnswer } from '../../../../src/mcp/oauth-client/token-answer.ts';

const NAME = 'https://auth.example.test';

function issuer(userinfo?: string): Issuer {
  const metadata = { issuer: NAME, ...(userinfo === undefined ? {} : { userinfo_endpoint: userinfo }) };
  return { name: NAME, metadata: metadata as unknown as Issuer['metadata'], namesItself: false };
}

function jwt(claims: object): string {
  return ['{}', JSON.stringify(claims), 's'].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

function tokens(access: string, id?: object) {
  return { access_token: access, token_type: 'Bearer', ...(id === undefined ? {} : { id_token: jwt(id) }) };
}

const nobody = async (): Promise<Response> => new Response('{}', { status: 401 });
const says = (value: unknown) => async (): Promise<Response> => new Response(JSON.stringify(value));

test('a person is known by the ID token, userinfo or the access token [cli.login.owner]', async () => {
  const id = { iss: NAME, aud: 'client', sub: 'ada', email: 'ada@x.test' };
  const known = { sub: 'ada', email: 'ada@x.test' };
  assert.deepEqual(await identify(issuer(), 'client', tokens('opaque', id), nobody), known);
  assert.deepEqual(await identify(issuer(`${NAME}/me`), 'client', tokens('opaque'), says(known)), known);
  assert.deepEqual(await identify(issuer(`${NAME}/me`), 'client', tokens(jwt({ sub: 'ada' })), nobody), { sub: 'ada' });
  assert.deepEqual(await identify(issuer(), 'client', tokens('opaque'), nobody), {});
});

test('an ID token for another client or of another issuer says nothing [cli.login.owner]', async () => {
  const foreign = [
    { iss: NAME, aud: 'other', sub: 'eve' },
    { iss: 'https://evil.test', aud: 'client', sub: 'eve' },
    { aud: 'client', sub: 'eve' },
    { iss: NAME, sub: 'eve' },
  ];
  for (const id of foreign) assert.deepEqual(await identify(issuer(), 'client', tokens('opaque', id), nobody), {});
});

test('answers that name different people are refused [cli.login.owner]', async () => {
  const id = { iss: NAME, aud: ['client'], sub: 'ada' };
  const cases = [
    identify(issuer(`${NAME}/me`), 'client', tokens('opaque', id), says({ sub: 'eve' })),
    identify(issuer(), 'client', tokens(jwt({ sub: 'eve' }), id), nobody),
    identify(issuer(`${NAME}/me`), 'client', tokens(jwt({ sub: 'eve' })), says({ sub: 'ada' })),
  ];
  for (const each of cases) {
    await assert.rejects(each, (error) => error instanceof CodezError && error.code === 'forbidden');
  }
});

test('claims that are no short text are none [cli.login.owner]', async () => {
  for (const claims of [{ sub: 7 }, { sub: '' }, { sub: 'x'.repeat(321) }, [], null, 'text']) {
    assert.deepEqual(await identify(issuer(`${NAME}/me`), 'client', tokens('opaque'), says(claims)), {});
  }
});

test('tokens are kept when they are bearer tokens that fit a header [cli.login.secrets]', () => {
  const kept = toTokenAnswer(
    { access_token: 'a', token_type: 'bearer', expires_in: 60, refresh_token: 'r' },
    NAME,
    1000,
  );
  assert.deepEqual(kept, { access_token: 'a', obtained_at: 1000, refresh_token: 'r', expires_at: 61_000 });
  for (const [access_token, token_type] of [
    ['a', 'mac'],
    ['', 'Bearer'],
    ['a b', 'Bearer'],
    ['a\r\nx-evil: 1', 'Bearer'],
    ['x'.repeat(8193), 'Bearer'],
  ] as const) {
    assert.throws(() => toTokenAnswer({ access_token, token_type }, NAME, 0), CodezError);
  }
  const odd = toTokenAnswer({ access_token: 'a', token_type: 'Bearer', expires_in: -5, refresh_token: 'b c' }, NAME, 0);
  assert.deepEqual(odd, { access_token: 'a', obtained_at: 0 });
});

test('what is no document of logins is damage [cli.login.damaged]', () => {
  assert.ok(parseKeptLogins({ schema: 1, clients: {}, logins: {} }));
  const client = { client_id: 'c', redirect_uri: 'http://127.0.0.1:1/callback' };
  for (const value of [
    undefined,
    [],
    { schema: 2, clients: {}, logins: {} },
    { schema: 1, clients: {} },
    { schema: 1, clients: { x: {} }, logins: {} },
    { schema: 1, clients: {}, logins: { x: { url: 'u', access_token: 'a', client } } },
    { schema: 1, clients: {}, logins: { x: null } },
  ]) {
    assert.equal(parseKeptLogins(value), undefined, JSON.stringify(value));
  }
});
