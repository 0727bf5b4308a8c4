import type { Style } from '../output.ts';
import { renderDuration } from '../text/render-time.ts';
import { localUrlNote, renderClientLines } from './client-lines.ts';
import type { IssuedHost } from './operations.ts';

const BOUND_HERE =
  'A key that is tried here first is bound to this machine; `codez host unbind NAME` (`user update NAME --unbind`) frees it.';

/** Returns a key that was just issued, what it is good for, and the lines to paste where it is used. */
export function renderIssuedKey(done: string, host: IssuedHost, style: Style): string {
  const connection = { mcpUrl: host.mcp_url, key: host.key };
  const note = localUrlNote(connection);
  return [
    `${done} ${style.bold(host.name)}. Its key is shown this once and kept nowhere:`,
    '',
    `  ${style.bold(host.key)}`,
    '',
    ...describe(host).map((line) => `  ${line}`),
    '',
    renderClientLines(connection),
    ...(note === undefined ? [] : ['', `${note}${isUnbound(host) ? ` ${BOUND_HERE}` : ''}`]),
  ].join('\n');
}

function isUnbound({ bound, allow_roaming_ips: mayRoam }: IssuedHost): boolean {
  return !mayRoam && bound.ipv4 === undefined && bound.ipv6 === undefined;
}

function describe(host: IssuedHost): readonly string[] {
  const { window, bound } = host;
  const addresses = [bound.ipv4, bound.ipv6].filter((address) => address !== undefined);
  const binding = host.allow_roaming_ips
    ? 'any, one after the other: it may roam'
    : addresses.length > 0
      ? addresses.join(', ')
      : 'the first one it is used from';
  return [
    `scopes:  ${host.scopes.join(', ')}`,
    `spaces:  ${[`${host.space} (its own)`, ...host.spaces].join(', ')}`,
    `address: ${binding}`,
    ...(host.max_mode === undefined ? [] : [`modes:   up to ${host.max_mode}`]),
    ...(window === undefined ? [] : [`window:  ${renderWindow(window)}`]),
    ...(host.expires_at === undefined ? [] : [`expires: ${host.expires_at}`]),
    ...(host.former_key_until === undefined ? [] : [`former key: good until ${host.former_key_until}`]),
  ];
}

function renderWindow({ open, seconds, open_until: until }: NonNullable<IssuedHost['window']>): string {
  const length = `${renderDuration(seconds * 1000)} after each call`;
  return open && until !== undefined ? `open until ${until}, then ${length}` : `closed; ${length} once it is opened`;
}
