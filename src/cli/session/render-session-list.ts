import type { Style } from '../output.ts';
import { renderTable } from '../render-table.ts';
import { renderCost } from '../text/render-cost.ts';
import { renderAge } from '../text/render-time.ts';
import { shownFolder } from '../text/shown-folder.ts';
import { shownLine } from '../text/shown-text.ts';
import { cutLine, cutLineStart, textWidth } from '../text/text-width.ts';
import type { SessionRow } from './operations.ts';

const SHORT_ID = 8;
const HEADINGS = ['ID', 'STATUS', 'DOING', 'AGE', 'COST', 'TITLE', 'FOLDER'] as const;
const GAPS = 2 * (HEADINGS.length - 1);

/** What a list is shown with. */
export interface ListView {
  readonly style: Style;
  /** Columns of the terminal; titles and folders are cut to fit. Without: nothing is cut. */
  readonly width?: number;
  readonly nowMs: number;
  readonly userHome: string;
}

/** Returns sessions as a table: one a line, ids as short as they are told apart by. */
export function renderSessionList(sessions: readonly SessionRow[], view: ListView): string {
  const { style, nowMs, userHome, width } = view;
  const length = shortIdLength(sessions.map(({ session_id }) => session_id));
  const rows = sessions.map((session) => [
    session.session_id.slice(0, length),
    session.archived ? `${session.status}, archived` : session.status,
    renderDoing(session),
    renderAge(session.updated_at, nowMs),
    session.cost_usd === undefined ? '?' : renderCost(session.cost_usd),
    shownLine([session.title, ...session.labels.map((label) => `#${label}`)].join(' ')),
    shownFolder(session.cwd, userHome),
  ]);
  const fitting = width === undefined ? rows : fitRows(rows, width);
  return renderTable(HEADINGS, fitting, style, (cell, column, row) => markCell(cell, column, sessions[row], style));
}

/** Returns how many characters of these ids tell them apart, 8 at least. */
export function shortIdLength(ids: readonly string[]): number {
  let length = SHORT_ID;
  while (length < 36 && new Set(ids.map((id) => id.slice(0, length))).size < ids.length) length++;
  return length;
}

/** Returns what a session does: `running`, `waiting: 2 permissions`, `2 queued`, nothing. */
export function renderDoing(session: SessionRow): string {
  const { activity, queued, pending_permissions: pending, last_error: failed } = session;
  const waits = pending === 1 ? 'waiting for you' : `waiting for you (${pending})`;
  const doing = [
    ...(activity === 'waiting' || pending > 0 ? [waits] : activity === 'running' ? ['running'] : []),
    ...(queued > 0 ? [`${queued} queued`] : []),
  ];
  return doing.length === 0 && failed !== undefined ? 'failed' : doing.join(', ');
}

function fitRows(rows: readonly (readonly string[])[], width: number): readonly (readonly string[])[] {
  const widest = (column: number): number =>
    Math.max(HEADINGS[column]?.length ?? 0, ...rows.map((row) => textWidth(row[column] ?? '')));
  const left = width - GAPS - [0, 1, 2, 3, 4].reduce((sum, column) => sum + widest(column), 0);
  const folder = Math.max(10, Math.min(widest(6), Math.floor(left / 3)), left - widest(5));
  const title = Math.max(16, left - Math.min(folder, widest(6)));
  return rows.map((row) => [...row.slice(0, 5), cutLine(row[5] ?? '', title), cutLineStart(row[6] ?? '', folder)]);
}

function markCell(cell: string, column: number, session: SessionRow | undefined, style: Style): string {
  if (column === 0) return style.bold(cell);
  if (column === 1) {
    if (session?.status === 'live') return style.green(cell);
    return session?.status === 'mirror' ? style.cyan(cell) : style.dim(cell);
  }
  if (column === 2) {
    if (cell.startsWith('waiting')) return style.yellow(cell);
    return cell.startsWith('failed') ? style.red(cell) : style.green(cell);
  }
  return column === 3 || column === 4 || column === 6 ? style.dim(cell) : cell;
}
