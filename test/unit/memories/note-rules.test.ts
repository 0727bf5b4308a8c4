import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import {
  checkContent,
  checkMetadata,
  checkNoteId,
  checkQuery,
  checkResourceId,
  cleanTags,
} from '../../../src/memories/note-rules.ts';

function assertInvalid(run: () => unknown, field: string, limit: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof CodezError);
    assert.equal(error.code, 'invalid');
    assert.deepEqual(Object.keys(error.fields ?? {}), [field]);
    assert.match(error.message, limit);
    return true;
  });
}

test('an id is 1 to 128 of its characters [memory.id]', () => {
  for (const id of ['a', 'A.b_c:d-9', 'x'.repeat(128), '.', '..']) checkNoteId(id);
  for (const id of ['', 'x'.repeat(129), 'a b', 'a/b', 'é', 'a\n', '\ud800']) {
    assertInvalid(() => checkNoteId(id), 'id', /1 to 128/);
  }
});

test('a resource id leaves room for what append adds [memory.append.limit]', () => {
  checkResourceId('r'.repeat(119));
  assertInvalid(() => checkResourceId('r'.repeat(120)), 'resource_id', /1 to 119/);
  assertInvalid(() => checkResourceId(''), 'resource_id', /1 to 119/);
});

test('content is counted in characters, without surrounding white space [memory.content]', () => {
  const longest = 'x'.repeat(32_000);
  for (const content of ['x', longest, `  ${longest}\n`, '🚀'.repeat(32_000), '\ud800', '\u0000'])
    checkContent(content);
  for (const content of ['', ' \n\t\u3000']) assertInvalid(() => checkContent(content), 'content', /1 to 32,000/);
  for (const content of [`${longest}x`, '🚀'.repeat(32_001), 'x'.repeat(100_000)]) {
    assertInvalid(() => checkContent(content), 'content', /at most 32,000/);
  }
  assertInvalid(() => checkContent(`x${' '.repeat(4001)}`), 'content', /4,000/);
  assertInvalid(() => checkContent('', 'text'), 'text', /1 to 32,000/);
});

test('tags are trimmed and lose duplicates without regard to case [memory.tags]', () => {
  assert.deepEqual(cleanTags([' Ops ', 'ops', 'OPS', 'é', 'e\u0301', 'b']), ['Ops', 'é', 'b']);
  assert.equal(cleanTags(Array.from({ length: 32 }, (_, index) => `t${index}`)).length, 32);
  assert.deepEqual(cleanTags(Array.from({ length: 40 }, () => 'same')), ['same']);
  assertInvalid(() => cleanTags(Array.from({ length: 33 }, (_, index) => `t${index}`)), 'tags', /at most 32/);
  for (const tag of ['', '  ', 'x'.repeat(65)]) assertInvalid(() => cleanTags([tag]), 'tags', /1 to 64/);
  assert.deepEqual(cleanTags(['🚀'.repeat(64)]), ['🚀'.repeat(64)]);
});

test('resource tags are outside the limits and keep their case [memory.tags.resource]', () => {
  const long = `resource:${'r'.repeat(119)}`;
  const plain = Array.from({ length: 32 }, (_, index) => `t${index}`);
  assert.deepEqual(cleanTags([...plain, long, 'resource:A', 'resource:a']).slice(32), [
    long,
    'resource:A',
    'resource:a',
  ]);
  assertInvalid(() => cleanTags([`resource:${'r'.repeat(120)}`]), 'tags', /1 to 64/);
});

test('a number in metadata that JSON cannot keep is refused by name', () => {
  assertInvalid(() => checkMetadata({ deep: [{ size: Number.POSITIVE_INFINITY }] }), 'metadata', /size holds a number/);
  checkMetadata({ deep: [{ size: Number.MAX_VALUE }] });
});

test('metadata is bounded in bytes of JSON [memory.metadata]', () => {
  checkMetadata({});
  checkMetadata({ a: 'x'.repeat(16 * 1024 - 8) });
  assertInvalid(() => checkMetadata({ a: 'x'.repeat(16 * 1024 - 7) }), 'metadata', /16 KiB/);
  assertInvalid(() => checkMetadata({ a: 'é'.repeat(8 * 1024) }), 'metadata', /16 KiB/);
});

test('a query is bounded before it runs [memory.invalid]', () => {
  checkQuery('x'.repeat(1000), 64);
  assertInvalid(() => checkQuery('x'.repeat(1001), 1), 'query', /1,000/);
  assertInvalid(() => checkQuery('x', 65), 'query', /64 words/);
});
