import type { Settings } from '../../config/settings.ts';

/** What is known of a server beyond its settings once it listens. */
export interface ListeningFacts {
  readonly url: string;
  readonly tellsUsersApart: boolean;
}

/** Returns the rules that decide who may call, one `name: meaning` line each, as `serve` prints them at its start. */
export function renderAccessRules(settings: Settings, { url, tellsUsersApart }: ListeningFacts): readonly string[] {
  const { host, publicUrl, allowedHosts, allowedOrigins, loopback } = settings;
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
    ['OAuth issuer', 'none: tokens are refused'],
    ['file root', 'none: there are no file tools'],
  ];
  return rows.map(([name, meaning]) => `  ${`${name}:`.padEnd(17)}${meaning}`);
}

/** Returns what the person should hear about these settings before anyone connects. */
export function accessWarnings(settings: Settings, { tellsUsersApart }: ListeningFacts): readonly string[] {
  const warnings: string[] = [];
  if (!isLoopback(settings.host) && settings.tlsCert === undefined) {
    warnings.push(`listening on ${settings.host} without TLS: what is sent can be read and changed on the way`);
  }
  if (settings.loopback === 'on' && !tellsUsersApart) {
    warnings.push('this system does not tell which user a local connection belongs to: every local user is the owner');
  }
  return warnings;
}

/** Returns true for the addresses and names that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function renderLoopback(loopback: Settings['loopback'], tellsUsersApart: boolean): string {
  if (loopback === 'off') return 'off: every request needs a credential';
  const whose = tellsUsersApart ? 'of this user' : 'of any user';
  return `on: direct requests ${whose} on this machine without a credential are the owner`;
}
