import assert from 'node:assert/strict';
import { existsSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configureHooks, printHooks } from '../../../src/clients/configure-hooks.ts';
import { CodezError } from '../../../src/core/errors.ts';
import { createScratchHome } from './scratch-home.ts';

const SETTINGS = '.claude/settings.json';
const OPTIONS = { url: 'http://127.0.0.1:4097/mcp', secret: 's3cret', remove: false, dryRun: false };
const OTHERS = {
  permissions: { allow: ['Bash(ls)'] },
  hooks: {
    Stop: [{ hooks: [{ type: 'command', command: 'say done' }] }],
    PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: 'check' }] }],
  },
};
const EVENTS = ['UserPromptSubmit', 'PermissionRequest', 'PostToolUse', 'Stop', 'SessionEnd'];

interface Group {
  readonly hooks: readonly { readonly url?: string; readonly headers?: Record<string, string> }[];
}

test('the hooks stand beside those of others, once, and --remove takes them out again [config.hooks]', async (t) => {
  const home = createScratchHome(t);
  const before = `${JSON.stringify(OTHERS, null, 4)}\n`;
  const path = await home.write(SETTINGS, before);
  const outcome = await configureHooks(OPTIONS, home);
  assert.deepEqual(
    outcome.changes.map(({ status, backup }) => [status, backup]),
    [['updated', `${path}.bak`]],
  );
  assert.equal(outcome.undo, 'codez config claude --hooks --remove');
  const { hooks, permissions } = JSON.parse(await home.read(SETTINGS)) as {
    hooks: Record<string, Group[]>;
    permissions: unknown;
  };
  assert.deepEqual(permissions, OTHERS.permissions);
  assert.deepEqual(hooks['PreToolUse'], OTHERS.hooks.PreToolUse);
  assert.deepEqual(hooks['Stop']?.[0], OTHERS.hooks.Stop[0]);
  for (const event of EVENTS) {
    const own = hooks[event]?.at(-1)?.hooks[0];
    assert.equal(own?.url, 'http://127.0.0.1:4097/hooks/claude');
    assert.deepEqual(own?.headers, { 'X-Codez-Hook': 's3cret' });
  }
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const again = await configureHooks(OPTIONS, home);
  assert.deepEqual(
    again.changes.map(({ status }) => status),
    ['unchanged'],
  );
  const moved = await configureHooks({ ...OPTIONS, url: 'http://127.0.0.1:5000' }, home);
  assert.equal(moved.changes[0]?.status, 'updated');
  const after = await home.read(SETTINGS);
  assert.ok(!after.includes('4097'), 'an older address is replaced');
  assert.equal(after.match(/5000\/hooks\/claude/g)?.length, EVENTS.length);
  const removed = await configureHooks({ ...OPTIONS, remove: true }, home);
  assert.equal(removed.changes[0]?.status, 'removed');
  assert.deepEqual(JSON.parse(await home.read(SETTINGS)), OTHERS);
  assert.equal(await home.read(`${SETTINGS}.bak`), before);
});

test('a file that was made for the hooks goes with them [config.hooks]', async (t) => {
  const home = createScratchHome(t);
  await configureHooks(OPTIONS, home);
  const path = join(home.homeDir, SETTINGS);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await configureHooks({ ...OPTIONS, remove: true }, home);
  assert.equal(existsSync(path), false);
  const nothing = await configureHooks({ ...OPTIONS, remove: true }, home);
  assert.match(nothing.notes.join(' '), /no hooks of codez/);
});

test('CLAUDE_CONFIG_DIR decides where the settings are; a dry run writes nothing and shows no secret [config.hooks]', async (t) => {
  const base = createScratchHome(t);
  const home = { ...base, env: { CLAUDE_CONFIG_DIR: join(base.homeDir, 'elsewhere') } };
  const path = join(base.homeDir, 'elsewhere', 'settings.json');
  const dry = await configureHooks({ ...OPTIONS, dryRun: true }, home);
  assert.equal(dry.changes[0]?.file, path);
  assert.match(dry.changes[0]?.diff ?? '', /hooks\/claude/);
  assert.doesNotMatch(JSON.stringify(dry), /s3cret/);
  assert.equal(existsSync(path), false);
  const [printed] = printHooks(OPTIONS, home);
  assert.equal(printed?.file, path);
  await configureHooks(OPTIONS, home);
  assert.equal(await base.read('elsewhere/settings.json'), printed?.text);
});

test('a link is followed, and who keeps such files in a repository is warned [config.hooks]', async (t) => {
  const home = createScratchHome(t);
  const target = await home.write('dotfiles/settings.json', '{}\n');
  await home.write('.claude/x', '');
  symlinkSync(target, join(home.homeDir, SETTINGS));
  const { notes } = await configureHooks(OPTIONS, home);
  assert.match(await home.read('dotfiles/settings.json'), /hooks\/claude/);
  assert.match(notes.join(' '), /keep it out of repositories/);
});

for (const [what, text] of [
  ['no JSON', '{ "hooks": '],
  ['hooks that are no object', '{ "hooks": [] }'],
] as const) {
  test(`a file with ${what} is left as it is [config.hooks]`, async (t) => {
    const home = createScratchHome(t);
    await home.write(SETTINGS, text);
    await assert.rejects(
      configureHooks(OPTIONS, home),
      (error) => error instanceof CodezError && error.code === 'invalid',
    );
    assert.equal(await home.read(SETTINGS), text);
  });
}

test('hooks go to this machine only [config.hooks]', async (t) => {
  const home = createScratchHome(t);
  for (const url of ['https://codez.example/mcp', 'nonsense', 'ftp://127.0.0.1/']) {
    await assert.rejects(configureHooks({ ...OPTIONS, url }, home), { code: 'invalid' });
  }
});
