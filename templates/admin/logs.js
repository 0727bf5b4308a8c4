// @ts-check
import { byId, el, fill, visible } from './dom.js';
import { count } from './format.js';
import { openFrame } from './frame.js';
import { createDetails } from './log-details.js';
import { createFilters, createSuggestions } from './log-filters.js';
import { createList } from './log-list.js';
import { statusPill } from './log-rows.js';
import { createTail } from './log-tail.js';
import { ApiError, readLog } from './session.js';

/** @typedef {import('./log-rows.js').Row} Row */

const PAGE = 100;
/** Rows that wait at most while the reader is further down; then the page begins anew from the newest. */
const MAX_ARRIVED = 500;
/** What came while a tab was hidden for longer than this is not gone through page by page. */
const LONG_HIDDEN_MS = 5 * 60_000;
/** So far from the top new rows still come in at once. */
const TOP_PX = 40;

const older = /** @type {HTMLButtonElement} */ (byId('older'));
const arrivedButton = byId('arrived');
const toggle = byId('tail-toggle');
const suggestPrincipals = createSuggestions('principals');
const suggestTools = createSuggestions('tools');

/** @type {string | undefined} */
let next;
/** Rows left the page at its lower end, so `next` goes on below them. */
let isGap = false;
/** @type {Row[]} */
let arrived = [];
let load = new AbortController();
let hiddenAt = 0;

const details = createDetails({
  onFilter: (values) => {
    details.close();
    filters.set(values);
  },
  onClose: () => list.leaveChosen(),
});
const list = createList((row) => details.show(row));
const filters = createFilters(() => void reload());
const tail = createTail({
  onRows(rows) {
    suggest(rows);
    if (scrollY <= TOP_PX && arrived.length === 0) return addNewer(rows);
    arrived.push(...rows);
    if (arrived.length > MAX_ARRIVED) arrived = arrived.slice(-MAX_ARRIVED);
    showArrived();
  },
  onState(state, retryMs = 0) {
    const words = {
      live: 'Live',
      paused: 'Paused',
      hidden: 'Waiting',
      retrying: `No answer, again in ${Math.round(retryMs / 1000)} s`,
    };
    showState(state, words[state]);
  },
  onRefused: showError,
});

toggle.addEventListener('click', () => {
  tail.pause(!tail.isPaused());
  fill(toggle, tail.isPaused() ? 'Resume' : 'Pause');
});
older.addEventListener('click', () => void loadOlder());
arrivedButton.addEventListener('click', () => {
  scrollTo({ top: 0 });
  takeArrived();
});
addEventListener(
  'scroll',
  () => {
    if (scrollY <= TOP_PX) takeArrived();
  },
  { passive: true },
);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    hiddenAt = Date.now();
    return;
  }
  if (hiddenAt > 0 && Date.now() - hiddenAt > LONG_HIDDEN_MS && !tail.isPaused()) void reload();
});

void openFrame({
  enter: () => void reload(),
  leave() {
    load.abort();
    tail.stop();
    details.close();
    list.replace([]);
  },
});

/** Shows the newest rows that fit, and follows from there. */
async function reload() {
  load.abort();
  load = new AbortController();
  const { signal } = load;
  tail.stop();
  details.close();
  arrived = [];
  showArrived();
  byId('notice').hidden = true;
  byId('blank').hidden = true;
  showState('hidden', 'Loading');
  if (list.count() === 0) list.showWaiting();
  const query = filters.current();
  try {
    const page = await readLog({ ...query, limit: String(PAGE) }, signal);
    if (signal.aborted) return;
    next = page.next;
    isGap = false;
    list.replace(page.rows);
    suggest(page.rows);
    showCounts();
    tail.follow(query, String(page.head));
    // A page of few rows that goes on is filled up, so that a rare one is found without asking.
    for (let at = 0; at < 5 && next !== undefined && list.count() < 20 && !signal.aborted; at++) await loadOlder();
  } catch (error) {
    if (signal.aborted) return;
    list.replace([]);
    showCounts();
    showError(error);
  }
}

async function loadOlder() {
  if (isGap) await reload();
  if (next === undefined) return;
  older.disabled = true;
  const { signal } = load;
  try {
    const page = await readLog({ ...filters.current(), limit: String(PAGE), cursor: next }, signal);
    if (signal.aborted) return;
    next = page.next;
    suggest(page.rows);
    // Newer rows that left come back when the page begins anew from the newest.
    if (list.addOlder(page.rows) > 0) showHistory();
    showCounts();
  } catch (error) {
    if (!signal.aborted) showError(error);
  } finally {
    older.disabled = false;
  }
}

/** @param {readonly Row[]} rows oldest first */
function addNewer(rows) {
  if (list.addNewer(rows) > 0) isGap = true;
  showCounts();
}

function takeArrived() {
  const rows = arrived;
  arrived = [];
  showArrived();
  if (rows.length > 0) addNewer(rows);
}

function showArrived() {
  arrivedButton.hidden = arrived.length === 0;
  const many = arrived.length >= MAX_ARRIVED ? `${count(MAX_ARRIVED)}+` : count(arrived.length);
  fill(arrivedButton, `↑ ${many} new ${arrived.length === 1 ? 'call' : 'calls'}`);
}

/** The newest rows are no longer in the page: nothing is added above what is read. */
function showHistory() {
  tail.stop();
  showState('paused', 'Older calls');
  fill(
    byId('notice'),
    'The newest calls have left this page.',
    again('Back to the newest', () => scrollTo({ top: 0 })),
  );
  byId('notice').hidden = false;
}

function showCounts() {
  const byStatus = /** @type {Record<string, number>} */ ({ ok: 0, error: 0, denied: 0 });
  for (const { status } of list.all()) byStatus[status] = (byStatus[status] ?? 0) + 1;
  const total = list.count();
  const isMore = next !== undefined || isGap;
  fill(
    byId('summary'),
    el('span', { id: 'count' }, total === 1 ? '1 call shown' : `${count(total)} calls shown`),
    Object.entries(byStatus)
      .filter(([, number]) => number > 0)
      .map(([status, number]) => el('span', {}, statusPill(status), ` ${count(number)}`)),
  );
  older.hidden = !isMore;
  const end = byId('end');
  end.hidden = isMore || total === 0;
  fill(end, 'No older calls');
  const isFiltered = Object.keys(filters.current()).length > 0;
  const blank = byId('blank');
  blank.hidden = total > 0;
  fill(
    blank,
    el('strong', {}, isFiltered ? 'Nothing fits these filters' : 'No calls yet'),
    isFiltered ? 'A call that fits appears here as it comes.' : 'The first call of a client appears here as it comes.',
  );
}

/** @param {unknown} error */
function showError(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.code === 'unauthenticated') return;
  showState('paused', 'Stopped');
  fill(byId('notice'), `${visible(error.message)}. ${visible(error.hint)}`, again('Try again'));
  byId('notice').hidden = false;
  byId('blank').hidden = true;
}

/** @param {string} label @param {() => void} [first] */
function again(label, first) {
  const click = () => {
    first?.();
    void reload();
  };
  return el('button', { type: 'button', class: 'button small', on: { click } }, label);
}

/** @param {string} state @param {string} words */
function showState(state, words) {
  const shown = byId('tail-state');
  shown.dataset['state'] = state;
  if (shown.textContent !== words) fill(shown, words);
}

/** @param {readonly Row[]} rows */
function suggest(rows) {
  suggestPrincipals(rows.map(({ principal }) => principal));
  suggestTools(rows.map(({ tool }) => tool));
}
