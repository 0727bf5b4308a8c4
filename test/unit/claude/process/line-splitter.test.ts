import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineSplitter } from '../../../../src/claude/process/line-splitter.ts';
import { toOutputRecord } from '../../../../src/claude/process/output-record.ts';

const TEXT = '{"a":"ä😀"}\n\n{"b":1}\nrest é';

test('lines are whole wherever the bytes are cut [sessions.process.output]', () => {
  const bytes = Buffer.from(TEXT);
  for (let size = 1; size <= bytes.length; size++) {
    const splitter = new LineSplitter(1024);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = Buffer.from(bytes.subarray(at, at + size));
      for (const line of splitter.push(chunk, at)) lines.push(`${line.end} ${line.bytes.toString()}`);
      chunk.fill(0);
    }
    assert.deepEqual(lines, ['15 {"a":"ä😀"}', '16 ', '24 {"b":1}']);
    assert.equal(splitter.flush(bytes.length)?.bytes.toString(), 'rest é');
    assert.equal(splitter.flush(bytes.length), undefined);
  }
});

test('of a line beyond the limit only the beginning is kept, and the next one is whole [sessions.process.output]', () => {
  const splitter = new LineSplitter(10_000);
  let offset = 0;
  for (let round = 0; round < 100; round++) {
    assert.deepEqual(splitter.push(Buffer.alloc(1000, 'x'), offset), []);
    offset += 1000;
  }
  const [long, next] = splitter.push(Buffer.from('\n{"ok":true}\n'), offset);
  assert.deepEqual({ ...long, bytes: long?.bytes.length }, { bytes: 1024, isTooLong: true, end: 100_001 });
  assert.ok(long !== undefined && next !== undefined);
  assert.deepEqual(toOutputRecord(long, 's'), {
    place: { stream: 's', offset: 100_001 },
    value: undefined,
    text: 'x'.repeat(1024),
  });
  assert.deepEqual(toOutputRecord(next, 's')?.value, { ok: true });
});

test('what is no JSON object is a record without a value [sessions.process.output]', () => {
  for (const text of ['[1]', '1', 'null', '{"a":', 'hello', '\u0000\u001b[31m']) {
    const record = toOutputRecord({ bytes: Buffer.from(text), isTooLong: false, end: 9 }, 's');
    assert.deepEqual(record, { place: { stream: 's', offset: 9 }, value: undefined, text });
  }
  assert.equal(toOutputRecord({ bytes: Buffer.alloc(0), isTooLong: false, end: 1 }, 's'), undefined);
});
