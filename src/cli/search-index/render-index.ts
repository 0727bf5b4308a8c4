import { escapeControls } from '../../core/logger.ts';
import type { indexStatus } from '../../tools/search-index/index-status.ts';
import type { Style } from '../output.ts';
import { renderBytes } from '../render-bytes.ts';
import { renderBar } from '../usage/render-bar.ts';

export type IndexState = Awaited<ReturnType<typeof indexStatus.run>>;

const BAR_COLUMNS = 24;
const MIN_BAR = 6;
/** What a pass takes besides its bar: its name, marks, percent and how much there is. */
const PASS_COLUMNS = 34;
const OF_TRANSCRIPTS = ' of transcripts';

const MEANINGS: Readonly<Record<IndexState['state'], string>> = {
  off: 'not begun',
  building: 'being built',
  ready: 'ready',
  failed: 'failed',
};

/** Returns the state of the index in a few lines, for so many columns. */
export function renderIndex(index: IndexState, style: Style, width: number): string {
  const { state, problem, healed, skipped_lines: skipped } = index;
  const mark = { off: style.dim, building: style.yellow, ready: style.green, failed: style.red }[state];
  return [
    `Index         ${mark(MEANINGS[state])}`,
    `Conversation  ${renderPass(index.conversation, style, width)}`,
    `Tools         ${renderPass(index.tools, style, width)}`,
    `Messages      ${index.documents.toLocaleString('en-US')}`,
    `Transcripts   ${index.files.toLocaleString('en-US')}`,
    `On disk       ${renderBytes(index.size_bytes)}`,
    ...(skipped === 0 ? [] : [`Left out      ${count(skipped, 'line')} too long to be read`]),
    ...(problem === undefined ? [] : [`Problem       ${style.red(escapeControls(problem))}`]),
    ...healed.map(({ at, what }) => `Mended        ${style.dim(at)} ${escapeControls(what)}`),
  ].join('\n');
}

/** Returns how much of both passes is done, from 0 to 1. */
export function shareOf({ conversation, tools }: IndexState): number {
  const total = conversation.total_bytes + tools.total_bytes;
  return total === 0 ? 1 : Math.min(1, (conversation.done_bytes + tools.done_bytes) / total);
}

/** Returns a share as a bar between marks, and in percent. */
export function renderShare(share: number, columns = BAR_COLUMNS): string {
  return `▕${renderBar(share, columns).padEnd(columns)}▏ ${renderPercent(share)}`;
}

/** 100 % only when nothing is left. */
export function renderPercent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function renderPass(
  { done_bytes: done, total_bytes: total }: IndexState['tools'],
  style: Style,
  width: number,
): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const bar = Math.max(MIN_BAR, Math.min(BAR_COLUMNS, width - PASS_COLUMNS));
  const isRoomy = width >= PASS_COLUMNS + BAR_COLUMNS + OF_TRANSCRIPTS.length;
  return `${renderShare(share, bar)} ${style.dim(`of ${renderBytes(total)}${isRoomy ? OF_TRANSCRIPTS : ''}`)}`;
}

function count(number: number, word: string): string {
  return `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`;
}
