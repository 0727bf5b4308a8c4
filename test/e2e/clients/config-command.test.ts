import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';

/** A person's machine; `codez config` runs there in the folder `project`. */
function createMachine() {
  const home = scratchFolder();
  const cwd = join(home, 'project');
  mkdirSync(cwd);
  return {
    home,
    config: (...args: string[]): Promise<Finished> => runCodez(['config', ...args], cleanEnvironment(home), { cwd }),
    read: (name: string): string => readFileSync(join(home, name), 'utf8'),
    write(name: string, text: string): string {
      const path = join(home, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
  };
}

test('config claude says which files it changed, what they are for and how to undo it [config.says, config.claude, config.claude.legacy, config.backup]', async () => {
  const machine = createMachine();
  const file = machine.write('.claude.json', '{\n  "theme": "dark"\n}\n');
  const { code, stdout } = await machine.config('claude');
  assert.equal(code, 0);
  assert.ok(stdout.includes(`updated   ${file} (previous content: ${file}.bak)`), stdout);
  assert.ok(stdout.includes(`created   ${join(machine.home, '.config/claude/mcp_servers.json')}`), stdout);
  assert.match(stdout, /Current versions of Claude Code do not read .*mcp_servers\.json/);
  assert.match(stdout, /^Undo with: codez config claude --remove$/m);
  const entry = { type: 'http', url: 'http://127.0.0.1:4097/mcp' };
  assert.deepEqual(JSON.parse(machine.read('.claude.json')), { theme: 'dark', mcpServers: { codez: entry } });
  assert.equal(machine.read('.claude.json.bak'), '{\n  "theme": "dark"\n}\n');
});

test('config and --remove leave a file as it was, and a second run changes nothing [config.remove, config.idempotent, config.only-entry]', async () => {
  const machine = createMachine();
  const before = '# mine\r\nmodel = "x" # y\r\n\r\n[mcp_servers.z]\r\ncommand = "z"\r\n';
  machine.write('.codex/config.toml', before);
  assert.equal((await machine.config('codex')).code, 0);
  const configured = machine.read('.codex/config.toml');
  assert.ok(configured.startsWith(before));
  const again = await machine.config('codex', '--json');
  assert.deepEqual(
    JSON.parse(again.stdout).changes.map(({ status }: { status: string }) => status),
    ['unchanged'],
  );
  assert.equal(machine.read('.codex/config.toml'), configured);
  assert.equal((await machine.config('codex', '--remove')).code, 0);
  assert.equal(machine.read('.codex/config.toml'), before);
});

test('the options of the entry reach the file [config.url, config.tools, config.key-env, config.name-scope]', async () => {
  const machine = createMachine();
  const url = 'https://h.example/mcp';
  const options = [
    '--url',
    url,
    '--tools',
    'memory,sessions',
    '--key-env',
    'KEY',
    '--name',
    'far',
    '--scope',
    'project',
  ];
  assert.equal((await machine.config('claude', ...options)).code, 0);
  const { far } = JSON.parse(machine.read('project/.mcp.json')).mcpServers;
  assert.equal(far.url, `${url}?tools=memory,sessions`);
  assert.match(far.headers.Authorization, /^Bearer \$\{KEY\}$/);
  assert.equal(existsSync(join(machine.home, '.claude.json')), false);
});

test('--print and --dry-run write nothing [config.print, config.dry-run]', async () => {
  const machine = createMachine();
  const file = machine.write('.codex/config.toml', 'a = 1\n');
  const printed = await machine.config('codex', '--print');
  assert.match(printed.stdout, /^\[mcp_servers\.codez\]\nurl = "http:\/\/127\.0\.0\.1:4097\/mcp"\n/m);
  const dry = await machine.config('codex', '--dry-run');
  assert.ok(
    dry.stdout.startsWith(`--- ${file}\n+++ ${file}\n@@ -1 +1,6 @@\n a = 1\n+\n+[mcp_servers.codez]\n`),
    dry.stdout,
  );
  assert.deepEqual([printed.code, dry.code], [0, 0]);
  assert.equal(machine.read('.codex/config.toml'), 'a = 1\n');
  assert.deepEqual(readdirSync(dirname(file)), ['config.toml']);
});

for (const [client, file, text, place] of [
  ['claude', '.claude.json', '{\n  "a": 1,\n  "b"\n}\n', ':4:1'],
  ['codex', '.codex/config.toml', 'a = 1\nb = ]\n', ':2:5'],
] as const) {
  test(`an invalid file of ${client} ends with 2, untouched, its position named [config.invalid-file]`, async () => {
    const machine = createMachine();
    const path = machine.write(file, text);
    const { code, stdout, stderr } = await machine.config(client);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.ok(stderr.includes(`${path}${place}`), stderr);
    assert.equal(machine.read(file), text);
  });
}

test('an unknown client ends with 2 and names the known ones', async () => {
  const { code, stderr } = await createMachine().config('emacs');
  assert.equal(code, 2);
  assert.match(stderr, /claude.*codex.*cursor.*vscode.*gemini.*claude-desktop.*opencode/s);
});

test('claude-desktop is given the absolute paths of this node and this codez [config.claude-desktop]', async () => {
  const machine = createMachine();
  assert.equal((await machine.config('claude-desktop', '--json')).code, 0);
  const folder =
    { darwin: 'Library/Application Support', win32: 'AppData/Roaming' }[process.platform as string] ?? '.config';
  const { codez } = JSON.parse(machine.read(join(folder, 'Claude', 'claude_desktop_config.json'))).mcpServers;
  assert.equal(codez.command, process.execPath);
  assert.ok(existsSync(codez.args[0]), codez.args[0]);
  assert.deepEqual(codez.args.slice(1), ['mcp', '--stdio']);
});
