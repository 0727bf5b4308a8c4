import assert from 'node:assert/strict';
import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfigFile, writeConfigFile } from '../../../src/clients/config-file.ts';
import { configureClient } from '../../../src/clients/configure-client.ts';
import { createScratchHome } from './scratch-home.ts';

const isRoot = process.getuid?.() === 0;

test('the first change keeps a copy of the previous content, later ones keep that copy [config.backup]', async (t) => {
  const home = createScratchHome(t);
  await home.write('.codex/config.toml', 'a = 1\n');
  const first = await configureClient('codex', {}, home);
  assert.equal(first.changes[0]?.backup, join(home.homeDir, '.codex/config.toml.bak'));
  const second = await configureClient('codex', { url: 'http://127.0.0.1:1/mcp' }, home);
  assert.equal(second.changes[0]?.status, 'updated');
  assert.equal(second.changes[0]?.backup, undefined);
  assert.equal(await home.read('.codex/config.toml.bak'), 'a = 1\n');
});

test('the file is replaced by a new one of the same mode, and nothing is left beside it [config.atomic]', async (t) => {
  const home = createScratchHome(t);
  const file = await home.write('.codex/config.toml', 'a = 1\n');
  await chmod(file, 0o640);
  const before = await stat(file);
  await configureClient('codex', {}, home);
  const after = await stat(file);
  assert.equal(after.mode, before.mode);
  assert.notEqual(after.ino, before.ino);
  assert.equal((await stat(`${file}.bak`)).mode, before.mode);
  assert.deepEqual((await readdir(join(home.homeDir, '.codex'))).sort(), ['config.toml', 'config.toml.bak']);
});

test('a symbolic link stays a link and the file it names is patched [config.atomic]', async (t) => {
  const home = createScratchHome(t);
  const real = await home.write('dotfiles/claude.json', '{}\n');
  const link = join(home.homeDir, '.claude.json');
  await symlink('dotfiles/claude.json', link);
  const { changes } = await configureClient('claude', {}, home);
  assert.equal(changes[0]?.file, link);
  assert.equal(changes[0]?.backup, `${real}.bak`);
  assert.equal(await readlink(link), 'dotfiles/claude.json');
  assert.ok(JSON.parse(await readFile(real, 'utf8')).mcpServers.codez);
});

test('a symbolic link to a file that is not there yet makes that file [config.atomic]', async (t) => {
  const home = createScratchHome(t);
  await symlink('dotfiles/claude.json', join(home.homeDir, '.claude.json'));
  await configureClient('claude', {}, home);
  assert.ok((await lstat(join(home.homeDir, '.claude.json'))).isSymbolicLink());
  assert.ok(JSON.parse(await home.read('dotfiles/claude.json')).mcpServers.codez);
});

test('what another program wrote since the file was read is not overwritten [config.atomic]', async (t) => {
  const home = createScratchHome(t);
  const path = await home.write('.claude.json', '{}');
  const file = await readConfigFile(path);
  await writeFile(path, '{"n":1}');
  await assert.rejects(writeConfigFile(file, '{"codez":1}', 0o600), { code: 'conflict' });
  assert.equal(await home.read('.claude.json'), '{"n":1}');
});

test('processes that write the same file at the same time lose nothing [config.atomic]', async (t) => {
  const home = createScratchHome(t);
  const ports = Array.from({ length: 8 }, (_, index) => index + 1);
  await Promise.all(
    ports.map((port) => configureClient('codex', { name: `c${port}`, url: `http://127.0.0.1:${port}/mcp` }, home)),
  );
  const text = await home.read('.codex/config.toml');
  for (const port of ports) assert.match(text, new RegExp(`^\\[mcp_servers\\.c${port}\\]$`, 'm'));
});

test('a lock that a dead process left behind does not stop the change [config.atomic]', async (t) => {
  const home = createScratchHome(t);
  const lock = join(home.homeDir, '.claude.json.lock');
  await mkdir(lock);
  await utimes(lock, 1, 1);
  const { changes } = await configureClient('claude', {}, home);
  assert.equal(changes[0]?.status, 'created');
  await assert.rejects(stat(lock), { code: 'ENOENT' });
});

const BROKEN: readonly { name: string; client: string; file: string; content: string | Buffer; place: string }[] = [
  {
    name: 'invalid JSON',
    client: 'claude',
    file: '.claude.json',
    content: '{\n  "a": ,\n}',
    place: '.claude.json:2:8',
  },
  { name: 'JSON that is no object', client: 'claude', file: '.claude.json', content: '[]', place: '.claude.json:1:1' },
  {
    name: 'invalid JSON in the second file',
    client: 'claude',
    file: '.config/claude/mcp_servers.json',
    content: '{',
    place: 'mcp_servers.json:1:2',
  },
  {
    name: 'invalid TOML',
    client: 'codex',
    file: '.codex/config.toml',
    content: 'a = 1\nb = ]\n',
    place: 'config.toml:2:5',
  },
  {
    name: 'bytes that are no UTF-8',
    client: 'codex',
    file: '.codex/config.toml',
    content: Buffer.from('a = 1\nb = "\xff"\n', 'latin1'),
    place: 'config.toml:2:6',
  },
];

for (const { name, client, file, content, place } of BROKEN) {
  for (const remove of [false, true]) {
    test(`${name}: ${remove ? 'removing' : 'writing'} leaves the file and names the place [config.invalid-file]`, async (t) => {
      const home = createScratchHome(t);
      const path = await home.write(file, content);
      await assert.rejects(configureClient(client, { remove }, home), (error: { code: string; message: string }) => {
        assert.equal(error.code, 'invalid');
        assert.ok(error.message.includes(place), error.message);
        return true;
      });
      assert.deepEqual(await readFile(path), Buffer.from(content));
      const made = (await readdir(home.homeDir, { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      );
      assert.equal(made.length, 1, 'no other file was written');
    });
  }
}

test('a folder where the file should be is refused [config.invalid-file]', async (t) => {
  const home = createScratchHome(t);
  await mkdir(join(home.homeDir, '.claude.json'));
  await assert.rejects(configureClient('claude', {}, home), { code: 'invalid', message: /not a regular file/ });
});

test('links that form a circle are refused [config.invalid-file]', async (t) => {
  const home = createScratchHome(t);
  await symlink('.claude.json', join(home.homeDir, '.claude.json'));
  await assert.rejects(configureClient('claude', {}, home), { code: 'invalid', message: /circle/ });
});

test('a file that may not be read is refused [config.invalid-file]', {
  skip: isRoot && 'root reads everything',
}, async (t) => {
  const home = createScratchHome(t);
  const path = await home.write('.claude.json', '{}');
  await chmod(path, 0);
  await assert.rejects(configureClient('claude', {}, home), { code: 'invalid', message: /permission denied/ });
});

test('a folder that may not be written is refused, the file stays', {
  skip: isRoot && 'root writes everything',
}, async (t) => {
  const home = createScratchHome(t);
  await home.write('.codex/config.toml', 'a = 1\n');
  await chmod(join(home.homeDir, '.codex'), 0o500);
  const refused = assert.rejects(configureClient('codex', {}, home), {
    code: 'forbidden',
    message: /permission denied/,
  });
  await refused.finally(() => chmod(join(home.homeDir, '.codex'), 0o700));
  assert.equal(await home.read('.codex/config.toml'), 'a = 1\n');
});

test('a home that is a file is refused [config.invalid-file]', async (t) => {
  const home = createScratchHome(t);
  await home.write('.codex', '');
  await assert.rejects(configureClient('codex', {}, home), { code: 'unavailable', message: /config\.toml/ });
});
