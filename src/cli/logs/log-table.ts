import { escapeUnseen } from '../../core/escape-unseen.ts';
import type { Style } from '../output.ts';
import { renderBytes } from '../render-bytes.ts';
import { renderDuration } from '../text/render-time.ts';
import { shownLine } from '../text/shown-text.ts';
import { cutLine, padLine, textWidth } from '../text/text-width.ts';
import type { LogRow } from './log-page.ts';

interface Column {
  readonly heading: string;
  readonly of: (row: LogRow) => string;
  /** It may be cut to so many columns. */
  readonly least?: number;
  /** Kept free for rows that come later. */
  readonly usual: number;
  /** What is left out first where the terminal is narrow; absent for what always stands there. */
  readonly isDroppedAs?: number;
  readonly isRight?: true;
}

const GAP = 2;
const TIME_UNITS = { full: 19, day: 14, clock: 8 } as const;

const COLUMNS: readonly Column[] = [
  { heading: 'STATUS', of: ({ status }) => status, usual: 6 },
  {
    heading: 'PRINCIPAL',
    of: ({ principal, via }) => (via === undefined ? principal : `${principal} (${via})`),
    least: 9,
    usual: 16,
  },
  { heading: 'DOOR', of: ({ door }) => door, usual: 5, isDroppedAs: 2 },
  { heading: 'CALL', of: ({ tool, method }) => tool ?? method, least: 10, usual: 20 },
  { heading: 'WHY', of: ({ code, reason }) => reason ?? code ?? '', least: 12, usual: 12, isDroppedAs: 5 },
  { heading: 'TOOK', of: (row) => renderDuration(row.duration_ms), usual: 6, isDroppedAs: 4, isRight: true },
  { heading: 'SIZE', of: (row) => renderBytes(row.bytes_out), usual: 7, isDroppedAs: 1, isRight: true },
  { heading: 'ADDRESS', of: ({ address }) => address, usual: 9, least: 9, isDroppedAs: 3 },
];

export interface LogTableOptions {
  readonly style: Style;
  /** Columns of the terminal; without it nothing is cut or left out. */
  readonly width?: number | undefined;
  /** Minutes that local time is ahead of UTC at a time. */
  readonly offsetMinutes: (at: number) => number;
}

/** A table whose columns stay where they are while rows are added. */
export class LogTable {
  readonly #options: LogTableOptions;
  readonly #timeUnits: number;
  readonly #columns: readonly (Column & { readonly width: number })[];

  /** `rows` are those that are known; `isOpen`: others will follow. */
  constructor(rows: readonly LogRow[], isOpen: boolean, options: LogTableOptions) {
    const width = options.width ?? Number.POSITIVE_INFINITY;
    this.#options = options;
    this.#timeUnits = !Number.isFinite(width) ? TIME_UNITS.full : width < 80 ? TIME_UNITS.clock : TIME_UNITS.day;
    const wanted = COLUMNS.map((column) => {
      const cells = [column.heading, ...rows.map((row) => shown(column.of(row)))];
      return { ...column, width: Math.max(isOpen ? column.usual : 0, ...cells.map(textWidth)) };
    });
    this.#columns = fitColumns(wanted, width - this.#timeUnits);
  }

  heading(): string {
    const { style } = this.#options;
    const cells = this.#columns.map(({ heading, width, isRight }) => align(heading, width, isRight));
    return style.dim([padLine('TIME', this.#timeUnits), ...cells].join('  ').trimEnd());
  }

  line(row: LogRow): string {
    const { style, width } = this.#options;
    const cells = this.#columns.map(({ heading, of, width: units, isRight }) => {
      const text = shown(of(row));
      const cell = align(width === undefined ? text : cutLine(text, units), units, isRight);
      return mark(heading, cell, row, style);
    });
    return [style.dim(this.#timeOf(row.at)), ...cells].join('  ').trimEnd();
  }

  #timeOf(at: string): string {
    const ms = Date.parse(at);
    if (Number.isNaN(ms)) return padLine(shownLine(at, this.#timeUnits), this.#timeUnits);
    const local = new Date(ms + this.#options.offsetMinutes(ms) * 60_000).toISOString();
    return local.slice(0, TIME_UNITS.full).replace('T', ' ').slice(-this.#timeUnits);
  }
}

function shown(text: string): string {
  return escapeUnseen(shownLine(text));
}

function align(cell: string, width: number, isRight: boolean | undefined): string {
  return isRight === true ? ' '.repeat(Math.max(0, width - textWidth(cell))) + cell : padLine(cell, width);
}

function mark(heading: string, cell: string, { status }: LogRow, style: Style): string {
  if (heading === 'STATUS') return status === 'ok' ? style.green(cell) : style.bold(failed(status, cell, style));
  if (heading === 'CALL') return style.bold(cell);
  if (heading === 'WHY') return failed(status, cell, style);
  return heading === 'PRINCIPAL' ? cell : style.dim(cell);
}

function failed(status: LogRow['status'], cell: string, style: Style): string {
  return status === 'denied' ? style.red(cell) : style.yellow(cell);
}

/** Leaves columns out until the rest fits, then cuts the widest of those that may be cut. */
function fitColumns<Wanted extends Column & { readonly width: number }>(
  wanted: readonly Wanted[],
  width: number,
): readonly Wanted[] {
  const leastOf = (columns: readonly Wanted[]): number =>
    columns.reduce((sum, { least, width: natural }) => sum + GAP + Math.min(natural, least ?? natural), 0);
  let kept = wanted;
  while (leastOf(kept) > width) {
    const [first] = kept
      .filter(({ isDroppedAs }) => isDroppedAs !== undefined)
      .sort((a, b) => (a.isDroppedAs ?? 0) - (b.isDroppedAs ?? 0));
    if (first === undefined) break;
    kept = kept.filter((column) => column !== first);
  }
  let columns = kept.map((column) => ({ ...column }));
  for (let over = columns.reduce((sum, column) => sum + GAP + column.width, 0) - width; over > 0; over--) {
    const [widest] = columns
      .filter(({ least, width: units }) => least !== undefined && units > least)
      .sort((a, b) => b.width - a.width);
    if (widest === undefined) break;
    columns = columns.map((column) => (column === widest ? { ...column, width: column.width - 1 } : column));
  }
  return columns;
}
