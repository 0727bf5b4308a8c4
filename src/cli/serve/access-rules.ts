import type { Settings } from '../../config/settings.ts';

/** What is known of a server beyond its settings once it listens. */
export interface ListeningFacts {
  readonly url: string;
  readonly tellsUsersApart: boolean;
  /** Whether a person is recorded whose tokens are let in. */
  readonly hasOwner: boolean;
}

/** Returns the rules that decide who may call, one `name: meaning` line each, as `serve` prints them at its start. */
export function renderAccessRules(
  settings: Settings,
  { url, tellsUsersApart, hasOwner }: ListeningFacts,
): readonly string[] {
  const { host, publicUrl, allowedHosts, allowedOrigins, loopback, trustedProxies } = settings;
  const port = new URL(url).port || (url.startsWith('https:') ? '443' : '80');
  const isDual = host === '127.0.0.1' || host === 'localhost';
  const rows: [string, string][] = [
    ['data', settings.home],
    ['bind address', isDual ? `127.0.0.1:${port}, and [::1]:${port} where there is IPv6` : `${host}, port ${port}`],
    ['encryption', settings.tlsCert === undefined ? 'none (plain HTTP)' : `TLS, ${settings.tlsCert}`],
    ['loopback trust', renderLoopback(loopback, tellsUsersApart)],
    ['public URL', publicUrl ?? 'none'],
    ['allowed hosts', ['loopback names', ...allowedHosts].join(', ')],
    ['allowed origins', ["the server's own", ...allowedOrigins].join(', ')],
    ['trusted proxies', trustedProxies.join(', ') || "none: a connection's own address counts"],
    ['limits', renderLimits(settings)],
    ['OAuth issuer', renderIssuer(settings, hasOwner)],
    ['file root', 'none: there are no file tools'],
  ];
  return rows.map(([name, meaning]) => `  ${`${name}:`.padEnd(17)}${meaning}`);
}

function renderLoopback(loopback: Settings['loopback'], tellsUsersApart: boolean): string {
  if (loopback === 'off') return 'off: every request needs a credential';
  const whose = tellsUsersApart ? 'of this user' : 'of any user';
  return `on: direct requests ${whose} on this machine without a credential are the owner`;
}

function renderIssuer({ authkitUrl }: Settings, hasOwner: boolean): string {
  if (authkitUrl === undefined) return 'none: tokens are refused';
  return hasOwner ? authkitUrl : `${authkitUrl}; no owner is recorded yet (codez login)`;
}

function renderLimits({ rateLimit, rateLimitPrincipal }: Settings): string {
  const each = (rate: string): string => (rate === 'off' ? 'no limit' : rate);
  return `${each(rateLimit)} per address without a valid credential, ${each(rateLimitPrincipal)} per host, user or token`;
}
