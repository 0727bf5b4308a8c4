import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderFound } from '../../../../src/cli/session/render-found.ts';
import { textWidth } from '../../../../src/cli/text/text-width.ts';

const plain = (text: string): string => text;
const STYLE = { bold: plain, dim: plain, red: plain, green: plain, cyan: plain, yellow: (text: string) => `<${text}>` };

const found = (snippet: string) => ({
  session_id: 'aaaaaaaa-0000-4000-8000-000000000001',
  slug: '-p',
  title: 'a title',
  role: 'user' as const,
  created_at: '2026-01-01T00:00:00.000Z',
  snippet,
  cwd: '/p',
});

test('marks take no room where lines are made, and a match over two lines is marked on both [cli.sessions.search]', () => {
  const view = { style: STYLE, width: 22, nowMs: Date.UTC(2026, 0, 2), userHome: '/home/me' };
  const [, ...lines] = renderFound([found('one **two** three **four five** six seven')], view).split('\n');
  assert.deepEqual(lines, ['  one <two> three <four>', '  <five> six seven']);
  for (const line of lines) assert.ok(textWidth(line.replace(/[<>]/g, '')) <= 22, line);
});
