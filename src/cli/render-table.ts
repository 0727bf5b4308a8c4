import { escapeControls } from '../core/logger.ts';
import type { Style } from './output.ts';

/** Returns columns aligned under dim headings, the first one bold; control characters are escaped. */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const escaped = rows.map((row) => row.map(escapeControls));
  const all = [headings, ...escaped];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const render = (row: readonly string[], mark: (cell: string, column: number) => string): string =>
    row
      .map((cell, column) => mark(column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0), column))
      .join('  ');
  return [
    render(headings, (cell) => style.dim(cell)),
    ...escaped.map((row) => render(row, (cell, column) => (column === 0 ? style.bold(cell) : cell))),
  ].join('\n');
}
