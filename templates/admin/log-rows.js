// @ts-check
import { el, visible } from './dom.js';
import { clockTime, duration } from './format.js';

/**
 * A row of the log, as the server sends it; every field may hold what a stranger sent.
 * @typedef {Record<string, string | number | undefined> & { at: string, status: string, principal: string, method: string, tool?: string, code?: string, address: string, duration_ms: number, door: string }} Row
 */

const SLOW_MS = 5000;
const KINDS = /** @type {Record<string, string>} */ ({ ok: 'ok', error: 'warn', denied: 'bad' });

/** @param {string} status */
export function statusPill(status) {
  return el('span', { class: `pill ${KINDS[status] ?? ''}` }, visible(status));
}

/**
 * Returns the line of the table for a row.
 * @param {Row} row
 * @param {boolean} isFresh
 */
export function renderRow(row, isFresh) {
  const { tool, code } = row;
  const what = tool ?? row.method;
  const took = Number(row.duration_ms);
  return el(
    'tr',
    { tabindex: '-1', class: isFresh ? 'fresh' : undefined, 'aria-current': 'false' },
    el('td', { class: 'time', title: visible(row.at) }, clockTime(row.at) || visible(row.at)),
    el('td', { class: 'status' }, statusPill(row.status)),
    el('td', { class: 'who', title: visible(row.principal) }, el('bdi', {}, visible(row.principal))),
    el(
      'td',
      { class: 'call', title: visible(tool === undefined ? row.method : `${tool} · ${row.method}`) },
      el('bdi', {}, visible(what)),
      code === undefined ? null : el('span', { class: 'why' }, ` · ${visible(code)}`),
    ),
    el('td', { class: 'address' }, row.address === '' ? visible(row.door) : el('bdi', {}, visible(row.address))),
    el('td', { class: took >= SLOW_MS ? 'number slow' : 'number' }, Number.isNaN(took) ? '' : duration(took)),
  );
}

/** Lines that stand where rows will be. @param {number} count */
export function renderWaiting(count) {
  return Array.from({ length: count }, () =>
    el(
      'tr',
      { class: 'waiting', 'aria-hidden': 'true' },
      Array.from({ length: 6 }, () => el('td', {}, el('span'))),
    ),
  );
}
