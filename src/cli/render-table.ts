import { escapeControls } from '../core/logger.ts';
import type { Style } from './output.ts';
import { padLine, textWidth } from './text/text-width.ts';

/** Marks up one cell that already has its width. */
export type CellMark = (cell: string, column: number, row: number) => string;

/**
 * Returns columns aligned under dim headings; control characters are escaped. Without `mark` the first column is bold.
 */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
  mark: CellMark = (cell, column) => (column === 0 ? style.bold(cell) : cell),
): string {
  const escaped = rows.map((row) => row.map(escapeControls));
  const all = [headings, ...escaped];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => textWidth(row[column] ?? ''))));
  const render = (row: readonly string[], markCell: (cell: string, column: number) => string): string =>
    row
      .map((cell, column) => markCell(column === row.length - 1 ? cell : padLine(cell, widths[column] ?? 0), column))
      .join('  ');
  return [
    render(headings, (cell) => style.dim(cell)),
    ...escaped.map((row, index) => render(row, (cell, column) => mark(cell, column, index))),
  ].join('\n');
}
