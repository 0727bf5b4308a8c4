// @ts-check
import { byId, el, fill } from './dom.js';

/**
 * Returns how to show a value in a part of the page: anew only when it has changed, with the focus where it was (elements
 * that can have it are known again by `data-key`).
 * @template Value
 * @param {string} id
 * @param {(value: Value) => import('./dom.js').Child | import('./dom.js').Child[]} render
 */
export function createSection(id, render) {
  let shown = '';
  return (/** @type {Value} */ value) => {
    const now = JSON.stringify(value);
    if (now === shown) return;
    shown = now;
    const section = byId(id);
    const key = section.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : null;
    fill(section, render(value));
    if (typeof key !== 'string') return;
    const again = section.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (again instanceof HTMLElement) again.focus();
  };
}

/** What stands where there is nothing. @param {...import('./dom.js').Child} words */
export function none(...words) {
  return el('p', { class: 'none' }, words);
}
