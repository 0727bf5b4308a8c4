import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionLimit, readOpenFilesLimit } from '../../../src/http/connection-limit.ts';

test('connections leave files for the rest of the process [access.connections.limit]', () => {
  const cases: readonly (readonly [files: number, connections: number])[] = [
    [256, 128],
    [1024, 512],
    [4096, 3072],
    [1_048_576, 16_384],
    [Number.MAX_SAFE_INTEGER, 16_384],
  ];
  for (const [files, connections] of cases) assert.equal(connectionLimit(files), connections, String(files));
  assert.ok(readOpenFilesLimit('/does/not/exist') > 0);
  assert.ok(readOpenFilesLimit() > 0);
});
