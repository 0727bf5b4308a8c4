import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type IndexState, renderIndex } from '../../../../src/cli/search-index/render-index.ts';
import { textWidth } from '../../../../src/cli/text/text-width.ts';

const plain = (text: string): string => text;
const STYLE = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

const INDEX: IndexState = {
  state: 'building',
  conversation: { done_bytes: 999_900_000, total_bytes: 999_900_000 },
  tools: { done_bytes: 499_950_000, total_bytes: 999_900_000 },
  files: 12,
  documents: 900,
  size_bytes: 1,
  skipped_lines: 0,
  healed: [],
};

test('the bars of the index fit the terminal [cli.index.status]', () => {
  for (const width of [40, 60, 71, 72, 100]) {
    const lines = renderIndex(INDEX, STYLE, width).split('\n');
    for (const line of lines) assert.ok(textWidth(line) <= width, `${width}: ${line}`);
    assert.match(lines[1] ?? '', /^Conversation {2}▕█+▏ 100 % of 999\.9 MB/);
    assert.match(lines[2] ?? '', /^Tools {9}▕█+ +▏ 50 % of 999\.9 MB/);
  }
});
