import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez, runProgram } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();
const env = cleanEnvironment(folder);

/** What stands on the line, the last word being completed, and what must (all of it) and must not be offered. */
const CASES: readonly [words: string[], offered: string[], not: string[]][] = [
  [[''], ['serve', 'call', 'store', 'completion'], ['memory_store', 'verify']],
  [['serve', '--log-level', ''], ['debug', 'info', 'warn', 'error'], ['serve']],
  [['config', ''], ['claude', 'codex'], ['serve']],
  [['store', ''], ['verify', 'backup'], ['serve']],
  [['call', ''], ['memory_store', 'memory_search', 'store_verify'], ['serve']],
  [
    ['call', 'memory_store', '--'],
    ['--content', '--tags', '--input', '--json'],
    ['--query', '--port'],
  ],
  [['store', 'export', '--'], ['--space', '--host', '--json'], ['--overwrite']],
  [['completion', ''], ['bash', 'zsh', 'fish'], ['serve']],
];

async function scriptOf(shell: string): Promise<string> {
  const { code, stdout } = await runCodez(['completion', shell], env);
  assert.equal(code, 0);
  const file = join(folder, `codez.${shell}`);
  writeFileSync(file, stdout);
  return file;
}

async function check(shell: string, offeredFor: (words: readonly string[]) => Promise<string>): Promise<void> {
  for (const [words, offered, not] of CASES) {
    const found = (await offeredFor(words)).split(/\s+/);
    for (const word of offered) assert.ok(found.includes(word), `${shell}: ${words.join(' ')}: ${word} in ${found}`);
    for (const word of not) assert.ok(!found.includes(word), `${shell}: ${words.join(' ')}: not ${word}`);
  }
}

test('the bash script completes commands, options, their values and tools [cli.completion]', async () => {
  const file = await scriptOf('bash');
  await check('bash', async (words) => {
    const line = ['codez', ...words].map((word) => `'${word}'`).join(' ');
    const program = `source '${file}'; complete -p codez >&2
      COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _codez; echo "\${COMPREPLY[*]}"`;
    const { stdout, stderr } = await runProgram('bash', ['--norc', '-c', program], { env });
    assert.equal(stderr, 'complete -o default -F _codez codez\n');
    return stdout;
  });
});

test('the zsh script does the same', { skip: !has('zsh') && 'zsh is not installed' }, async () => {
  const file = await scriptOf('zsh');
  await check('zsh', async (words) => {
    const line = ['codez', ...words].map((word) => `'${word}'`).join(' ');
    // Outside of the line editor, what would be offered is printed.
    const program = `autoload -Uz compinit; compinit -u -d '${folder}/dump'; source '${file}'
      [[ $_comps[codez] == _codez ]] || exit 9
      _describe() { local name=\${@[-1]}; print -l -- \${\${(P)name}%%:*} }
      compadd() { print -l -- "$@" }; _files() { }; _message() { }
      words=(${line}); CURRENT=${words.length + 1}; _codez`;
    const { code, stdout, stderr } = await runProgram('zsh', ['-f', '-c', program], { env });
    assert.equal(code, 0, stderr);
    return stdout;
  });
});

test('the fish script does the same', { skip: !has('fish') && 'fish is not installed' }, async () => {
  const file = await scriptOf('fish');
  await check('fish', async (words) => {
    const line = ['codez', ...words].join(' ');
    const program = `source '${file}'; complete -C '${line}'`;
    const { stdout, stderr } = await runProgram('fish', ['-N', '-c', program], { env });
    assert.equal(stderr, '');
    return stdout;
  });
});

function has(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}
