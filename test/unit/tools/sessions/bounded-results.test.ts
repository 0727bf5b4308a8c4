import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PermissionRequest } from '../../../../src/sessions/session-service.ts';
import { fittingRequests } from '../../../../src/tools/sessions/fitting-requests.ts';
import { cutToBytes } from '../../../../src/tools/sessions/prompts.ts';
import { MAX_ROWS_BYTES } from '../../../../src/tools/sessions/results.ts';

const REQUEST: PermissionRequest = {
  request_id: 'r1',
  session_id: '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11',
  kind: 'permission',
  tool: 'Write',
  created_at: '2026-01-02T03:04:05.000Z',
  via: 'live',
};
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test('a text is cut to so many bytes of JSON, and never within a character [mcp.bounded]', () => {
  for (const text of ['x', 'é', '\u0001', '"', '😀', '😀x\n'].map((unit) => unit.repeat(5000))) {
    for (const bytes of [2, 10, 999, 20_000]) {
      const cut = cutToBytes(text, bytes);
      assert.ok(text.startsWith(cut) && sizeOf(cut) <= bytes, `${sizeOf(cut)} of ${bytes}`);
      assert.doesNotMatch(cut, /[\ud800-\udbff]$/);
      assert.ok(cut.length === text.length || sizeOf(text.slice(0, cut.length + 4)) > bytes, 'hardly more would fit');
    }
    assert.equal(cutToBytes(text, 1_000_000), text);
  }
});

test('an input that is too large keeps its shape, its long texts are cut and it says so [sessions.permissions.bounded]', () => {
  const input = { file_path: '/a/b', content: 'x'.repeat(500_000), edits: [{ old: 'y'.repeat(100_000), all: true }] };
  const [shown] = fittingRequests([{ ...REQUEST, input }]);
  const cut = shown?.input as typeof input;
  assert.equal(shown?.truncated, true);
  assert.equal(cut.file_path, '/a/b');
  assert.ok(cut.content.length < 20_000 && cut.content.startsWith('xxx'));
  assert.equal(cut.edits[0]?.all, true);
  const small = { ...REQUEST, input: { command: 'ls' } };
  assert.deepEqual(fittingRequests([small]), [small]);
});

test('requests that do not fit are left out, oldest first kept [sessions.permissions.bounded]', () => {
  const many = Array.from({ length: 50 }, (_, index) => ({
    ...REQUEST,
    request_id: `r${index}`,
    input: { text: 'x'.repeat(50_000), numbers: Array.from({ length: 12_000 }, () => 1) },
  }));
  const shown = fittingRequests(many);
  assert.ok(sizeOf(shown) <= MAX_ROWS_BYTES);
  assert.deepEqual(
    shown.map(({ request_id: id }) => id),
    many.slice(0, shown.length).map(({ request_id: id }) => id),
  );
  assert.ok(shown.length > 2 && shown.length < 50 && shown.every(({ truncated }) => truncated));
});
