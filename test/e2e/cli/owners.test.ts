import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer } from '../../support/server.ts';

const ISSUER = 'https://auth.example.com';

interface Listed {
  readonly owners: readonly { sub: string; issuer: string; accepts_unbound_tokens: boolean; added_at: string }[];
}

function shell(env: NodeJS.ProcessEnv): (...words: readonly string[]) => Promise<Finished> {
  return (...words) => runCodez(['owner', ...words], env);
}

for (const kind of ['without a server', 'through the running server'] as const) {
  test(`owners are added, listed and removed ${kind} [cli.owner]`, async (t) => {
    const folder = scratchFolder();
    const server = kind === 'without a server' ? undefined : await startServer({ folder });
    t.after(() => server?.stop());
    const owner = shell(cleanEnvironment(folder));
    assert.match((await owner('list')).stdout, /No owner is recorded.*codez login/);
    assert.deepEqual(JSON.parse((await owner('list', '--json')).stdout), { owners: [] });

    const added = await owner('add', 'usr_1', '--issuer', `${ISSUER}/`);
    assert.equal(added.code, 0, added.stderr);
    assert.equal(added.stdout, `Recorded as owner: usr_1 of ${ISSUER}\n`);
    assert.match((await owner('add', 'usr_1', '--issuer', ISSUER)).stdout, /Recorded before/);
    const unbound = await owner('add', 'usr_2', '--issuer', ISSUER, '--accept-unbound-tokens', '--json');
    const { owner: second, created } = JSON.parse(unbound.stdout) as {
      owner: Listed['owners'][number];
      created: boolean;
    };
    assert.deepEqual([created, second.accepts_unbound_tokens, unbound.stderr], [true, true, '']);

    const table = (await owner('list')).stdout;
    assert.match(table, /^SUB +E-MAIL +ISSUER +UNBOUND TOKENS +SINCE\n/);
    assert.match(table, /usr_1 +https:\/\/auth\.example\.com +refused/);
    assert.match(table, /usr_2 +https:\/\/auth\.example\.com +accepted/);
    const { owners } = JSON.parse((await owner('list', '--json')).stdout) as Listed;
    assert.deepEqual(
      owners.map(({ sub }) => sub),
      ['usr_1', 'usr_2'],
    );
    for (const { added_at: at } of owners) assert.equal(new Date(at).toISOString(), at);

    const removed = await owner('remove', 'usr_1');
    assert.equal(removed.stdout, `Removed: usr_1 of ${ISSUER}\n`);
    assert.equal((await owner('remove', 'usr_1')).code, 3);
    assert.equal((JSON.parse((await owner('list', '--json')).stdout) as Listed).owners.length, 1);
  });
}

test('the issuer is that of AUTHKIT_URL unless another is named; without either it is asked for [cli.owner]', async (t) => {
  const folder = scratchFolder();
  const bare = shell(cleanEnvironment(folder));
  const refused = await bare('add', 'usr_1');
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /no authorization server is configured.*\n.*--issuer URL/);
  const configured = await shell(cleanEnvironment(folder, { AUTHKIT_URL: `${ISSUER}/` }))('add', 'usr_1');
  assert.equal(configured.stdout, `Recorded as owner: usr_1 of ${ISSUER}\n`);
  const named = shell(cleanEnvironment(folder, { AUTHKIT_URL: 'https://other.example.com' }));
  assert.match((await named('add', 'usr_1', '--issuer', ISSUER)).stdout, /Recorded before/);
  const server = await startServer({ folder, env: { AUTHKIT_URL: 'https://servers.example.com' } });
  t.after(() => server.stop());
  assert.match((await bare('add', 'usr_1')).stdout, /usr_1 of https:\/\/servers\.example\.com/);
  const which = await bare('remove', 'usr_1');
  assert.equal(which.code, 5);
  assert.match(which.stderr, /several issuers: https:\/\/\S+, https:\/\/\S+\n.*--issuer/);
  assert.equal((await bare('remove', 'usr_1', '--issuer', ISSUER)).code, 0);
});

test('wrong owners are refused, and nothing is recorded [cli.owner]', async () => {
  const owner = shell(cleanEnvironment(scratchFolder()));
  const wrong: readonly (readonly string[])[] = [
    ['add'],
    ['add', ''],
    ['add', 'a\nb', '--issuer', ISSUER],
    ['add', 'x'.repeat(256), '--issuer', ISSUER],
    ['add', 'usr_1', '--issuer', 'auth.example.com'],
    ['add', 'usr_1', '--issuer', 'file:///etc/passwd'],
    ['add', 'usr_1', '--issuer', 'https://a:b@auth.example.com'],
    ['add', 'usr_1', '--issuer', `${ISSUER}/?x=1`],
    ['add', 'usr_1', '--issuer'],
    ['add', 'usr_1', 'usr_2', '--issuer', ISSUER],
    ['add', 'usr_1', '--accept', '--issuer', ISSUER],
    ['remove'],
  ];
  for (const words of wrong) {
    const done = await owner(...words);
    assert.equal(done.code, 2, `${words.join(' ')}: ${done.stdout}`);
    assert.equal(done.stdout, '');
    assert.notEqual(done.stderr, '');
  }
  assert.deepEqual(JSON.parse((await owner('list', '--json')).stdout), { owners: [] });
});

test('what a person’s records hold drives no terminal [cli.owner]', async () => {
  const owner = shell(cleanEnvironment(scratchFolder()));
  const added = await owner('add', 'a\u202eb', '--issuer', ISSUER);
  assert.equal(added.code, 0);
  assert.ok(!added.stdout.includes('\u202e') && !(await owner('list')).stdout.includes('\u202e'));
  assert.equal((await owner('remove', 'a\u202eb')).code, 0);
});

test('no export holds owners, and no import brings any; a backup keeps them [access.oauth.owner.local]', async () => {
  const folder = scratchFolder();
  const env = cleanEnvironment(folder);
  const owner = shell(env);
  await owner('add', 'usr_1', '--issuer', ISSUER);
  const exported = await runCodez(['store', 'export', '--json'], env);
  assert.ok(!exported.stdout.includes('usr_1'));
  const document = JSON.parse(exported.stdout) as { collections: Record<string, unknown> };
  const forged = { issuer: ISSUER, sub: 'eve', accepts_unbound_tokens: true, added_at: 1 };
  document.collections['owners'] = [{ key: `${ISSUER} eve`, value: forged }];
  const imported = await runCodez(['store', 'import', '-'], env, { input: JSON.stringify(document) });
  assert.equal(imported.code, 2);
  assert.match(imported.stderr, /collections\.owners/);
  assert.ok(!(await owner('list')).stdout.includes('eve'));
  const copy = `${folder}/copy`;
  assert.equal((await runCodez(['store', 'backup', copy], env)).code, 0);
  assert.match((await runCodez(['owner', 'list', '--home', copy], env)).stdout, /usr_1/);
});
