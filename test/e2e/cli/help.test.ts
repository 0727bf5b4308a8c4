import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { cleanEnvironment, PROJECT_ROOT, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();
const codez = (...args: string[]) => runCodez(args, cleanEnvironment(folder));

test('codez alone, help and --help print the same help: every command with what it does [cli.help]', async () => {
  const alone = await codez();
  assert.equal(alone.code, 0);
  assert.equal(alone.stderr, '');
  assert.match(alone.stdout, /^Usage: codez COMMAND \[OPTIONS\]\n/);
  for (const { name, summary } of COMMANDS) {
    const line = alone.stdout.split('\n').find((each) => each.startsWith(`  ${name} `));
    assert.ok(line?.endsWith(summary), name);
  }
  for (const args of [['help'], ['--help'], ['-h'], ['--home', folder, '--help']]) {
    assert.equal((await codez(...args)).stdout, alone.stdout, args.join(' '));
  }
});

test('--version prints the version of the package [cli.version]', async () => {
  const { version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { version: string };
  for (const flag of ['--version', '-V']) {
    const { code, stdout, stderr } = await codez(flag);
    assert.deepEqual([code, stdout, stderr], [0, `${version}\n`, ''], flag);
  }
});

test('each command has help of its own, with its options, their variables and defaults', async () => {
  const { stdout } = await codez('serve', '--help');
  assert.match(stdout, /^Usage: codez serve \[OPTIONS\]\n/);
  assert.match(stdout, /--port <PORT> +Port to listen on; 0 picks a free one\.\s+\(CODEZ_PORT,\s+default\s+4097\)/);
  assert.equal((await codez('help', 'serve')).stdout, stdout);
  const verb = await codez('store', 'export', '--help');
  assert.match(verb.stdout, /^Usage: codez store export \[FILE\] \[OPTIONS\]\n/);
  const call = await codez('call', '--help');
  assert.match(call.stdout, /^Usage: codez call TOOL \[ARGUMENTS\.\.\.\] \[OPTIONS\]\n/);
});
