import type { Style } from '../output.ts';
import { renderTable } from '../render-table.ts';
import type { ShownUsage } from '../session/operations.ts';
import { shortIdLength } from '../session/render-session-list.ts';
import { shownFolder } from '../text/shown-folder.ts';
import { shownLine } from '../text/shown-text.ts';
import { cutLine, cutLineStart, padLine, textWidth } from '../text/text-width.ts';
import { renderBar } from './render-bar.ts';

export type UsageGrouping = 'day' | 'model' | 'project' | 'session';
type Sums = ShownUsage['totals'];
type Group = ShownUsage['groups'][number];

/** How usage is shown. */
export interface UsageView {
  readonly by: UsageGrouping;
  readonly style: Style;
  /** Columns there are. */
  readonly width: number;
  readonly userHome: string;
}

interface Column {
  readonly heading: string;
  readonly cell: (sums: Sums) => string;
}

const RESPONSES: Column = { heading: 'RESPONSES', cell: ({ messages }) => withCommas(messages) };
const INPUT: Column = { heading: 'INPUT', cell: ({ tokens }) => withCommas(tokens.input) };
const OUTPUT: Column = { heading: 'OUTPUT', cell: ({ tokens }) => withCommas(tokens.output) };
const WRITTEN: Column = { heading: 'CACHE WRITE', cell: ({ tokens }) => withCommas(tokens.cache_write) };
const READ: Column = { heading: 'CACHE READ', cell: ({ tokens }) => withCommas(tokens.cache_read) };
const TOKENS: Column = { heading: 'TOKENS', cell: ({ tokens }) => withCommas(allTokens(tokens)) };
const COST: Column = { heading: 'COST', cell: renderCost };

/** From the widest on: the first that leaves room for names and bars is taken. */
const LAYOUTS: readonly (readonly Column[])[] = [
  [RESPONSES, INPUT, OUTPUT, WRITTEN, READ, COST],
  [RESPONSES, TOKENS, OUTPUT, COST],
  [TOKENS, COST],
  [COST],
];

const GAP = 2;
const MIN_BAR = 6;
const MAX_BAR = 30;
/** What is left at least to names, where they are that long. */
const MIN_NAME: Readonly<Record<UsageGrouping, number>> = { day: 10, model: 28, project: 32, session: 44 };

/** Returns usage as a table: a line for each group with a bar, and one for all. */
export function renderUsage({ totals, groups }: ShownUsage, view: UsageView): string {
  const idLength = shortIdLength(groups.map(({ key }) => key));
  const names = groups.map((group) => nameOf(group, idLength, view));
  const columns = fittingLayout(totals, names, view);
  const numbers = widthOf(totals, columns);
  const widest = Math.max(view.by.length, 5, ...names.map(textWidth));
  const nameWidth = Math.max(8, Math.min(widest, view.width - numbers - GAP - MIN_BAR));
  const barWidth = Math.min(MAX_BAR, view.width - numbers - nameWidth - GAP);
  const share = shareOf(groups);
  const cells = (name: string, sums: Sums): string[] => [
    padLine(view.by === 'project' ? cutLineStart(name, nameWidth) : cutLine(name, nameWidth), nameWidth),
    ...columns.map((column) => column.cell(sums).padStart(cellWidth(column, totals))),
  ];
  const rows = groups.map((group, index) => [...cells(names[index] ?? '', group), renderBar(share(group), barWidth)]);
  const headings = [
    view.by.toUpperCase(),
    ...columns.map((column) => column.heading.padStart(cellWidth(column, totals))),
  ];
  const { style } = view;
  return renderTable([...headings, ''], [...rows, [...cells('total', totals), '']], style, (cell, column, row) => {
    if (row === rows.length) return style.bold(cell);
    return column === headings.length ? style.cyan(cell) : cell;
  })
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function nameOf({ key, path, title }: Group, idLength: number, { by, userHome }: UsageView): string {
  if (by === 'project') return path === undefined ? key : shownFolder(path, userHome);
  if (by === 'session') return `${key.slice(0, idLength)}  ${shownLine(title ?? '')}`.trimEnd();
  return shownLine(key);
}

function fittingLayout(totals: Sums, names: readonly string[], { by, width }: UsageView): readonly Column[] {
  const name = Math.min(MIN_NAME[by], Math.max(7, ...names.map(textWidth)));
  const fits = (columns: readonly Column[]): boolean => widthOf(totals, columns) + name + GAP + MIN_BAR <= width;
  return LAYOUTS.find(fits) ?? [COST];
}

/** No sum is wider than that of all. */
function cellWidth({ heading, cell }: Column, totals: Sums): number {
  return Math.max(heading.length, cell(totals).length);
}

function widthOf(totals: Sums, columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + cellWidth(column, totals) + GAP, 0);
}

/** Bars compare costs, or tokens where nothing has a price. */
function shareOf(groups: readonly Group[]): (group: Group) => number {
  const isPriced = groups.some(({ cost_usd: cost }) => cost > 0);
  const measure = (group: Group): number => (isPriced ? group.cost_usd : allTokens(group.tokens));
  const most = Math.max(1e-9, ...groups.map(measure));
  return (group) => measure(group) / most;
}

/** A `+` says that there are responses without a known price, a `?` that there are no others. */
function renderCost({ cost_usd: cost, cost_is_partial: isPartial }: Sums): string {
  if (isPartial && cost === 0) return '?';
  const [whole = '', cents = ''] = cost.toFixed(2).split('.');
  return `$${withCommas(Number(whole))}.${cents}${isPartial ? '+' : ''}`;
}

function allTokens({ input, output, cache_read: read, cache_write: written }: Sums['tokens']): number {
  return input + output + read + written;
}

function withCommas(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
