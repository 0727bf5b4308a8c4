// @ts-check
import { el, visible } from './dom.js';
import { ago, count, countOf } from './format.js';
import { createSection, none } from './section.js';

/** Shared spaces, and who may use them. */
export const showSpaces = createSection('spaces', (/** @type {any[]} */ spaces) => {
  if (spaces.length === 0) return none('No shared space. ', el('code', {}, 'codez space add NAME'), ' makes one.');
  return list(
    spaces.map(({ name, notes, readers = [], writers = [] }) =>
      line(
        name,
        `${countOf(notes ?? 0, 'note')} · ${count(writers.length)} may write, ${count(readers.length)} only read`,
      ),
    ),
  );
});

/** People who are not the owner. */
export const showUsers = createSection('users', (/** @type {any[]} */ users) => {
  if (users.length === 0) return none('No other user. ', el('code', {}, 'codez user add NAME'), ' adds one.');
  return list(
    users.map(({ name, state, last_used_at: at }) =>
      line(name, `${visible(state)} · ${at === undefined ? 'never used' : ago(at)}`),
    ),
  );
});

/** People whose tokens act for the owner. */
export const showOwners = createSection('owners', (/** @type {any[]} */ owners) => {
  if (owners.length === 0) return none('No person is recorded. ', el('code', {}, 'codez login'), ' records you.');
  return list(
    owners.map(({ sub, email, issuer }) => line(email ?? sub, email === undefined ? issuer : `${sub} · ${issuer}`)),
  );
});

/** @param {HTMLElement[]} lines */
function list(lines) {
  return el('ul', { class: 'lines' }, lines);
}

/** @param {unknown} name @param {unknown} note */
function line(name, note) {
  return el(
    'li',
    { class: 'line' },
    el(
      'div',
      {},
      el('div', { class: 'name' }, el('bdi', {}, visible(name))),
      el('div', { class: 'note' }, el('bdi', {}, visible(note))),
    ),
  );
}
