import type { Style } from '../output.ts';
import { renderAge } from '../text/render-time.ts';
import { shownFolder } from '../text/shown-folder.ts';
import { shownLine } from '../text/shown-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import type { FoundRow } from './operations.ts';

/** Two of them where the text has its own. */
const MARKS = /\*\*(?:\*\*)?/g;
/** Stands for a mark where lines are made: it takes no column. */
const TOGGLE = '\u2060';
const INDENT = '  ';
const SHORT_ID = 8;

/** What hits are shown with. */
export interface FoundView {
  readonly style: Style;
  /** Columns of the terminal. Without: lines are as long as they are, and marks stay. */
  readonly width: number | undefined;
  readonly nowMs: number;
  readonly userHome: string;
}

/** Returns hits as blocks: session, whose words, when and where; then the words, matches marked. */
export function renderFound(results: readonly FoundRow[], view: FoundView): string {
  return results.map((result) => [renderHead(result, view), ...renderSnippet(result, view)].join('\n')).join('\n\n');
}

function renderHead(result: FoundRow, { style, nowMs, userHome }: FoundView): string {
  const age = renderAge(result.created_at, nowMs);
  const who = { user: 'you', assistant: 'Claude', system: 'system', title: 'title' }[result.role];
  const facts = [
    result.agent_id === undefined ? who : 'sub-agent',
    age === 'now' || age === '' ? 'just now' : `${age} ago`,
    shownFolder(result.cwd, userHome),
  ];
  const id = style.cyan(result.session_id.slice(0, SHORT_ID));
  return `${id}  ${style.bold(shownLine(result.title, 100))}  ${style.dim(facts.join(', '))}`;
}

function renderSnippet({ snippet }: FoundRow, { style, width }: FoundView): string[] {
  const text = shownLine(snippet);
  if (width === undefined) return [`${INDENT}${text}`];
  let isMarked = false;
  return wrapText(text.replaceAll(TOGGLE, '').replaceAll(MARKS, TOGGLE), width - INDENT.length).map((line) => {
    const pieces = line.split(TOGGLE).map((piece, index) => {
      if (index > 0) isMarked = !isMarked;
      return isMarked && piece !== '' ? style.yellow(style.bold(piece)) : piece;
    });
    return INDENT + pieces.join('');
  });
}
