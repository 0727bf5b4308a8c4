// @ts-check
import { byId, el, fill, visible } from './dom.js';
import { duration, fullTime, size } from './format.js';
import { copyButton } from './frame.js';
import { statusPill } from './log-rows.js';

/** @typedef {import('./log-rows.js').Row} Row */

/** Fields in the order they are read in; what a newer server sends besides follows. */
const FIELDS = /** @type {const} */ ([
  ['principal', 'Principal'],
  ['via', 'Credential of'],
  ['tool', 'Tool'],
  ['method', 'Method'],
  ['code', 'Error code'],
  ['reason', 'Why'],
  ['door', 'Door'],
  ['address', 'Address'],
  ['space', 'Space'],
  ['session_id', 'Session'],
  ['machine', 'Machine'],
  ['duration_ms', 'Took'],
  ['bytes_in', 'Received'],
  ['bytes_out', 'Sent'],
  ['user_agent', 'User agent'],
  ['request_id', 'Request'],
  ['at', 'Began'],
]);
const HEADER = new Set(['status']);

/**
 * The panel with all fields of one row. `onFilter` narrows the log to a value of the row, `onClose` gives the focus back.
 * @param {{ onFilter: (filters: Record<string, string>) => void, onClose: () => void }} actions
 */
export function createDetails({ onFilter, onClose }) {
  const panel = byId('details');

  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    fill(panel);
    onClose();
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });

  return {
    close,
    isOpen: () => !panel.hidden,
    /** @param {Row} row */
    show(row) {
      const known = new Set(FIELDS.map(([name]) => String(name)));
      const others = Object.keys(row).filter((name) => !known.has(name) && !HEADER.has(name));
      const lines = [...FIELDS, ...others.map((name) => /** @type {const} */ ([name, visible(name)]))].filter(
        ([name]) => row[name] !== undefined && row[name] !== '',
      );
      const narrow = (/** @type {string} */ name, /** @type {string} */ label) => {
        const value = row[name];
        if (typeof value !== 'string') return null;
        const on = { click: () => onFilter({ [name]: value }) };
        return el('button', { type: 'button', class: 'button small', on }, label);
      };
      fill(
        panel,
        el(
          'header',
          {},
          statusPill(row.status),
          el('h2', {}, visible(row.tool ?? row.method)),
          el(
            'button',
            { type: 'button', class: 'button quiet small', 'aria-label': 'Close details', on: { click: close } },
            'Close',
          ),
        ),
        el('p', { class: 'when' }, el('time', { datetime: visible(row.at) }, whenOf(row.at))),
        el(
          'dl',
          {},
          lines.flatMap(([name, label]) => [el('dt', {}, label), el('dd', {}, el('bdi', {}, shown(name, row[name])))]),
        ),
        el(
          'div',
          { class: 'actions' },
          narrow('principal', 'Only this principal'),
          narrow('tool', 'Only this tool'),
          copyButton(JSON.stringify(row, undefined, 2), 'Copy as JSON'),
        ),
      );
      panel.hidden = false;
    },
    focus: () => panel.focus(),
  };
}

/** @param {string} at */
function whenOf(at) {
  return Number.isNaN(Date.parse(at)) ? visible(at) : fullTime(at);
}

/** @param {string} name @param {unknown} value */
function shown(name, value) {
  if (typeof value === 'number' && name === 'duration_ms') return duration(value);
  if (typeof value === 'number' && name.startsWith('bytes_')) return size(value);
  return visible(value);
}
