import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Project } from '../../../../src/claude/transcripts/transcripts.ts';
import { pageOfProjects } from '../../../../src/tools/sessions/page-of-projects.ts';
import { MAX_ROWS_BYTES } from '../../../../src/tools/sessions/results.ts';

function projectOf(slug: string, lastActivityAt: number, path = `/home/${slug}`): Project {
  return { slug, path, sessionCount: 1, lastActivityAt };
}

/** Reads all pages and returns the slugs of each. */
function readPages(projects: readonly Project[], limit: number): string[][] {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = pageOfProjects(projects, limit, cursor);
    pages.push(page.projects.map(({ slug }) => slug));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

test('projects come newest first, those of one moment by name, each on one page [sessions.projects.paged]', () => {
  const projects = [projectOf('a', 1), projectOf('c', 3), projectOf('b', 3), projectOf('d', 2.5), projectOf('e', 1)];
  assert.deepEqual(readPages(projects, 2), [['b', 'c'], ['d', 'a'], ['e']]);
  assert.deepEqual(readPages(projects, 5), [['b', 'c', 'd', 'a', 'e']]);
  assert.deepEqual(readPages([], 5), [[]]);
});

test('a page ends before a result would be too large, and goes on behind it [sessions.projects.paged, mcp.bounded]', () => {
  const projects = Array.from({ length: 900 }, (_, index) => projectOf(`p${index}`, index, `/${'x'.repeat(1000)}`));
  const pages = readPages(projects, 1000);
  assert.ok(pages.length > 1);
  assert.equal(pages.flat().length, 900);
  assert.equal(new Set(pages.flat()).size, 900);
  const { projects: first } = pageOfProjects(projects, 1000);
  assert.ok(Buffer.byteLength(JSON.stringify(first)) <= MAX_ROWS_BYTES);
});

test('what is no cursor of these pages is refused', () => {
  for (const cursor of ['', 'x', 'bm90aGluZw', Buffer.from('-1 a').toString('base64url')]) {
    assert.throws(() => pageOfProjects([projectOf('a', 1)], 1, cursor), { code: 'invalid' }, cursor);
  }
});
