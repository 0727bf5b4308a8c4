import { escapeControls } from '../../core/logger.ts';
import { escapeLines } from '../output.ts';
import { cutLine } from './text-width.ts';

/** Returns text of others fit for a terminal: tabs as blanks, other control characters escaped, line ends kept. */
export function shownText(text: string): string {
  return escapeLines(text.replaceAll('\r\n', '\n').replaceAll('\t', '    '));
}

/** Returns text of others as one line of at most `columns`; line ends become blanks. */
export function shownLine(text: string, columns = Number.POSITIVE_INFINITY): string {
  const line = text.replace(/[\t\r\n]+/g, ' ').trim();
  return cutLine(escapeControls(Number.isFinite(columns) ? line.slice(0, columns * 8) : line), columns);
}
