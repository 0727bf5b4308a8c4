import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildArguments } from '../../../src/cli/call/build-arguments.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import type { ToolDescription } from '../../../src/tools/tool-invoker.ts';

const TOOL = {
  name: 'note_add',
  title: 'Add a note',
  description: 'Adds a note.',
  group: 'memory',
  scope: 'memory',
  main: 'content',
  inputSchema: {
    type: 'object',
    properties: {
      content: { type: 'string' },
      tags: { type: 'array', items: { type: 'string' } },
      numbers: { type: 'array', items: { type: 'integer' } },
      if_version: { type: 'integer' },
      pinned: { type: 'boolean' },
      metadata: { type: 'object', additionalProperties: {} },
      ttl: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      order: { enum: ['recent', 'relevance'], type: 'string' },
    },
    required: ['content'],
  },
  outputSchema: {},
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
} satisfies ToolDescription;

const build = (words: string[], input?: unknown): unknown => buildArguments(TOOL, words, input);

test('words become arguments of the kinds the schema names', () => {
  const cases: [words: string[], expected: unknown][] = [
    [[], {}],
    [['--content', 'a b'], { content: 'a b' }],
    [['--content=a=b'], { content: 'a=b' }],
    [['content=a=b'], { content: 'a=b' }],
    [['--content', '--x'], { content: '--x' }],
    [['--content', ''], { content: '' }],
    [['--tags', 'ops, db,'], { tags: ['ops', 'db'] }],
    [['--tags', 'ops', '--tags', 'db'], { tags: ['ops', 'db'] }],
    [['--tags', '["a,b"]'], { tags: ['a,b'] }],
    [['--numbers', '1,-2'], { numbers: [1, -2] }],
    [['--if-version', '3'], { if_version: 3 }],
    [['if_version=3'], { if_version: 3 }],
    [['if-version=3'], { if_version: 3 }],
    [['--if-version', '0x3'], { if_version: '0x3' }],
    [['--pinned', '--content', 'x'], { pinned: true, content: 'x' }],
    [['--no-pinned'], { pinned: false }],
    [['--pinned=no'], { pinned: false }],
    [['pinned=maybe'], { pinned: 'maybe' }],
    [['--metadata', '{"a":[1]}'], { metadata: { a: [1] } }],
    [['--metadata', '{'], { metadata: '{' }],
    [['--ttl', '60'], { ttl: 60 }],
    [['--order', 'recent'], { order: 'recent' }],
    [['--contnet', 'x'], { contnet: 'x' }],
    [['--content', 'a\nb'], { content: 'a\nb' }],
    [['line one\nline=two'], { content: 'line one\nline=two' }],
  ];
  for (const [words, expected] of cases) assert.deepEqual(build(words), expected, words.join(' '));
});

test("a word without a name is the tool's main argument", () => {
  assert.deepEqual(build(['deploy notes']), { content: 'deploy notes' });
  assert.deepEqual(build(['deploy', '--tags', 'a']), { content: 'deploy', tags: ['a'] });
  assert.deepEqual(build(['--', '--not-an-option']), { content: '--not-an-option' });
  assert.throws(() => build(['deploy', 'notes']), UsageError);
  assert.throws(() => build(['deploy', '--content', 'x']), UsageError);
  const { main: _main, ...without } = TOOL;
  assert.throws(() => buildArguments(without, ['deploy'], undefined), UsageError);
});

test('--input is the base, words win', () => {
  assert.deepEqual(build([], { content: 'a' }), { content: 'a' });
  assert.equal(build([], 'text'), 'text');
  assert.deepEqual(build(['--content', 'b'], { content: 'a', pinned: true }), { content: 'b', pinned: true });
  assert.deepEqual(build(['b'], { pinned: true }), { content: 'b', pinned: true });
  assert.throws(() => build(['--content', 'b'], ['a']), UsageError);
});

test('an option without its value is wrong use, and the usage line shows the tool', () => {
  assert.throws(
    () => build(['--content']),
    (error) =>
      error instanceof UsageError && error.usage.startsWith('codez call note_add --content TEXT [--tags LIST]'),
  );
});

test('names like those of object prototypes are plain names', () => {
  const built = build(['__proto__=x', 'constructor=y']) as object;
  assert.equal(Object.getPrototypeOf(built), Object.prototype);
  assert.deepEqual(Object.entries(built), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});
