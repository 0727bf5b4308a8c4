import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveClaudeConfigDir } from '../../../../src/claude/transcripts/claude-config-dir.ts';
import { slugOf } from '../../../../src/claude/transcripts/slug-of.ts';

test('a slug keeps ASCII letters and digits and nothing else', () => {
  assert.equal(slugOf('/home/me/a_b.c-d é'), '-home-me-a-b-c-d--');
  assert.equal(slugOf('/x/😀'), '-x---');
  assert.equal(slugOf(`/${'a'.repeat(199)}`), `-${'a'.repeat(199)}`);
});

// Folder names that Claude Code 2.1.330 made.
test('a slug of a long path is cut and carries a hash of the whole path', () => {
  const long = (level: number, count: number): string =>
    `/tmp/tr/s/m-amK9fQ/l${level}${`/dir_${'x'.repeat(20)}${level}`.repeat(count)}`;
  assert.match(slugOf(long(1, 8)), /^-tmp-tr-s-m-amK9fQ-l1-dir-x+1.*-if0n1z$/);
  assert.equal(slugOf(long(1, 8)).length, 207);
  assert.match(slugOf(long(2, 9)), /-owljzx$/);
  assert.match(slugOf(long(3, 9)), /-ejg4oj$/);
  const foreign = `/tmp/tr/s/m-amK9fQ/${'é'.repeat(60)}日本${'/日本語 dir_'.repeat(17)}`;
  assert.match(slugOf(foreign), /-88gbb5$/);
});

test("Claude Code's folder follows CLAUDE_CONFIG_DIR, its .claude.json as well", () => {
  assert.deepEqual(resolveClaudeConfigDir({}, '/h'), { folder: '/h/.claude', claudeJsonPath: '/h/.claude.json' });
  assert.deepEqual(resolveClaudeConfigDir({ CLAUDE_CONFIG_DIR: '' }, '/h').folder, '/h/.claude');
  assert.deepEqual(resolveClaudeConfigDir({ CLAUDE_CONFIG_DIR: '/c' }, '/h'), {
    folder: '/c',
    claudeJsonPath: '/c/.claude.json',
  });
});
