// @ts-check
import { byId, el, fill } from './dom.js';

const NAMES = /** @type {const} */ (['q', 'principal', 'tool', 'status', 'since']);
/** Keys that are typed settle before the server is asked. */
const SETTLE_MS = 250;
const MAX_SUGGESTIONS = 60;

/** @typedef {Record<string, string>} Filters */

/**
 * Keeps the form of filters and the fragment of the address the same, and calls `onChange` with what is set.
 * @param {(filters: Filters) => void} onChange
 */
export function createFilters(onChange) {
  const form = /** @type {HTMLFormElement} */ (byId('filters'));
  const fields = NAMES.map(
    (name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name)),
  );
  const clear = /** @type {HTMLButtonElement} */ (byId('clear'));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let told = '';

  /** @returns {Filters} */
  const current = () =>
    Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]).filter(([, value]) => value !== ''));

  const mark = () => {
    for (const field of fields) field.classList.toggle('set', field.value.trim() !== '');
    clear.disabled = Object.keys(current()).length === 0;
  };
  const tell = () => {
    clearTimeout(timer);
    const filters = current();
    const fragment = new URLSearchParams(filters).toString();
    mark();
    if (fragment === told) return;
    told = fragment;
    history.replaceState(null, '', location.pathname + location.search + (fragment === '' ? '' : `#${fragment}`));
    onChange(filters);
  };
  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = given.get(field.name) ?? '';
    told = new URLSearchParams(current()).toString();
    mark();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tell();
  });
  form.addEventListener('input', (event) => {
    mark();
    clearTimeout(timer);
    timer = setTimeout(tell, event.target instanceof HTMLSelectElement ? 0 : SETTLE_MS);
  });
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    set(Object.fromEntries(NAMES.map((name) => [name, ''])));
  });
  addEventListener('hashchange', () => {
    const before = told;
    read();
    if (told !== before) onChange(current());
  });
  read();

  /** @param {Filters} values */
  function set(values) {
    for (const field of fields) if (values[field.name] !== undefined) field.value = values[field.name] ?? '';
    tell();
  }

  return { current, set };
}

/** Offers what was seen in rows as values of a filter; bounded. @param {string} id */
export function createSuggestions(id) {
  const list = byId(id);
  /** @type {Set<string>} */
  const seen = new Set();
  return (/** @type {readonly (string | undefined)[]} */ values) => {
    const before = seen.size;
    for (const value of values) if (value !== undefined && seen.size < MAX_SUGGESTIONS) seen.add(value);
    if (seen.size > before)
      fill(
        list,
        [...seen].sort().map((value) => el('option', { value })),
      );
  };
}
