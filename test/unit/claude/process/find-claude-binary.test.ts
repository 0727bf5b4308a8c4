import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findClaudeBinary } from '../../../../src/claude/process/find-claude-binary.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const platform = process.platform;

function program(path: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

test('the program named in CODEZ_CLAUDE_BIN is used and no other [sessions.process.binary]', async () => {
  const folder = scratchFolder();
  const claudeBin = program(join(folder, 'mine'));
  const onPath = program(join(folder, 'bin', 'claude'));
  const environment = { PATH: dirname(onPath) };
  assert.deepEqual(await findClaudeBinary({ claudeBin, environment, platform }), { path: claudeBin });
  for (const wrong of [join(folder, 'gone'), program(join(folder, 'plain'), 0o644), folder, 'claude']) {
    const found = await findClaudeBinary({ claudeBin: wrong, environment, platform });
    assert.ok('missing' in found);
    assert.match(found.missing, /^CODEZ_CLAUDE_BIN names .*npm install -g/);
    assert.equal(`${found.reason}. ${found.hint}`, found.missing);
  }
});

test('the search path comes first, then the usual places; relative parts are left out [sessions.process.binary]', async () => {
  const folder = scratchFolder();
  const usual = program(join(folder, '.local', 'bin', 'claude'));
  const environment = { PATH: `relative:${join(folder, 'none')}::${join(folder, 'bin')}`, HOME: folder };
  assert.deepEqual(await findClaudeBinary({ environment, platform }), { path: usual });
  const onPath = program(join(folder, 'bin', 'claude'));
  assert.deepEqual(await findClaudeBinary({ environment, platform }), { path: onPath });
  const older = program(join(folder, '.claude', 'local', 'claude'));
  assert.deepEqual(await findClaudeBinary({ environment: { HOME: folder }, platform }), { path: older });
});
