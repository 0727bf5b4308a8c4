// @ts-check
import { byId, el, fill, visible } from './dom.js';
import { ago, count, countOf, span } from './format.js';
import { runHostAction } from './host-actions.js';
import { createSection, none } from './section.js';

/** A host, as `host_list` tells it. @typedef {import('./host-actions.js').Host} Host */

const STATES = /** @type {Record<string, [string, string]>} */ ({
  active: ['ok', 'active'],
  disabled: ['', 'disabled'],
  expired: ['bad', 'expired'],
  closed: ['warn', 'window closed'],
});

/**
 * Returns how to show the hosts, with what can be done to each. `onDone` is called after an action.
 * @param {() => void} onDone
 */
export function createHostsSection(onDone) {
  return createSection('hosts', (/** @type {{ hosts: Host[], total: number, minute: number }} */ { hosts, total }) => {
    const shown = hosts.length < total ? `${count(hosts.length)} of ${count(total)} shown` : '';
    fill(byId('hosts-count'), shown);
    if (hosts.length === 0)
      return none('No host has a key yet. ', el('code', {}, 'codez host add NAME'), ' issues one.');
    return el(
      'ul',
      { class: 'lines hosts' },
      hosts.map((host) => renderHost(host, onDone)),
    );
  });
}

/** @param {Host} host @param {() => void} onDone */
function renderHost(host, onDone) {
  const { name, window: open } = host;
  const [kind, state] = STATES[host.state] ?? ['', visible(host.state)];
  const click = (/** @type {import('./host-actions.js').HostAction} */ action) => () =>
    void runHostAction(action, host).then(onDone);
  const button = (
    /** @type {import('./host-actions.js').HostAction} */ action,
    /** @type {string} */ label,
    /** @type {string} */ title,
  ) =>
    el(
      'button',
      { type: 'button', class: 'button small', title, 'data-key': `${name} ${action}`, on: { click: click(action) } },
      label,
      el('span', { class: 'visually-hidden' }, ` ${visible(name)}`),
    );
  return el(
    'li',
    { class: 'line host', 'data-host': visible(name) },
    el(
      'div',
      {},
      el('div', { class: 'name' }, el('bdi', {}, visible(name)), el('span', { class: `pill ${kind}` }, state)),
      el(
        'div',
        { class: 'note' },
        visible([...host.scopes, ...host.spaces.map((space) => `space ${space}`)].join(', ')),
      ),
    ),
    el('div', {}, el('div', {}, boundTo(host)), el('div', { class: 'note' }, windowOf(host))),
    el('div', {}, el('div', {}, lastUse(host)), el('div', { class: 'note' }, callsOf(host))),
    el(
      'div',
      { class: 'actions' },
      open === undefined
        ? null
        : open.open
          ? button('close', 'Close window', 'Refuses its calls until it is opened again')
          : button('open', 'Open window', 'Lets it in for 30 minutes; each call moves that on'),
      host.enabled
        ? button('disable', 'Disable', 'Refuses its key until it is enabled again')
        : button('enable', 'Enable', 'Takes its key again'),
      host.allow_roaming_ips
        ? button('settle', 'Bind', 'Takes its key from the address it is bound to, and no other')
        : button('roam', 'Let roam', 'Lets it change its address'),
      button('rotate', 'Rotate key', 'Issues another key'),
    ),
  );
}

/** @param {Host} host */
function boundTo({ bound, allow_roaming_ips: isRoaming }) {
  const addresses = [bound.ipv4, bound.ipv6].filter((address) => address !== undefined).map(visible);
  const words = addresses.length === 0 ? el('span', { class: 'off' }, 'not bound yet') : addresses.join(', ');
  return isRoaming ? ['roaming', addresses.length === 0 ? '' : ` (${addresses.join(', ')})`].join('') : words;
}

/** @param {Host} host */
function windowOf({ window: open, expires_at: expiresAt }) {
  const until = open?.open_until;
  const left = until === undefined ? 0 : Date.parse(until) - Date.now();
  const words = [];
  if (open !== undefined) words.push(open.open && left > 0 ? `window open, ${span(left)} left` : 'window closed');
  if (expiresAt !== undefined) words.push(`expires ${visible(expiresAt.slice(0, 10))}`);
  return words.join(' · ');
}

/** @param {Host} host */
function lastUse({ last_used_at: at, last_address: address }) {
  if (at === undefined) return el('span', { class: 'off' }, 'never used');
  return `${ago(at)}${address === undefined ? '' : ` from ${visible(address)}`}`;
}

/** @param {Host} host */
function callsOf({ calls, refused }) {
  return `${countOf(calls, 'call')}${refused > 0 ? `, ${count(refused)} refused` : ''}`;
}
