import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
  await runCodez(['call', 'memory_store', '--id', 'kept', '--content', 'to be kept', '--tags', 'a'], server.env);
});
after(async () => {
  await server.stop();
});

const store = (args: string[], env = server.env, input?: string): Promise<Finished> =>
  runCodez(['store', ...args], env, { cwd: server.folder, ...(input === undefined ? {} : { input }) });

async function contentIn(env: NodeJS.ProcessEnv, home?: string): Promise<string> {
  const { stdout } = await runCodez(['call', 'memory_retrieve', 'kept', ...(home ? ['--home', home] : [])], env);
  return (JSON.parse(stdout) as { memory?: { content: string } }).memory?.content ?? '';
}

test('verify says that nothing is damaged, and with 6 what is [storage.verify]', async () => {
  const sound = await store(['verify']);
  assert.equal(sound.code, 0);
  assert.match(sound.stdout, /^FILE +RECORDS +SIZE +STATE\n/);
  assert.match(sound.stdout, /^notes\/journal-\d+\.jsonl +1 +\d+ B +ok$/m);
  assert.match(sound.stdout, /\nNothing is damaged\.\n$/);

  const folder = scratchFolder();
  const env = cleanEnvironment(folder);
  await runCodez(['call', 'memory_store', '--content', 'x'], env);
  const notes = join(folder, '.codez', 'notes');
  const journal = readdirSync(notes).find((name) => name.startsWith('journal')) ?? '';
  appendFileSync(join(notes, journal), 'no record\n'.repeat(2));
  const damaged = await store(['verify', '--json'], env);
  assert.equal(damaged.code, 6);
  assert.equal((JSON.parse(damaged.stdout) as { ok: boolean }).ok, false);
});

test('compact goes on while the server serves [storage.compact]', async () => {
  const { code, stdout } = await store(['compact']);
  assert.equal(code, 0);
  assert.match(stdout, /^notes +1 +\d+ B +\d+ B$/m);
  assert.equal(await contentIn(server.env), 'to be kept');
});

test('what export writes, to a file or to stdout, import takes back elsewhere [storage.export, storage.export.filters]', async () => {
  const made = await store(['export', 'notes.json']);
  assert.match(made.stdout, new RegExp(`^Exported 1 record \\(\\d+ B\\) to ${join(server.folder, 'notes.json')}\\n$`));
  const printed = await store(['export', '--space', 'local']);
  const document = readFileSync(join(server.folder, 'notes.json'), 'utf8');
  const withoutTime = (text: string) => ({ ...(JSON.parse(text) as object), exported_at: '' });
  assert.deepEqual(withoutTime(printed.stdout), withoutTime(document));
  const { collections } = JSON.parse((await store(['export', '--space', 'none'])).stdout) as {
    collections: Record<string, unknown[]>;
  };
  assert.deepEqual(Object.values(collections).flat(), []);

  const other = cleanEnvironment(scratchFolder());
  assert.match((await store(['import', 'notes.json'], other)).stdout, /^Imported: 1 new, 0 replaced, /);
  assert.equal(await contentIn(other), 'to be kept');
  const again = await store(['import', '-', '--json'], other, document);
  assert.deepEqual(JSON.parse(again.stdout), { created: 0, updated: 0, unchanged: 1, kept: 0 });
});

test('export and backup never replace what is there; import refuses what is no export', async () => {
  await store(['export', 'twice.json']);
  assert.equal((await store(['export', 'twice.json'])).code, 5);
  assert.equal((await store(['import', 'none.json'])).code, 3);
  assert.equal((await store(['import', '-'], server.env, '{}')).code, 2);
  const broken = await store(['import', '-'], server.env, '{"codez": ');
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /Standard input is not valid JSON \(line 1, column 11\)/);
});

test('a backup is a data directory of its own [storage.backup]', async () => {
  const made = await store(['backup', 'copy']);
  const copy = join(server.folder, 'copy');
  assert.match(made.stdout, new RegExp(`^Copied \\d+ files \\(.*\\) to ${copy}\\n$`));
  assert.ok(existsSync(join(copy, 'meta.json')));
  assert.equal(await contentIn(cleanEnvironment(scratchFolder()), copy), 'to be kept');
  assert.equal((await store(['backup', 'copy'])).code, 5);
});

test('import says whose rights it leaves out, and takes them with --rights [access.key.import-rights]', async () => {
  const folder = scratchFolder();
  const env = cleanEnvironment(folder, { AUTHKIT_URL: 'https://auth.example.com' });
  const added = await runCodez(['host', 'add', 'web-1', '--scope', 'memory'], env);
  assert.equal(added.code, 0, added.stderr);
  const { stdout } = await store(['export'], env);
  const document = JSON.parse(stdout) as { collections: { hosts: { value: Record<string, unknown> }[] } };
  const [host] = document.collections.hosts;
  Object.assign(host?.value ?? {}, { scopes: ['memory', 'sessions'], created_at: Date.now() + 1 });
  const forged = JSON.stringify(document);

  const left = await store(['import', '-'], env, forged);
  assert.equal(left.code, 0, left.stderr);
  assert.match(left.stderr, /warning: rights of 1 host or user were left out/);
  assert.doesNotMatch((await runCodez(['host', 'show', 'web-1'], env)).stdout, /sessions/);
  const taken = await store(['import', '-', '--rights'], env, forged);
  assert.equal(taken.stderr, '');
  assert.match((await runCodez(['host', 'show', 'web-1'], env)).stdout, /sessions/);
});
