import assert from 'node:assert/strict';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { configureClient, printClientConfiguration } from '../../../src/clients/configure-client.ts';
import { createScratchHome } from './scratch-home.ts';

const OLDER = '.config/claude/mcp_servers.json';
const LOCAL = { type: 'http', url: 'http://127.0.0.1:4097/mcp' };

test('claude: the entry goes into a .claude.json that was not there [config.claude]', async (t) => {
  const home = createScratchHome(t);
  const { changes, undo } = await configureClient('claude', {}, home);
  assert.deepEqual(
    changes.map(({ file, status }) => [file, status]),
    [
      [join(home.homeDir, '.claude.json'), 'created'],
      [join(home.homeDir, OLDER), 'created'],
    ],
  );
  assert.deepEqual(JSON.parse(await home.read('.claude.json')), { mcpServers: { codez: LOCAL } });
  assert.equal((await stat(join(home.homeDir, '.claude.json'))).mode & 0o777, 0o600);
  assert.equal(undo, 'codez config claude --remove');
});

test('claude: CLAUDE_CONFIG_DIR holds the .claude.json [config.claude]', async (t) => {
  const home = createScratchHome(t);
  const file = await home.write('elsewhere/.claude.json', '{}');
  const env = { CLAUDE_CONFIG_DIR: join(home.homeDir, 'elsewhere') };
  const { changes } = await configureClient('claude', {}, { ...home, env });
  assert.equal(changes[0]?.file, file);
  assert.deepEqual(JSON.parse(await home.read('elsewhere/.claude.json')), { mcpServers: { codez: LOCAL } });
});

test('claude: the older file gets the entry alone, and a note says who does not read it [config.claude.legacy]', async (t) => {
  const home = createScratchHome(t);
  const { notes } = await configureClient('claude', { keyEnv: 'KEY' }, home);
  assert.deepEqual(JSON.parse(await home.read(OLDER)), { codez: LOCAL });
  assert.match(notes.join(' '), /Current versions of Claude Code do not read .*mcp_servers\.json/);
});

test('the entry of the documentation is written for older set-ups [seed1.config.local]', async (t) => {
  const home = createScratchHome(t);
  await configureClient('claude', {}, home);
  assert.equal(
    await home.read(OLDER),
    '{\n  "codez": {\n    "type": "http",\n    "url": "http://127.0.0.1:4097/mcp"\n  }\n}\n',
  );
});

test('claude --scope project writes .mcp.json of the folder and nothing else [config.claude.project]', async (t) => {
  const home = createScratchHome(t);
  await mkdir(home.cwd);
  const { changes, undo } = await configureClient('claude', { scope: 'project' }, home);
  assert.deepEqual(
    changes.map(({ file }) => file),
    [join(home.cwd, '.mcp.json')],
  );
  assert.deepEqual(JSON.parse(await home.read('project/.mcp.json')), { mcpServers: { codez: LOCAL } });
  assert.deepEqual(await readdir(home.homeDir), ['project']);
  assert.equal(undo, 'codez config claude --remove --scope project');
});

test('codex: the table goes into a config.toml that was not there [config.codex]', async (t) => {
  const home = createScratchHome(t);
  const { changes } = await configureClient('codex', {}, home);
  assert.deepEqual(
    changes.map(({ status }) => status),
    ['created'],
  );
  assert.equal(
    await home.read('.codex/config.toml'),
    '[mcp_servers.codez]\nurl = "http://127.0.0.1:4097/mcp"\nstartup_timeout_sec = 30\ntool_timeout_sec = 630\n',
  );
});

test('codex: CODEX_HOME holds the config.toml; comments, CRLF and order stay [config.codex]', async (t) => {
  const home = createScratchHome(t);
  const before = '# mine\r\nmodel = "x"\r\n\r\n[mcp_servers.z] # z\r\ncommand = "z"\r\n';
  await home.write('cx/config.toml', `\uFEFF${before}`);
  await configureClient('codex', {}, { ...home, env: { CODEX_HOME: join(home.homeDir, 'cx') } });
  const after = await home.read('cx/config.toml');
  assert.ok(after.startsWith(`\uFEFF${before}\r\n[mcp_servers.codez]\r\nurl = `));
  assert.equal(after.replaceAll('\r\n', '').includes('\n'), false);
});

test('codex: an entry edited by hand keeps what is not ours and its comments [config.only-entry]', async (t) => {
  const home = createScratchHome(t);
  await home.write(
    '.codex/config.toml',
    '[mcp_servers.codez]\n# how long\ntool_timeout_sec = 630 # long\ncommand = "npx"\nargs = ["x"]\nenabled_tools = ["a"]\n\n[mcp_servers.codez.tools.a]\nmode = "auto"\n\n[tail]\n',
  );
  await configureClient('codex', {}, home);
  assert.equal(
    await home.read('.codex/config.toml'),
    '[mcp_servers.codez]\n# how long\ntool_timeout_sec = 630 # long\nenabled_tools = ["a"]\nurl = "http://127.0.0.1:4097/mcp"\nstartup_timeout_sec = 30\n\n[mcp_servers.codez.tools.a]\nmode = "auto"\n\n[tail]\n',
  );
});

test('claude: an entry of another kind becomes ours, foreign keys stay [config.only-entry]', async (t) => {
  const home = createScratchHome(t);
  await home.write('.claude.json', '{"mcpServers":{"codez":{"command":"npx","timeout":5,"args":[]},"b":{}}}');
  await configureClient('claude', {}, home);
  assert.equal(
    await home.read('.claude.json'),
    '{"mcpServers":{"codez":{"timeout":5,"type":"http","url":"http://127.0.0.1:4097/mcp"},"b":{}}}',
  );
});

for (const client of ['claude', 'codex']) {
  test(`${client}: a second run changes nothing [config.idempotent]`, async (t) => {
    const home = createScratchHome(t);
    const first = await configureClient(client, { keyEnv: 'KEY', tools: ['memory'] }, home);
    const files = first.changes.map(({ file }) => file);
    const before = await Promise.all(files.map((file) => stat(file)));
    const second = await configureClient(client, { keyEnv: 'KEY', tools: ['memory'] }, home);
    assert.deepEqual(
      second.changes,
      files.map((file) => ({ file, status: 'unchanged', diff: '' })),
    );
    const after = await Promise.all(files.map((file) => stat(file)));
    assert.deepEqual(
      after.map(({ ino, mtimeMs }) => [ino, mtimeMs]),
      before.map(({ ino, mtimeMs }) => [ino, mtimeMs]),
    );
  });
}

test('--url and --tools make the address [config.url] [config.tools]', async (t) => {
  const home = createScratchHome(t);
  await configureClient(
    'claude',
    { url: 'https://h.example/mcp?x=1&tools=files', tools: ['memory', 'sessions:read'] },
    home,
  );
  const { codez } = JSON.parse(await home.read('.claude.json')).mcpServers;
  assert.equal(codez.url, 'https://h.example/mcp?x=1&tools=memory,sessions:read');
});

test('--key-env names the variable, for each client in its own words [config.key-env]', async (t) => {
  const home = createScratchHome(t);
  const options = { url: 'https://h.example/mcp', keyEnv: 'CODEZ_KEY' };
  await configureClient('claude', options, home);
  const { codez } = JSON.parse(await home.read('.claude.json')).mcpServers;
  assert.deepEqual(codez.headers, { Authorization: ['Bearer $', '{CODEZ_KEY}'].join('') });
  await configureClient('codex', options, home);
  assert.match(await home.read('.codex/config.toml'), /^bearer_token_env_var = "CODEZ_KEY"$/m);
});

test('a key that would travel unencrypted is warned of [config.key-env]', async (t) => {
  const { notes } = await configureClient('codex', { url: 'http://h.example/mcp', keyEnv: 'K' }, createScratchHome(t));
  assert.match(notes.join(' '), /travel to h\.example unencrypted/);
});

test('the key itself is written only when asked for, and never into the older file [config.embed-key]', async (t) => {
  const home = createScratchHome(t, { CODEZ_KEY: 'ck_secret' });
  const options = { keyEnv: 'CODEZ_KEY' };
  await configureClient('claude', options, home);
  await configureClient('codex', options, home);
  for (const file of ['.claude.json', OLDER, '.codex/config.toml']) {
    assert.doesNotMatch(await home.read(file), /ck_secret/);
  }
  await configureClient('claude', { ...options, embedKey: true }, home);
  await configureClient('codex', { ...options, embedKey: true }, home);
  assert.match(await home.read('.claude.json'), /"Bearer ck_secret"/);
  assert.match(await home.read('.codex/config.toml'), /^http_headers = \{ Authorization = "Bearer ck_secret" \}$/m);
  assert.doesNotMatch(await home.read('.codex/config.toml'), /bearer_token_env_var/);
  assert.doesNotMatch(await home.read(OLDER), /ck_secret/);
});

test('--name names the entry beside others [config.name-scope]', async (t) => {
  const home = createScratchHome(t);
  await configureClient('codex', {}, home);
  const { undo } = await configureClient('codex', { name: 'codez-hub', url: 'https://h.example/mcp' }, home);
  const text = await home.read('.codex/config.toml');
  assert.match(text, /^\[mcp_servers\.codez\]$/m);
  assert.match(text, /^\[mcp_servers\.codez-hub\]$/m);
  assert.equal(undo, 'codez config codex --remove --name codez-hub');
});

test('printing shows the entry and touches no file [config.print]', async (t) => {
  const home = createScratchHome(t);
  await home.write('.claude.json', 'not json');
  const printed = printClientConfiguration('claude', {}, home);
  assert.deepEqual(
    printed.map(({ text }) => JSON.parse(text)),
    [{ mcpServers: { codez: LOCAL } }, { codez: LOCAL }],
  );
  assert.deepEqual(await readdir(home.homeDir), ['.claude.json']);
});

test('a dry run shows the diff and writes nothing [config.dry-run]', async (t) => {
  const home = createScratchHome(t);
  const file = await home.write('.codex/config.toml', 'a = 1\n');
  const { changes } = await configureClient('codex', { dryRun: true }, home);
  assert.deepEqual(changes, [
    {
      file,
      status: 'updated',
      diff: `--- ${file}\n+++ ${file}\n@@ -1 +1,6 @@\n a = 1\n+\n+[mcp_servers.codez]\n+url = "http://127.0.0.1:4097/mcp"\n+startup_timeout_sec = 30\n+tool_timeout_sec = 630\n`,
    },
  ]);
  assert.equal(await home.read('.codex/config.toml'), 'a = 1\n');
  assert.deepEqual(await readdir(join(home.homeDir, '.codex')), ['config.toml']);
});

test('removing takes the entry out of both files of claude and deletes what was made for it [config.remove]', async (t) => {
  const home = createScratchHome(t);
  const before = '{\n  "theme": "dark",\n  "mcpServers": {\n    "a": {}\n  }\n}\n';
  await home.write('.claude.json', before);
  await configureClient('claude', {}, home);
  const { changes, undo } = await configureClient('claude', { remove: true }, home);
  assert.deepEqual(
    changes.map(({ status }) => status),
    ['removed', 'removed'],
  );
  assert.equal(await home.read('.claude.json'), before);
  await assert.rejects(stat(join(home.homeDir, OLDER)), { code: 'ENOENT' });
  assert.equal(undo, 'codez config claude');
});

test('removing names the files of another scope that keep an entry [config.remove]', async (t) => {
  const home = createScratchHome(t);
  await mkdir(home.cwd);
  await configureClient('claude', { scope: 'project' }, home);
  const { changes, notes } = await configureClient('claude', { remove: true }, home);
  assert.deepEqual(
    changes.map(({ status }) => status),
    ['unchanged', 'unchanged'],
  );
  assert.match(notes.join(' '), /\.mcp\.json still has an entry named "codez"; --scope project --remove/);
  assert.match(notes.join(' '), /There was no entry/);
});
