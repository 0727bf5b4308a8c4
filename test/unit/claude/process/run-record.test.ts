import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRunRecord, streamOf } from '../../../../src/claude/process/run-record.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const SPEC = { sessionId: ID, cwd: '/', start: 'new', permissionMode: 'default', trusted: true };
const WHOLE = {
  sessionId: ID,
  pid: 7,
  start: 5,
  bootId: 'b',
  startedAt: 1,
  input: 'fifo',
  run: 'ab',
  cuts: 0,
  spec: SPEC,
};

test('a whole record is read as it was written', () => {
  const record = parseRunRecord(JSON.stringify(WHOLE), ID);
  assert.deepEqual(record, WHOLE);
  assert.equal(streamOf({ ...record, cuts: 2 }), `${ID}:ab.2`);
});

const odd: readonly [string, unknown][] = [
  ['no JSON', undefined],
  ['null', null],
  ['a list', []],
  ['another session', { ...WHOLE, sessionId: '7c9e6679-7425-40de-944b-e07fc1f90ae7' }],
  ['no process', { ...WHOLE, pid: undefined }],
  ['a process group', { ...WHOLE, pid: -1 }],
  ['a start that is text', { ...WHOLE, start: '5' }],
  ['no boot', { ...WHOLE, bootId: 1 }],
  ['another way of input', { ...WHOLE, input: 'socket' }],
  ['half a cut', { ...WHOLE, cutting: { headBytes: 1 } }],
  ['no way it was started', { ...WHOLE, spec: undefined }],
  ['a start of another session', { ...WHOLE, spec: { ...SPEC, sessionId: 'x' } }],
  ['trust that is not said', { ...WHOLE, spec: { ...SPEC, trusted: 'yes' } }],
];
for (const [name, value] of odd) {
  test(`a record with ${name} is not believed`, () => {
    assert.throws(() => parseRunRecord(value === undefined ? '{"pid":' : JSON.stringify(value), ID));
  });
}
