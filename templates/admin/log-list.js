// @ts-check
import { byId, fill } from './dom.js';
import { renderRow, renderWaiting } from './log-rows.js';

/** @typedef {import('./log-rows.js').Row} Row */

/** Rows that stand in the page at most: what is beyond leaves at the other end. */
const MAX_ROWS = 1000;
const WAITING_ROWS = 8;

/**
 * The table of rows, newest first. `onOpen` is called for the row that is chosen, by a click or from the keyboard.
 * @param {(row: Row) => void} onOpen
 */
export function createList(onOpen) {
  const body = byId('rows');
  /** @type {Map<Element, Row>} */
  const rows = new Map();
  /** @type {HTMLElement | undefined} */
  let chosen;

  const lines = () => /** @type {HTMLElement[]} */ ([...body.children]);
  /** @param {HTMLElement} line */
  const choose = (line) => {
    const row = rows.get(line);
    if (row === undefined) return;
    chosen?.setAttribute('aria-current', 'false');
    chosen = line;
    line.setAttribute('aria-current', 'true');
    reach(line);
    onOpen(row);
  };
  /** Of all lines one is reached by Tab, the others from it by arrows. @param {HTMLElement | undefined} line */
  const reach = (line) => {
    body.querySelector('tr[tabindex="0"]')?.setAttribute('tabindex', '-1');
    line?.setAttribute('tabindex', '0');
  };
  /** @param {HTMLElement} line */
  const drop = (line) => {
    rows.delete(line);
    line.remove();
    if (line === chosen) chosen = undefined;
  };
  const reachOne = () => {
    if (body.querySelector('tr[tabindex="0"]') === null) reach(lines()[0]);
  };

  body.addEventListener('click', (event) => {
    const line = event.target instanceof Element ? event.target.closest('tr') : null;
    // Who selects text to copy it does not ask for details.
    if (line !== null && String(getSelection()) === '') choose(line);
  });
  body.addEventListener('keydown', (event) => {
    const line = event.target instanceof Element ? event.target.closest('tr') : null;
    if (line === null) return;
    const next = nextLine(event.key, line, body);
    if (next instanceof HTMLElement) {
      event.preventDefault();
      reach(next);
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: 'nearest' });
      if (chosen !== undefined) choose(next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(line);
    }
  });

  return {
    count: () => rows.size,
    all: () => rows.values(),
    /** @param {readonly Row[]} newest newest first; takes the place of what there is */
    replace(newest) {
      rows.clear();
      chosen = undefined;
      fill(body);
      this.addOlder(newest);
    },
    /** Returns how many newer rows had to leave. @param {readonly Row[]} older newest first */
    addOlder(older) {
      for (const row of older) rows.set(body.appendChild(renderRow(row, false)), row);
      const tooMany = lines().slice(0, Math.max(0, rows.size - MAX_ROWS));
      for (const line of tooMany) drop(line);
      reachOne();
      return tooMany.length;
    },
    /** Returns how many older rows had to leave. @param {readonly Row[]} newer oldest first */
    addNewer(newer) {
      for (const row of newer.slice(-MAX_ROWS)) {
        const line = renderRow(row, true);
        body.prepend(line);
        rows.set(line, row);
      }
      const tooMany = lines().slice(MAX_ROWS);
      for (const line of tooMany) drop(line);
      reachOne();
      return tooMany.length;
    },
    showWaiting() {
      rows.clear();
      chosen = undefined;
      fill(body, renderWaiting(WAITING_ROWS));
    },
    /** Gives the focus back to the row whose details were shown. */
    leaveChosen() {
      const line = chosen;
      chosen = undefined;
      line?.setAttribute('aria-current', 'false');
      line?.focus({ preventScroll: true });
    },
  };
}

/** @param {string} key @param {Element} line @param {Element} body */
function nextLine(key, line, body) {
  switch (key) {
    case 'ArrowDown':
      return line.nextElementSibling;
    case 'ArrowUp':
      return line.previousElementSibling;
    case 'Home':
      return body.firstElementChild;
    case 'End':
      return body.lastElementChild;
    default:
      return null;
  }
}
