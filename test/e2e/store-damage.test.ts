import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez } from '../support/codez-process.ts';
import { notesDoor } from '../support/notes-door.ts';
import { canBeRunByOthers, NOBODY } from '../support/other-user.ts';
import { scratchFolder } from '../support/scratch.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Stores three notes through a server that is then killed; returns the folder that holds HOME. */
async function killedWithNotes(): Promise<string> {
  const server = await startServer();
  const notes = notesDoor(() => server.url);
  for (const id of ['one', 'two', 'three']) await notes.store({ id, content: `damaged aardvark ${id}` });
  await server.stop('SIGKILL');
  return server.folder;
}

/** Returns the path of the notes' journal that holds records. */
function journalOf(folder: string): string {
  const notes = join(folder, '.codez', 'notes');
  const file = readdirSync(notes).find(
    (name) => name.startsWith('journal-') && readFileSync(join(notes, name), 'utf8').includes('"o":"put"'),
  );
  assert.ok(file);
  return join(notes, file);
}

async function found(server: TestServer): Promise<string[]> {
  return (await notesDoor(() => server.url).find('aardvark')).sort();
}

test('a torn last line is cut, said in the log with its bytes, and nothing else is lost [storage.recovery.torn-tail]', async () => {
  const folder = await killedWithNotes();
  const torn = 'deadbeef {"s":99,"o":"put","k":"local/torn","v":{"id":"to';
  appendFileSync(journalOf(folder), torn);
  const server = await startServer({ folder });
  assert.deepEqual(await found(server), ['one', 'three', 'two']);
  assert.match(server.stderr(), new RegExp(`journal-.*\\b${torn.length}\\b`));
  const status = JSON.parse((await runCodez(['status', '--json'], server.env)).stdout) as { store: { state: string } };
  assert.equal(status.store.state, 'ok');
  await server.stop();
});

test('a flipped bit in the middle loses its line only: the file is set aside, good lines are kept, status is red [storage.recovery.bad-line, storage.damage-kept]', async () => {
  const folder = await killedWithNotes();
  const journal = journalOf(folder);
  const damaged = readFileSync(journal, 'utf8').replace('aardvark two', 'aardvark twp');
  writeFileSync(journal, damaged);
  const server = await startServer({ folder });
  assert.deepEqual(await found(server), ['one', 'three']);
  const quarantine = join(server.home, 'quarantine');
  const kept = readdirSync(quarantine).map((name) => readFileSync(join(quarantine, name), 'utf8'));
  assert.deepEqual(kept, [damaged]);
  assert.match(server.stderr(), /error .*journal-/);
  const status = await runCodez(['status', '--json'], server.env);
  assert.equal((JSON.parse(status.stdout) as { store: { state: string } }).store.state, 'degraded');
  const verify = await runCodez(['store', 'verify'], server.env);
  assert.notEqual(verify.code, 0);
  assert.match(verify.stdout + verify.stderr, /notes\/journal-\d+\.jsonl/);
  await notesDoor(() => server.url).store({ id: 'four', content: 'aardvark four, stored all the same' });
  await server.stop();
});

test('an emptied snapshot is damage, never no notes: the older generation speaks [storage.recovery.empty-snapshot]', async () => {
  const folder = await killedWithNotes();
  const env = cleanEnvironment(folder);
  assert.equal((await runCodez(['store', 'compact'], env)).code, 0);
  const notes = join(folder, '.codez', 'notes');
  const snapshot = readdirSync(notes).find((name) => name.startsWith('snapshot-'));
  assert.ok(snapshot);
  writeFileSync(join(notes, snapshot), '');
  const server = await startServer({ folder });
  assert.match(server.stderr(), /error .*snapshot-/);
  const status = await runCodez(['status', '--json'], server.env);
  assert.equal((JSON.parse(status.stdout) as { store: { state: string } }).store.state, 'degraded');
  assert.deepEqual(await found(server), ['one', 'three', 'two']);
  await server.stop();
});

test('a store of a newer version is refused and left as it is [storage.recovery.newer-schema]', async () => {
  const folder = await killedWithNotes();
  const meta = join(folder, '.codez', 'meta.json');
  const newer = readFileSync(meta, 'utf8').replace(/"schema":\s*\d+/, '"schema": 999');
  writeFileSync(meta, newer);
  for (const command of [
    ['serve', '--port', '0'],
    ['call', 'memory_search'],
  ]) {
    const { code, stdout, stderr } = await runCodez(command, cleanEnvironment(folder));
    assert.notEqual(code, 0, command[0]);
    assert.equal(stdout, '');
    assert.match(stderr, /999/);
    assert.match(stderr, /newer|later/);
    assert.match(stderr, /^hint: /m);
  }
  assert.equal(readFileSync(meta, 'utf8'), newer);
});

test('a damaged meta.json is refused and left as it is [storage.damage-kept]', async () => {
  for (const damage of ['', 'null', '{', '[]']) {
    const folder = await killedWithNotes();
    const meta = join(folder, '.codez', 'meta.json');
    writeFileSync(meta, damage);
    const { code, stderr } = await runCodez(['call', 'memory_search'], cleanEnvironment(folder));
    assert.notEqual(code, 0, JSON.stringify(damage));
    assert.match(stderr, /meta\.json/);
    assert.equal(readFileSync(meta, 'utf8'), damage);
  }
});

test('a home that cannot be made is named, with what to do [storage.read-only-home]', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'a-file'), '');
  const home = join(folder, 'a-file', 'home');
  for (const command of [
    ['serve', '--port', '0'],
    ['call', 'memory_search'],
  ]) {
    const { code, stderr } = await runCodez([...command, '--home', home], cleanEnvironment(folder));
    assert.notEqual(code, 0);
    assert.match(stderr, /a-file\/home.*\nhint: +\S/s);
  }
});

test('a read-only home is named, with what to do, and left alone [storage.read-only-home]', async (t) => {
  const folder = scratchFolder();
  const home = join(folder, 'read-only');
  mkdirSync(home);
  chmodSync(home, 0o555);
  chmodSync(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !canBeRunByOthers()) return t.skip('root writes everywhere, and others cannot run this project');
  const where = isRoot ? { uid: NOBODY, cwd: '/' } : {};
  const { code, stderr } = await runCodez(['serve', '--port', '0', '--home', home], cleanEnvironment(folder), where);
  assert.notEqual(code, 0);
  assert.match(stderr, /read-only.*\nhint: +\S/s);
  assert.deepEqual(readdirSync(home), []);
});

test('symbolic links at our file names are refused, and what they point to stays [storage.symlinks]', async () => {
  const folder = await killedWithNotes();
  const target = join(folder, 'elsewhere');
  mkdirSync(join(folder, 'linked'), { mode: 0o700 });
  writeFileSync(target, 'precious');
  symlinkSync(target, join(folder, 'linked', 'meta.json'));
  const { code, stderr } = await runCodez(
    ['call', 'memory_search', '--home', join(folder, 'linked')],
    cleanEnvironment(folder),
  );
  assert.notEqual(code, 0);
  assert.match(stderr, /symbolic link/);
  assert.equal(readFileSync(target, 'utf8'), 'precious');
  assert.ok(!existsSync(join(folder, 'linked', 'notes')));
});

test('a plain file where damaged files are set aside is named, and nothing is changed', async () => {
  const env = cleanEnvironment(scratchFolder());
  const home = String(env['CODEZ_HOME']);
  await runCodez(['call', 'memory_store', '--content', 'x'], env);
  writeFileSync(join(home, 'quarantine'), 'not a folder');
  const { code, stderr } = await runCodez(['call', 'memory_search', 'x'], env);
  assert.equal(code, 6);
  assert.match(stderr, /quarantine failed: .*not a directory/);
  assert.equal(readFileSync(join(home, 'quarantine'), 'utf8'), 'not a folder');
});
