import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { parseArguments } from '../../../src/tools/arguments.ts';
import { memoryStore } from '../../../src/tools/memory/memory-store.ts';

/** Returns the error that `raw` gives as arguments of memory_store. */
function refusal(raw: unknown): CodezError {
  try {
    parseArguments(memoryStore, raw);
  } catch (error) {
    assert.ok(error instanceof CodezError);
    return error;
  }
  throw new Error('was accepted');
}

test('an unknown argument is named, whatever its name [mcp.error.params]', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'contents']) {
    const { message, fields } = refusal(JSON.parse(`{"content":"x","${name}":{"id":"y"}}`));
    assert.match(message, new RegExp(`^${name}: is no argument of this tool`));
    assert.deepEqual(Object.keys(fields ?? {}), [name]);
  }
});

test('a body of nothing but mistakes is told the first twenty, in few words', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => [`${'k'.repeat(200)}${index}`, 1]);
  const { message, fields } = refusal({ content: 'x', ...Object.fromEntries(names) });
  assert.ok(message.length < 300, message);
  assert.ok(JSON.stringify(fields).length < 20 * 300);
  assert.ok(Object.keys(fields ?? {}).length <= 20);
});

test('a list that is much too long is one problem, not one for each of its items', () => {
  const { fields } = refusal({ content: 'x', tags: Array<number>(100_000).fill(5) });
  assert.deepEqual(Object.keys(fields ?? {}), ['tags']);
});

test('metadata is kept as it was sent, or refused', () => {
  const kept = JSON.parse('{"constructor":1,"toString":2,"deep":{"__proto__":{"a":1}}}') as object;
  assert.deepEqual(parseArguments(memoryStore, { content: 'x', metadata: kept }), { content: 'x', metadata: kept });
  const { message, fields } = refusal(JSON.parse('{"content":"x","metadata":{"__proto__":{"a":1},"b":2}}'));
  assert.match(message, /^metadata\.__proto__: this name cannot be kept/);
  assert.deepEqual(Object.keys(fields ?? {}), ['metadata.__proto__']);
});
