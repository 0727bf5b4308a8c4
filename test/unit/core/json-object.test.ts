import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJsonObject, parseJsonObject } from '../../../src/core/json-object.ts';

test('only a JSON object is one: no list, null, text or number', () => {
  assert.equal(isJsonObject({}), true);
  for (const other of [null, [], [{}], 'text', 1, true, undefined]) assert.equal(isJsonObject(other), false);
});

test('the object of a text or of bytes is returned, and nothing for what holds none', () => {
  assert.deepEqual(parseJsonObject('{"a":[1]}'), { a: [1] });
  assert.deepEqual(parseJsonObject(Buffer.from('{"é":1}')), { é: 1 });
  for (const other of ['', '{', 'null', '[]', '"{}"', '1']) assert.equal(parseJsonObject(other), undefined);
});
