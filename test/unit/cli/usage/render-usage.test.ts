import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Style } from '../../../../src/cli/output.ts';
import type { ShownUsage } from '../../../../src/cli/session/operations.ts';
import { textWidth } from '../../../../src/cli/text/text-width.ts';
import { renderBar } from '../../../../src/cli/usage/render-bar.ts';
import { renderUsage, type UsageGrouping } from '../../../../src/cli/usage/render-usage.ts';

const same = (text: string): string => text;
const STYLE: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

type Sums = ShownUsage['totals'];

function sums(cost: number, output: number, more: Partial<Sums> = {}): Sums {
  const tokens = { input: 1234, output, cache_read: 123_456_789, cache_write: 4_567_890 };
  return { cost_usd: cost, sessions: 1, messages: 1234, tokens, ...more };
}

function report(groups: ShownUsage['groups'], totals: Sums): ShownUsage {
  return { totals, groups, unpriced_models: [], prices_as_of: '2026-01-01' };
}

function render(by: UsageGrouping, shown: ShownUsage, width: number): string[] {
  return renderUsage(shown, { by, style: STYLE, width, userHome: '/home/me' }).split('\n');
}

test('numbers stand right-aligned with thousands, costs with $, bars at their share, and a total below [cli.usage.table]', () => {
  const days = [
    { key: '2026-01-30', ...sums(1234.5, 20_000) },
    { key: '2026-01-31', ...sums(308.625, 500) },
  ];
  assert.deepEqual(render('day', report(days, sums(1543.125, 20_500)), 80), [
    'DAY         RESPONSES       TOKENS  OUTPUT       COST',
    '2026-01-30      1,234  128,045,913  20,000  $1,234.50  █████████████████████████',
    '2026-01-31      1,234  128,026,413     500    $308.63  ██████▎',
    'total           1,234  128,046,413  20,500  $1,543.13',
  ]);
  assert.equal(
    render('day', report(days, sums(1543.125, 20_500)), 120)[0],
    'DAY         RESPONSES  INPUT  OUTPUT  CACHE WRITE   CACHE READ       COST',
  );
});

test('no line is wider than the terminal, whatever names and numbers there are [cli.usage.width]', () => {
  const key = '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11';
  const huge = sums(1e9, 9e14, { messages: 1e9 });
  const titles = ['日本語の長いタイトル'.repeat(9), 'x'.repeat(300), '', 'e\u0301'.repeat(80), '🧪'.repeat(60)];
  const groups = titles.map((title, index) => ({
    key: `${index}${key.slice(1)}`,
    title,
    path: `/srv/${title}`,
    ...huge,
  }));
  for (const by of ['day', 'model', 'project', 'session'] as const) {
    for (const width of [40, 50, 60, 70, 80, 100, 119, 120]) {
      const lines = render(by, report(groups, huge), width);
      assert.equal(lines.length, groups.length + 2);
      for (const line of lines) assert.ok(textWidth(line) <= width, `${by} ${width}: ${textWidth(line)} ${line}`);
    }
  }
});

test('projects are shown by path, sessions by short id and title, without what could drive a terminal [cli.usage.names]', () => {
  const one = sums(2, 10);
  const project = report(
    [
      { key: '-home-me-app', path: '/home/me/app', ...one },
      { key: '-gone', ...one },
    ],
    one,
  );
  assert.deepEqual(
    render('project', project, 80).map((line) => line.slice(0, 7).trim()),
    ['PROJECT', '~/app', '-gone', 'total'],
  );
  const id = '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11';
  const other = '0b7e6c1e-5555-4c55-9c0b-2f4f0f6f9a11';
  const sessions = report(
    [
      { key: id, title: 'Fix\nit \u001b[31m', ...one },
      { key: other, title: 'b', ...one },
    ],
    one,
  );
  const [, first, second] = render('session', sessions, 100);
  assert.match(first ?? '', /^0b7e6c1e-4 {2}Fix it \\u001b\[31m /);
  assert.match(second ?? '', /^0b7e6c1e-5 {2}b /);
});

test('what has no price shows a +, what has nothing else a ?, and bars compare tokens then [cli.usage.unpriced]', () => {
  const partial = sums(1, 10, { cost_is_partial: true });
  const none = sums(0, 10, { cost_is_partial: true });
  const costs = (lines: readonly string[]): (string | undefined)[] =>
    lines.map((line) => /(\$?[\d.]*[+?]) /.exec(`${line} `)?.[1]);
  assert.deepEqual(
    costs(
      render(
        'model',
        report(
          [
            { key: 'a', ...partial },
            { key: 'b', ...none },
          ],
          partial,
        ),
        80,
      ),
    ),
    [undefined, '$1.00+', '?', '$1.00+'],
  );
  const [, only] = render('model', report([{ key: 'b', ...none }], none), 80);
  assert.match(only ?? '', /\? {2}█+$/);
});

test('a bar is as long as its share, to an eighth of a column', () => {
  assert.deepEqual(
    [0, 0.001, 0.5, 0.55, 1, 2].map((share) => renderBar(share, 5)),
    ['', '▏', '██▌', '██▊', '█████', '█████'],
  );
});
