import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { type RawReply, rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

/** Only a host finds its own name in what it stores. */
const WHO = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'memory_store', arguments: { id: 'who', content: 'who am I' } },
});

let server: TestServer;
let key = '';
let other = '';
before(async () => {
  server = await startServer({ env: { CODEZ_RATE_LIMIT: 'off', CODEZ_RATE_LIMIT_PRINCIPAL: 'off' } });
  ({ key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1' }));
  ({ key: other } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-2' }));
});
after(async () => {
  await server.stop();
});

/** Sends these lines, with the keys in the places of KEY, OTHER and HASH; from this machine directly, so that trust would let it in. */
function call(lines: readonly string[], target = '/mcp'): Promise<RawReply> {
  const own = [`Host: 127.0.0.1:${server.port}`, 'Content-Type: application/json', ...lines];
  const hash = createHash('sha256').update(key).digest('hex');
  const fill = (line: string): string =>
    line
      .replaceAll('KEY', key)
      .replaceAll('OTHER', other)
      .replaceAll('HASH', hash)
      .replaceAll('NAME', key.slice(3, 11));
  return sendRaw(server.port, Buffer.from(rawRequest(`POST ${fill(target)} HTTP/1.1`, own.map(fill), WHO), 'latin1'));
}

async function assertHost(lines: readonly string[]): Promise<void> {
  const reply = await call(lines);
  assert.equal(reply.status, 200, reply.body);
  assert.match(reply.body, /"host":"web-1"/);
}

for (const [what, lines] of [
  ['the bearer scheme', ['Authorization: Bearer KEY']],
  ['the scheme in small letters', ['authorization: bearer KEY']],
  ['the scheme in any letters', ['AUTHORIZATION: BeArEr KEY']],
  ['more than one blank', ['Authorization: Bearer    KEY']],
  ['a tab', ['Authorization: Bearer\tKEY']],
  ['blanks around', ['Authorization:   Bearer KEY  \t']],
  ['the header X-API-Key', ['X-API-Key: KEY']],
  ['both headers with the same key', ['Authorization: Bearer KEY', 'X-API-Key: KEY']],
  ['the same header twice with the same key', ['Authorization: Bearer KEY', 'authorization: bearer KEY']],
] as const) {
  test(`a key from this machine is its host: ${what} [access.credential.spelling, access.credential.key-loopback]`, () =>
    assertHost(lines));
}

for (const [what, lines] of [
  ['nothing behind Authorization', ['Authorization:']],
  ['a scheme alone', ['Authorization: Bearer']],
  ['a scheme and blanks', ['Authorization: Bearer   ']],
  ['a key without scheme', ['Authorization: KEY']],
  ['a scheme and key without blank', ['Authorization: BearerKEY']],
  ['another scheme', ['Authorization: Basic KEY']],
  ['the scheme of another header', ['X-API-Key: Bearer KEY']],
  ['more behind the key', ['Authorization: Bearer KEY more']],
  ['a comma', ['Authorization: Bearer KEY,']],
  ['a list', ['Authorization: Bearer KEY, Bearer KEY']],
  ['quotes', ['Authorization: Bearer "KEY"']],
  ['a key and a character', ['Authorization: Bearer KEYx']],
  ['a key without its mark', ['X-API-Key: NAME']],
  ['the public part of a key', ['X-API-Key: cz_NAME']],
  ['the stored hash', ['X-API-Key: HASH']],
  ['the stored hash with its mark', ['X-API-Key: cz_HASH']],
  ['percent-encoding', ['X-API-Key: cz%5FNAME']],
  ['letters beyond ASCII', ['Authorization: Bearer cz_\xe4\xf6\xfc']],
  ['nothing behind X-API-Key', ['X-API-Key:']],
  ['an empty one twice', ['X-API-Key:', 'X-API-Key: ']],
  ['a word in many kilobytes', [`Authorization: Bearer ${'x'.repeat(12_000)}`]],
  ['blanks in many kilobytes', [`Authorization: Bearer ${' '.repeat(12_000)}x`]],
  ['a key of another server', [`X-API-Key: cz_${'Zm9v'.repeat(10)}abc`]],
] as const) {
  test(`what is no key decides as well, and is 401 from this machine too: ${what} [access.credential.malformed]`, async () => {
    const reply = await call(lines);
    assert.equal(reply.status, 401, reply.body);
    assert.match(reply.body, /Unauthorized: Bearer token required/);
    assert.match(String(reply.headers.get('www-authenticate')), /^Bearer/);
    assert.doesNotMatch(reply.body + [...reply.headers].join(), /cz_/);
  });
}

for (const [what, lines] of [
  ['two keys in the two headers', ['Authorization: Bearer KEY', 'X-API-Key: OTHER']],
  ['two keys in Authorization', ['Authorization: Bearer KEY', 'Authorization: Bearer OTHER']],
  ['two keys in X-API-Key', ['X-API-Key: KEY', 'X-API-Key: OTHER']],
  ['a right and a wrong one', ['X-API-Key: KEY', 'Authorization: Bearer cz_wrong']],
  ['a right one and an empty header', ['Authorization: Bearer KEY', 'X-API-Key:']],
  ['a right one and another scheme', ['X-API-Key: KEY', 'Authorization: Basic dXNlcjpwYXNz']],
] as const) {
  test(`different credentials are 400: ${what} [access.credential.doubled]`, async () => {
    const reply = await call(lines);
    assert.equal(reply.status, 400, reply.body);
    assert.match(reply.body, /different credentials/);
    assert.doesNotMatch(reply.body, /cz_/);
  });
}

for (const query of [
  '?key=KEY',
  '?api_key=KEY',
  '?access_token=KEY',
  '?authorization=Bearer%20KEY',
  '?x-api-key=KEY',
]) {
  test(`a key in the address is none: ${query} [access.credential.query]`, async () => {
    assert.equal((await call(['Via: 1.1 proxy'], `/mcp${query}`)).status, 401);
    const direct = await call([], `/mcp${query}`);
    assert.equal(direct.status, 200);
    assert.doesNotMatch(direct.body, /"host":"web-1"/);
  });
}

test('a cookie is no credential [access.credential.query]', async () => {
  assert.equal((await call(['Via: 1.1 proxy', 'Cookie: key=KEY; Authorization=Bearer KEY'])).status, 401);
});

for (const [what, line, status] of [
  ['headers above 16 KiB', `Authorization: Bearer ${'x'.repeat(20_000)}`, 431],
  ['a NUL', 'Authorization: Bearer cz_\0', 400],
  ['a line feed', 'Authorization: Bearer KEY\nX-Other: 1\rX', 400],
  ['a name with a blank', 'Authorization : Bearer KEY', 400],
] as const) {
  test(`${what} are refused before anybody looks, and the server goes on [access.credential.broken]`, async () => {
    assert.equal((await call([line])).status, status);
    await assertHost(['X-API-Key: KEY']);
  });
}

test('keys stand neither in the log of the server nor in that of access [access.credential.unlogged]', async () => {
  for (const lines of [['X-API-Key: KEY'], ['X-API-Key: KEY', 'X-API-Key: OTHER'], ['Authorization: Bearer KEYx']]) {
    await call([...lines, 'Via: 1.1 proxy']);
  }
  await call(['Via: 1.1 proxy'], '/mcp?api_key=KEY');
  const { rows } = await callAsOwner<{ rows: unknown[] }>(server, 'access_log', { limit: 200 });
  assert.ok(rows.length > 50);
  for (const secret of [key.slice(11), other.slice(11)]) {
    assert.equal(JSON.stringify(rows).includes(secret), false);
    assert.equal(server.stderr().includes(secret), false);
  }
});
