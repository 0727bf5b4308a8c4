import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODEZ_BIN, cleanEnvironment, runProgram } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();
const ESCAPE = '\u001b';

/** Runs codez on a pseudo-terminal, by the program `script` of util-linux. */
async function onTerminal(args: string, env: Record<string, string> = {}): Promise<string> {
  const line = `'${process.execPath}' '${CODEZ_BIN}' ${args}`;
  const { stdout } = await runProgram('script', ['-qec', line, '/dev/null'], {
    env: cleanEnvironment(folder, { TERM: 'xterm', SHELL: '/bin/sh', ...env }),
  });
  return stdout;
}

test('colour appears on a terminal, and not with NO_COLOR or TERM=dumb, nor in a pipe [cli.colour]', async () => {
  assert.ok((await onTerminal('tools')).includes(`${ESCAPE}[1mmemory_store`));
  assert.ok(!(await onTerminal('tools', { NO_COLOR: '1' })).includes(ESCAPE));
  assert.ok(!(await onTerminal('tools', { TERM: 'dumb' })).includes(ESCAPE));
  assert.ok((await onTerminal('srve')).includes(`${ESCAPE}[31merror:`));
  const piped = await runProgram(process.execPath, [CODEZ_BIN, 'tools'], { env: cleanEnvironment(folder) });
  assert.ok(!piped.stdout.includes(ESCAPE));
});

test('on a terminal the result of call is indented, and stored text cannot drive it [cli.call.output]', async () => {
  const shown = await onTerminal(
    `call memory_store --id t --content "$(printf 'red \\033[31m \\302\\233 \\342\\200\\256')"`,
  );
  assert.match(shown, /^\{\r\n {2}"status": "created",\r\n/m);
  assert.ok(shown.includes('red \\u001b[31m \\u009b \\u202e'), shown);
  const status = await onTerminal('call memory_retrieve t --json');
  assert.match(status, /^\{"status":"found",.*red \\u001b\[31m \\u009b \\u202e/m);
});

test('a reader that leaves early is no error, an output that cannot be written is', async () => {
  const env = cleanEnvironment(folder);
  const run = (line: string) => runProgram('bash', ['-c', `set -o pipefail; ${line}`], { env });
  const node = `'${process.execPath}' '${CODEZ_BIN}'`;
  const early = await run(`${node} tools --json | head -c 1`);
  assert.deepEqual([early.code, early.stdout, early.stderr], [0, '[', '']);
  const full = await run(`${node} tools > /dev/full`);
  assert.equal(full.code, 6);
  assert.match(full.stderr, /^error: The result could not be written: .*ENOSPC/);
});
