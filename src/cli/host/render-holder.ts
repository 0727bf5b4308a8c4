import type { Style } from '../output.ts';
import { renderTable } from '../render-table.ts';
import { renderAge, renderDuration } from '../text/render-time.ts';
import { shownLine } from '../text/shown-text.ts';
import type { HostDetails, HostRow } from './operations.ts';
import { type ListView, renderAddress, renderWindow } from './render-holder-list.ts';

/** Returns one host or user with all that is known of it. */
export function renderHolder(holder: HostDetails, view: ListView): string {
  const { style, nowMs } = view;
  const lines = facts(holder, nowMs).map(([name, value]) => `${style.dim(`${name}:`.padEnd(15))}${shownLine(value)}`);
  return [
    `${style.bold(holder.name)}  ${holder.state}`,
    ...lines,
    ...renderUses('Let in from', holder.addresses, style, nowMs),
    ...renderUses('Refused from', holder.refused_from, style, nowMs),
  ].join('\n');
}

/** Returns what one may and where it stands, by name. */
function facts(holder: HostRow, nowMs: number): readonly (readonly [string, string])[] {
  const { window, subjects } = holder;
  return [
    ...(holder.prefix === undefined ? [] : [['key', `cz_${holder.prefix}...`] as const]),
    ...(holder.former_key_until === undefined
      ? []
      : [['former key', `good until ${holder.former_key_until}`] as const]),
    ['scopes', holder.scopes.join(', ')],
    ['space', `${holder.space} (${holder.notes} ${holder.notes === 1 ? 'note' : 'notes'})`],
    ['shared spaces', holder.spaces.join(', ') || 'none'],
    ['address', renderAddress(holder)],
    ...(window === undefined
      ? []
      : [
          [
            'window',
            `${renderWindow(holder, nowMs)}; ${renderDuration(window.seconds * 1000)} after each call`,
          ] as const,
        ]),
    ...(holder.max_mode === undefined ? [] : [['modes', `up to ${holder.max_mode}`] as const]),
    ...(holder.files_all ? [['files', 'all, those programs obey and secrets included'] as const] : []),
    ...(subjects ?? []).map(({ issuer, sub }) => ['tokens of', `${sub} at ${issuer}`] as const),
    ['added', holder.created_at],
    ...(holder.expires_at === undefined ? [] : [['expires', holder.expires_at] as const]),
    [
      'last use',
      holder.last_used_at === undefined ? 'never' : `${holder.last_used_at} from ${holder.last_address ?? '?'}`,
    ],
    ['calls', `${holder.calls}, ${holder.refused} refused`],
  ];
}

function renderUses(heading: string, uses: HostDetails['addresses'], style: Style, nowMs: number): readonly string[] {
  if (uses.length === 0) return [];
  const rows = uses.map(({ address, calls, last_at: last }) => [address, String(calls), renderAge(last, nowMs)]);
  return ['', renderTable([heading.toUpperCase(), 'CALLS', 'LAST'], rows, style, (cell) => cell)];
}
