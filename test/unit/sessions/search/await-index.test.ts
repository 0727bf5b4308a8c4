import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IndexStatus, PassProgress, SearchPart } from '../../../../src/search/search-index.ts';
import { missingOf } from '../../../../src/sessions/search/await-index.ts';

const DONE: PassProgress = { doneBytes: 100, totalBytes: 100 };
const HALF: PassProgress = { doneBytes: 50, totalBytes: 100 };
const NONE: PassProgress = { doneBytes: 0, totalBytes: 0 };

function missing(
  state: IndexStatus['state'],
  conversation: PassProgress,
  tools: PassProgress,
  parts: readonly SearchPart[],
): PassProgress | undefined {
  const counts = { files: 1, documents: 1, sizeBytes: 1, skippedLines: 0, healed: [] };
  return missingOf({ state, conversation, tools, ...counts }, new Set(parts));
}

test('what a search misses is told by the passes it needs [sessions.search.building]', () => {
  assert.equal(missing('ready', DONE, DONE, ['text', 'tools']), undefined);
  assert.equal(missing('ready', NONE, NONE, ['text', 'tools']), undefined);
  assert.deepEqual(missing('building', NONE, NONE, ['text']), NONE);
  assert.deepEqual(missing('building', HALF, NONE, ['text']), HALF);
  assert.deepEqual(missing('building', HALF, HALF, ['text', 'tools']), { doneBytes: 100, totalBytes: 200 });
  assert.equal(missing('building', DONE, HALF, ['text', 'thinking', 'subagents']), undefined);
  assert.deepEqual(missing('building', DONE, HALF, ['tools']), { doneBytes: 150, totalBytes: 200 });
  assert.deepEqual(missing('failed', HALF, HALF, ['text']), HALF);
});
