import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LaunchSpec } from '../../../../src/claude/process/claude-process.ts';
import { toLaunchArguments } from '../../../../src/claude/process/launch-arguments.ts';
import type { CodezError } from '../../../../src/core/errors.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const OTHER = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const RECORD = '16fd2706-8baf-433b-82eb-8c7fada847da';
const SPEC: LaunchSpec = { sessionId: ID, cwd: '/', start: 'new', permissionMode: 'default', trusted: true };
const PROTOCOL =
  '-p --input-format stream-json --output-format stream-json --verbose --include-partial-messages ' +
  '--replay-user-messages --permission-prompt-tool stdio';

const starts: readonly [string, Partial<LaunchSpec>, string][] = [
  ['a new session', {}, `${PROTOCOL} --session-id=${ID} --permission-mode=default`],
  ['a resumed one', { start: 'resume' }, `${PROTOCOL} --resume=${ID} --permission-mode=default`],
  [
    'a fork',
    { start: 'fork', forkOf: OTHER },
    `${PROTOCOL} --fork-session --resume=${OTHER} --session-id=${ID} --permission-mode=default`,
  ],
  [
    'a fork at a message',
    { start: 'fork', forkOf: OTHER, forkAt: RECORD },
    `${PROTOCOL} --fork-session --resume=${OTHER} --resume-session-at=${RECORD} --session-id=${ID} --permission-mode=default`,
  ],
  [
    'an untrusted folder',
    { trusted: false },
    `${PROTOCOL} --session-id=${ID} --permission-mode=default --setting-sources=user`,
  ],
];
for (const [name, more, expected] of starts) {
  test(`${name} is started with the arguments of the protocol [sessions.process.arguments]`, () => {
    assert.equal(toLaunchArguments({ ...SPEC, ...more }).join(' '), expected);
  });
}

test('every option is one argument, and a value that begins with a dash stays a value [sessions.process.arguments]', () => {
  const args = toLaunchArguments({
    ...SPEC,
    model: '--help',
    fallbackModel: '-x',
    effort: 'low',
    maxBudgetUsd: 0.5,
    appendSystemPrompt: '-p is; $(rm) "quoted"\nand more',
    jsonSchema: { type: 'object' },
    allowedTools: ['Bash(git *)', '-Read'],
    disallowedTools: ['Write'],
    addDirs: ['/a b', '/-c'],
  });
  assert.deepEqual(args.slice(PROTOCOL.split(' ').length), [
    `--session-id=${ID}`,
    '--permission-mode=default',
    '--model=--help',
    '--fallback-model=-x',
    '--effort=low',
    '--max-budget-usd=0.5',
    '--append-system-prompt=-p is; $(rm) "quoted"\nand more',
    '--json-schema={"type":"object"}',
    '--allowedTools=Bash(git *)',
    '--allowedTools=-Read',
    '--disallowedTools=Write',
    '--add-dir=/a b',
    '--add-dir=/-c',
  ]);
});

const refused: readonly [string, Partial<LaunchSpec>, string][] = [
  ['a session id that is an option', { sessionId: '--help' }, 'invalid'],
  ['a session id with something behind it', { sessionId: `${ID}\n` }, 'invalid'],
  ['a fork of nothing', { start: 'fork' }, 'invalid'],
  ['a fork at a path', { start: 'fork', forkOf: OTHER, forkAt: '../x' }, 'invalid'],
  ['a NUL', { model: 'a\0b' }, 'invalid'],
  ['a value beyond what the system takes', { appendSystemPrompt: 'é'.repeat(70_000) }, 'too_large'],
];
for (const [name, more, code] of refused) {
  test(`${name} is refused before it reaches a command line [sessions.process.arguments]`, () => {
    assert.throws(
      () => toLaunchArguments({ ...SPEC, ...more }),
      (error) => (error as CodezError).code === code,
    );
  });
}

test('what lies in a closed folder is denied to the tools, whatever the folder is called [sessions.roots.closed]', () => {
  const rows: readonly [string, string][] = [
    ['/home/me/.codez', '//home/me/.codez/**'],
    ['/a b/(c),d', '//a b/(c),d/**'],
    ['/a[1]/*?!', '//a\\[1\\]/\\*\\?\\!/**'],
    ['C:\\Users\\me\\.codez', '//c/Users/me/.codez/**'],
  ];
  for (const [folder, pattern] of rows) {
    const args = toLaunchArguments({ ...SPEC, disallowedTools: ['Write'] }, [folder]);
    assert.deepEqual(args.slice(-3), [
      '--disallowedTools=Write',
      `--disallowedTools=Read(${pattern})`,
      `--disallowedTools=Edit(${pattern})`,
    ]);
  }
});
