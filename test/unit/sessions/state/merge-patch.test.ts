import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergePatch } from '../../../../src/sessions/state/merge-patch.ts';

/** Appendix A of RFC 7396: target, patch, result. */
const CASES: readonly (readonly [unknown, unknown, unknown])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

test('a merge patch does what RFC 7396 shows [sessions.state.merge]', () => {
  for (const [target, patch, result] of CASES) {
    const before = structuredClone([target, patch]);
    assert.deepEqual(mergePatch(target, patch), result, JSON.stringify([target, patch]));
    assert.deepEqual([target, patch], before, 'neither is changed');
  }
});

test('names of the prototype are names like others to it, and reach no prototype', () => {
  const patch = JSON.parse('{"__proto__": {"polluted": true}, "toString": {"a": 1}}') as unknown;
  const merged = mergePatch({}, patch) as object;
  assert.equal((merged as { polluted?: unknown }).polluted, undefined);
  assert.deepEqual(Object.keys(merged), ['__proto__', 'toString']);
  assert.deepEqual(mergePatch({}, { toString: { a: 1 } }), { toString: { a: 1 } });
});
