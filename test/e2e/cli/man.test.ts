import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, PROJECT_ROOT, runProgram } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';

const hasMan = spawnSync('man', ['--version']).error === undefined;

test('after a global install codez and its manual pages are found [cli.man]', async () => {
  const prefix = scratchFolder();
  const env = cleanEnvironment(scratchFolder(), { MANPATH: join(prefix, 'share', 'man'), MANPAGER: 'cat' });
  const flags = ['--ignore-scripts', '--offline', '--no-audit', '--no-fund'];
  const installed = await runProgram('npm', ['install', '--global', '--prefix', prefix, ...flags, PROJECT_ROOT], {
    env,
  });
  assert.equal(installed.code, 0, installed.stderr);
  const version = await runProgram(join(prefix, 'bin', 'codez'), ['--version'], { env });
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  for (const [page, text] of [
    ['codez', 'codez - One secure, durable door to your machines for any MCP client'],
    ['codez-serve', 'codez serve [OPTIONS]'],
    ['codez-store', 'codez store backup FOLDER [OPTIONS]'],
  ] as const) {
    assert.ok(existsSync(join(prefix, 'share', 'man', 'man1', `${page}.1`)), page);
    if (!hasMan) continue;
    const { code, stdout, stderr } = await runProgram('man', ['--warnings', page], { env });
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '', page);
    assert.ok(stdout.includes(text), page);
  }
});
