import type { Style } from '../output.ts';
import { renderTable } from '../render-table.ts';
import { renderAge, renderDuration } from '../text/render-time.ts';
import type { HostRow } from './operations.ts';

const HEADINGS = [
  'NAME',
  'STATE',
  'SCOPES',
  'SHARED SPACES',
  'ADDRESS',
  'WINDOW',
  'LAST USE',
  'CALLS',
  'REFUSED',
] as const;
const STATE_COLUMN = 1;

/** What a list is shown with. */
export interface ListView {
  readonly style: Style;
  readonly nowMs: number;
}

/** Returns hosts or users as a table: one a line. */
export function renderHolderList(holders: readonly HostRow[], { style, nowMs }: ListView): string {
  const rows = holders.map((holder) => [
    holder.name,
    holder.state === 'tokens' ? 'no key' : holder.state,
    holder.scopes.join(' '),
    holder.spaces.join(' '),
    renderAddress(holder),
    renderWindow(holder, nowMs),
    holder.last_used_at === undefined ? 'never' : renderAge(holder.last_used_at, nowMs),
    String(holder.calls),
    String(holder.refused),
  ]);
  return renderTable(HEADINGS, rows, style, (cell, column, row) => {
    if (column === 0) return style.bold(cell);
    if (column === STATE_COLUMN) return holders[row]?.state === 'active' ? style.green(cell) : style.yellow(cell);
    return column === HEADINGS.length - 1 && (holders[row]?.refused ?? 0) > 0 ? style.yellow(cell) : cell;
  });
}

/** Returns what a key is bound to, `-` for nothing yet, and whether it may move. */
export function renderAddress({ bound, allow_roaming_ips: mayRoam }: HostRow): string {
  const addresses = [bound.ipv4, bound.ipv6].filter((address) => address !== undefined).join(' ');
  return mayRoam ? `${addresses || 'any'} (roams)` : addresses || '-';
}

/** Returns what a key is bound to, in words. */
export function renderBinding({ bound }: HostRow): string {
  const addresses = [bound.ipv4, bound.ipv6].filter((address) => address !== undefined);
  return addresses.length === 0 ? 'bound by its next call' : `bound to ${addresses.join(' and ')}`;
}

/** Returns how a window stands: `open 12 min 5 s`, `closed`, nothing for a host that needs none. */
export function renderWindow({ window }: HostRow, nowMs: number): string {
  if (window === undefined) return '';
  if (!window.open || window.open_until === undefined) return 'closed';
  return `open ${renderDuration(Math.max(0, Date.parse(window.open_until) - nowMs))}`;
}
