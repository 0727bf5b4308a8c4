// @ts-check
import { el, visible } from './dom.js';
import { count, countOf, size, span } from './format.js';
import { createSection } from './section.js';

const INDEX = /** @type {Record<string, string>} */ ({
  none: 'not begun',
  building: 'being built',
  ready: 'ready',
  failed: 'failed',
});

/** The tiles at the top. Uptime in minutes, so that it is not shown anew with every look. */
export const showStatus = createSection(
  'status',
  (/** @type {{ health: any, server: any, hosts: any[] }} */ { health, server, hosts }) => {
    const { store, disk, notes } = server;
    const isWell = health.ok === true;
    const inUse = hosts.filter(({ state }) => state === 'active').length;
    return [
      tile(
        'Server',
        el('span', { class: `pill ${isWell ? 'ok' : 'warn'}`, id: 'health' }, isWell ? 'well' : 'not well'),
        visible(health.version),
        `up ${span(health.uptime_ms)}`,
      ),
      tile(
        'Running sessions',
        null,
        count(health.sessions.live + health.sessions.mirror),
        `${count(health.sessions.live)} run by codez, ${count(health.sessions.mirror)} elsewhere`,
      ),
      tile('Hosts', null, count(hosts.length), hosts.length === 0 ? 'none yet' : `${count(inUse)} may call now`),
      tile(
        'Store',
        store.state === 'ok' ? null : el('span', { class: 'pill warn' }, visible(store.state)),
        countOf(notes, 'note'),
        `${size(disk.free_bytes)} free · search ${INDEX[health.index.state] ?? visible(health.index.state)}`,
      ),
    ];
  },
);

/** @param {string} label @param {HTMLElement | null} pill @param {string} figure @param {string} words */
function tile(label, pill, figure, words) {
  return el(
    'div',
    { class: 'tile' },
    el('span', { class: 'label' }, label, pill),
    el('strong', {}, figure),
    el('span', { class: 'sub' }, words),
  );
}
