import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configureClient } from '../../../src/clients/configure-client.ts';
import { CLIENT_TARGETS } from '../../../src/clients/targets.ts';
import { PROJECT_ROOT } from '../../support/codez-process.ts';
import { createScratchHome } from './scratch-home.ts';

const URL = 'https://h.example/mcp';
const LAUNCHER = { node: '/opt/node', codez: '/opt/codez/bin/codez.js' };
/** `${` cannot stand in a plain string without looking like a mistake. */
const OPEN = '$'.concat('{');

/** What each client is given with a key in the variable KEY, for the person and for a project. */
const CASES: readonly {
  client: string;
  files: readonly [user: string, project: string];
  document: Readonly<Record<string, unknown>>;
}[] = [
  {
    client: 'cursor',
    files: ['.cursor/mcp.json', 'project/.cursor/mcp.json'],
    document: { mcpServers: { codez: { url: URL, headers: { Authorization: `Bearer ${OPEN}env:KEY}` } } } },
  },
  {
    client: 'vscode',
    files: ['.config/Code/User/mcp.json', 'project/.vscode/mcp.json'],
    document: { servers: { codez: { type: 'http', url: URL, headers: { Authorization: `Bearer ${OPEN}env:KEY}` } } } },
  },
  {
    client: 'gemini',
    files: ['.gemini/settings.json', 'project/.gemini/settings.json'],
    document: {
      mcpServers: { codez: { httpUrl: URL, headers: { Authorization: `Bearer ${OPEN}KEY}` }, timeout: 630_000 } },
    },
  },
  {
    client: 'opencode',
    files: ['.config/opencode/opencode.json', 'project/opencode.json'],
    document: {
      mcp: { codez: { type: 'remote', url: URL, enabled: true, headers: { Authorization: 'Bearer {env:KEY}' } } },
    },
  },
];

for (const { client, files, document } of CASES) {
  for (const [index, scope] of (['user', 'project'] as const).entries()) {
    test(`${client} reads ${files[index]} [config.${client}]`, async (t) => {
      const home = createScratchHome(t);
      const { changes } = await configureClient(client, { url: URL, keyEnv: 'KEY', scope }, home);
      assert.deepEqual(
        changes.map(({ file }) => file),
        [join(home.homeDir, files[index] ?? '')],
      );
      assert.deepEqual(JSON.parse(await home.read(files[index] ?? '')), document);
    });
  }
}

test('vscode: comments of its mcp.json stay [config.vscode]', async (t) => {
  const home = createScratchHome(t);
  const before = '{\n\t// mine\n\t"servers": {\n\t\t"a": {"command": "x"}, // x\n\t},\n\t"inputs": []\n}\n';
  await home.write('.config/Code/User/mcp.json', before);
  await configureClient('vscode', {}, home);
  const after = await home.read('.config/Code/User/mcp.json');
  assert.ok(
    after.startsWith('{\n\t// mine\n\t"servers": {\n\t\t"a": {"command": "x"}, // x\n\t\t"codez": {\n\t\t\t"type"'),
    after,
  );
  await configureClient('vscode', { remove: true }, home);
  assert.equal(await home.read('.config/Code/User/mcp.json'), before);
});

for (const [platform, env, folder] of [
  ['darwin', {}, 'Library/Application Support'],
  ['win32', {}, 'AppData/Roaming'],
  ['linux', {}, '.config'],
] as const) {
  test(`the folder of desktop applications on ${platform} [config.vscode, config.claude-desktop]`, async (t) => {
    const home = { ...createScratchHome(t, env), platform, launcher: LAUNCHER };
    const code = await configureClient('vscode', { dryRun: true }, home);
    assert.equal(code.changes[0]?.file, join(home.homeDir, folder, 'Code', 'User', 'mcp.json'));
    const desktop = await configureClient('claude-desktop', { dryRun: true }, home);
    assert.equal(desktop.changes[0]?.file, join(home.homeDir, folder, 'Claude', 'claude_desktop_config.json'));
  });
}

test('claude-desktop starts codez mcp --stdio by absolute paths, for the same server [config.claude-desktop]', async (t) => {
  const home = { ...createScratchHome(t), launcher: LAUNCHER };
  const file = '.config/Claude/claude_desktop_config.json';
  const start = { command: '/opt/node', args: ['/opt/codez/bin/codez.js', 'mcp', '--stdio'] };
  await configureClient('claude-desktop', {}, home);
  assert.deepEqual(JSON.parse(await home.read(file)), { mcpServers: { codez: start } });
  await configureClient('claude-desktop', { url: URL }, { ...home, env: { CODEZ_HOME: '/data/codez' } });
  const env = { CODEZ_HOME: '/data/codez', CODEZ_URL: 'https://h.example' };
  assert.deepEqual(JSON.parse(await home.read(file)), { mcpServers: { codez: { ...start, env } } });
});

for (const options of [{ keyEnv: 'KEY' }, { tools: ['memory'] }, { scope: 'project' as const }]) {
  test(`claude-desktop refuses ${Object.keys(options)[0]} [config.claude-desktop]`, async (t) => {
    const home = { ...createScratchHome(t), launcher: LAUNCHER };
    await assert.rejects(configureClient('claude-desktop', options, home), { code: 'invalid' });
    assert.deepEqual(readdirSync(home.homeDir), []);
  });
}

test('opencode: an opencode.jsonc is patched instead of a second file [config.opencode]', async (t) => {
  const home = createScratchHome(t);
  const file = await home.write('.config/opencode/opencode.jsonc', '{\n  // mine\n  "theme": "x",\n}\n');
  const { changes } = await configureClient('opencode', {}, home);
  assert.deepEqual(
    changes.map((change) => [change.file, change.status]),
    [[file, 'updated']],
  );
  assert.deepEqual((await configureClient('opencode', { remove: true }, home)).changes[0]?.status, 'removed');
});

test('every target has a file of its name and stands in the list [product.lists]', () => {
  const files = readdirSync(join(PROJECT_ROOT, 'src', 'clients')).map((name) => name.replace(/\.ts$/, ''));
  for (const { id } of CLIENT_TARGETS) assert.ok(files.includes(id), id);
  assert.equal(new Set(CLIENT_TARGETS.map(({ id }) => id)).size, CLIENT_TARGETS.length);
});
