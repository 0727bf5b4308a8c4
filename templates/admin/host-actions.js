// @ts-check
import { ask, showSecret, tell } from './ask.js';
import { visible } from './dom.js';
import { ApiError, callTool } from './session.js';

/**
 * @typedef {{ name: string, state: string, scopes: string[], spaces: string[], enabled: boolean, allow_roaming_ips: boolean, bound: { ipv4?: string, ipv6?: string }, window?: { open: boolean, seconds: number, open_until?: string }, expires_at?: string, last_used_at?: string, last_address?: string, calls: number, refused: number }} Host
 * @typedef {'open' | 'close' | 'enable' | 'disable' | 'roam' | 'settle' | 'rotate'} HostAction
 */

const GRACES = /** @type {const} */ ([
  ['0', 'at once'],
  ['3600', 'in one hour'],
  ['86400', 'in one day'],
]);

/**
 * Does something to a host and says what came of it; asks first where it cannot be undone.
 * @param {HostAction} action
 * @param {Host} host
 */
export async function runHostAction(action, { name }) {
  const shown = visible(name);
  try {
    switch (action) {
      case 'open':
        await callTool('host_window', { name, action: 'open' });
        return tell(`The window of ${shown} is open.`);
      case 'close':
        await callTool('host_window', { name, action: 'close' });
        return tell(`The window of ${shown} is closed.`);
      case 'enable':
        await callTool('host_update', { name, enabled: true });
        return tell(`${shown} is enabled.`);
      case 'disable':
        await callTool('host_update', { name, enabled: false });
        return tell(`${shown} is disabled: its calls are refused.`);
      case 'roam':
        await callTool('host_update', { name, roaming: true });
        return tell(`${shown} may change its address.`);
      case 'settle':
        await callTool('host_update', { name, roaming: false });
        return tell(`${shown} stays at the address it is bound to.`);
      case 'rotate':
        return await rotate(name, shown);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code !== 'unauthenticated') tell(`${visible(error.message)}. ${visible(error.hint)}`);
  }
}

/** @param {string} name @param {string} shown */
async function rotate(name, shown) {
  const grace = await ask({
    title: `Rotate the key of ${shown}?`,
    text: 'A new key is issued. The one it has now stops working and cannot be brought back.',
    action: 'Rotate key',
    isDangerous: true,
    choice: { label: 'The present key stops working', options: GRACES },
  });
  if (grace === undefined) return;
  const { key } = await callTool('host_rotate', { name, grace: Number(grace) });
  showSecret(
    `New key of ${shown}`,
    String(key),
    'It is shown this once and kept nowhere. Put it where the host reads its key.',
  );
}
