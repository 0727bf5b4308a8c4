import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutPart } from '../../../../src/claude/transcripts/cut-part.ts';
import { partsOfContent, textOfResult, tokenUsageOf } from '../../../../src/claude/transcripts/parts-of-content.ts';
import { cutText } from '../../../../src/core/cut-text.ts';

test('content becomes typed parts in order, whatever else stands between', () => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAEC' } };
  const parts = partsOfContent([
    { type: 'thinking', thinking: 'hm', signature: 'x' },
    null,
    { type: 'redacted_thinking', data: 'x' },
    { type: 'text', text: 'héllo' },
    { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'ls' } },
    { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: { query: 'q' } },
    { type: 'tool_use', name: 'no id' },
    { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'a' }, image], is_error: true },
    image,
    7,
  ]);
  assert.deepEqual(parts, [
    { type: 'thinking', text: 'hm' },
    { type: 'text', text: 'héllo' },
    { type: 'tool_use', tool_use_id: 'toolu_1', tool: 'Bash', input: { command: 'ls' }, state: 'pending' },
    { type: 'tool_use', tool_use_id: 'srv_1', tool: 'web_search', input: { query: 'q' }, state: 'pending' },
    { type: 'tool_result', tool_use_id: 'toolu_1', text: 'a\n[image image/png, 3 bytes]', is_error: true },
    { type: 'image', media_type: 'image/png', bytes: 3 },
  ]);
});

test('a text is one part, nothing and odd things are none', () => {
  assert.deepEqual(partsOfContent('hi'), [{ type: 'text', text: 'hi' }]);
  for (const odd of ['', undefined, null, 3, {}, [], [[]], [{ type: 'text' }], [{ type: 'text', text: 4 }]]) {
    assert.deepEqual(partsOfContent(odd), []);
  }
});

test('image sizes are those of the bytes behind the base64', () => {
  for (const size of [0, 1, 2, 3, 4, 5, 1000]) {
    const data = Buffer.alloc(size).toString('base64');
    const [part] = partsOfContent([{ type: 'image', source: { media_type: 'image/gif', data } }]);
    assert.deepEqual(part, { type: 'image', media_type: 'image/gif', bytes: size });
  }
});

test('results of any shape become a text', () => {
  assert.equal(textOfResult('plain'), 'plain');
  assert.equal(textOfResult(undefined), '');
  assert.equal(textOfResult({ odd: 1 }), '{"odd":1}');
  assert.equal(
    textOfResult(['a', { type: 'text', text: 'b' }, { type: 'resource' }, null]),
    'a\nb\n[resource]\n[block]',
  );
});

test('usage is read leniently', () => {
  assert.equal(tokenUsageOf('much'), undefined);
  assert.deepEqual(tokenUsageOf({ input_tokens: 3, output_tokens: 'x', cache_read_input_tokens: -1 }), {
    input: 3,
    output: 0,
    cache_read: 0,
    cache_write: 0,
  });
});

test('a long text is cut between characters and says so', () => {
  assert.equal(cutText('ab😀c', 3), 'ab');
  assert.equal(cutText('ab😀c', 4), 'ab😀');
  assert.deepEqual(cutPart({ type: 'text', text: 'abcdef' }, 3), { type: 'text', text: 'abc', truncated: true });
  assert.deepEqual(cutPart({ type: 'text', text: 'abc' }, 3), { type: 'text', text: 'abc' });
});

test("a tool's input keeps its shape when its texts are cut", () => {
  const call = { type: 'tool_use', tool_use_id: 't', tool: 'Write', state: 'pending' } as const;
  const input = { file_path: '/a', content: 'x'.repeat(10_000), more: [1, 2, 3] };
  const cut = cutPart({ ...call, input }, 500);
  assert.equal(cut.type === 'tool_use' && cut.truncated, true);
  assert.ok(JSON.stringify(cut).length < 700);
  assert.equal((cut as { input: { file_path: string } }).input.file_path, '/a');
  assert.deepEqual(cutPart({ ...call, input }, 20_000), { ...call, input });
  const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
  assert.ok(JSON.stringify(cutPart({ ...call, input: deep }, 100_000)).length < 1_000);
});
