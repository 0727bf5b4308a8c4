import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { walkTranscriptFiles } from '../../../../src/claude/transcripts/transcript-files.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const SESSION = '11111111-2222-4333-8444-555555555555';

test('all transcripts and files of sub-agents are found, links and other files are not', () => {
  const root = scratchFolder();
  const outside = scratchFolder();
  const put = (...parts: string[]): void => {
    mkdirSync(join(root, ...parts.slice(0, -1)), { recursive: true });
    writeFileSync(join(root, ...parts), '{}\n');
  };
  put('-a', `${SESSION}.jsonl`);
  put('-a', 'agent-old1.jsonl');
  put('-a', 'notes.jsonl');
  put('-a', 'memory', 'MEMORY.md');
  put('-a', SESSION, 'subagents', 'agent-new1.jsonl');
  put('-a', SESSION, 'subagents', 'agent-new1.meta.json');
  put('-a', SESSION, 'subagents', 'workflows', 'w1', 'agent-deep.jsonl');
  put('-a', SESSION, 'tool-results', 'agent-no.jsonl');
  put('-b', '22222222-2222-4333-8444-555555555555', 'other');
  writeFileSync(join(outside, 'agent-linked.jsonl'), '{}\n');
  symlinkSync(outside, join(root, '-b', '22222222-2222-4333-8444-555555555555', 'subagents'));
  symlinkSync(outside, join(root, '-c'));
  symlinkSync(join(outside, 'agent-linked.jsonl'), join(root, '-a', 'agent-linked.jsonl'));
  const found = [...walkTranscriptFiles(root)].map(({ path, slug, sessionId, agentId, stats }) => {
    assert.equal(stats.size, 3);
    return [path.slice(root.length + 1), slug, sessionId, agentId];
  });
  assert.deepEqual(found.sort(), [
    [`-a/${SESSION}.jsonl`, '-a', SESSION, undefined],
    [`-a/${SESSION}/subagents/agent-new1.jsonl`, '-a', SESSION, 'new1'],
    [`-a/${SESSION}/subagents/workflows/w1/agent-deep.jsonl`, '-a', SESSION, 'deep'],
    ['-a/agent-old1.jsonl', '-a', undefined, 'old1'],
  ]);
});

test('a root that is missing, a file or a link to a folder gives what is there', () => {
  const root = scratchFolder();
  assert.deepEqual([...walkTranscriptFiles(join(root, 'missing'))], []);
  writeFileSync(join(root, 'file'), '');
  assert.deepEqual([...walkTranscriptFiles(join(root, 'file'))], []);
  mkdirSync(join(root, 'real', '-a'), { recursive: true });
  writeFileSync(join(root, 'real', '-a', `${SESSION}.jsonl`), '');
  symlinkSync(join(root, 'real'), join(root, 'link'));
  assert.equal([...walkTranscriptFiles(join(root, 'link'))].length, 1);
});
