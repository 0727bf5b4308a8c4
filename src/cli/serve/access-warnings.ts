import type { Settings } from '../../config/settings.ts';
import { isLoopbackName } from '../../core/loopback-name.ts';
import type { ListeningFacts } from './access-rules.ts';

/** Networks of fewer fixed bits than these hold addresses of strangers. */
const NARROWEST_STRANGE = { ipv4: 8, ipv6: 16 };

/** Returns what the person should hear about these settings before anyone connects. */
export function accessWarnings(settings: Settings, facts: ListeningFacts): readonly string[] {
  return [...bindWarnings(settings), ...loopbackWarnings(settings, facts), ...limitWarnings(settings)];
}

function bindWarnings({ host, tlsCert }: Settings): string[] {
  if (isLoopbackName(host) || tlsCert !== undefined) return [];
  return [`listening on ${host} without TLS: what is sent can be read and changed on the way`];
}

function loopbackWarnings({ loopback, publicUrl }: Settings, { tellsUsersApart }: ListeningFacts): string[] {
  if (loopback === 'off') return [];
  const warnings: string[] = [];
  if (!tellsUsersApart) {
    warnings.push('this system does not tell which user a local connection belongs to: every local user is the owner');
  }
  if (publicUrl !== undefined) {
    warnings.push(
      'loopback trust is on beside a public URL: a proxy or tunnel is told apart by its Host or its forwarding headers, ' +
        'but what passes raw TCP on as this user (ssh -R, a port forwarding) cannot be; if there is such a thing, give ' +
        '--loopback off',
    );
  }
  return warnings;
}

function limitWarnings({ host, publicUrl, trustedProxies, rateLimit, rateLimitPrincipal }: Settings): string[] {
  const warnings: string[] = [];
  for (const network of trustedProxies.filter(holdsStrangers)) {
    warnings.push(
      `${network} are trusted proxies: whoever calls from there names any address as its own, past limits and the ` +
        'binding of keys; name the proxies alone',
    );
  }
  const isReached = !isLoopbackName(host) || publicUrl !== undefined;
  if (isReached && rateLimit === 'off') {
    warnings.push('other machines reach this server, and requests without a valid credential are not limited');
  }
  if (isReached && rateLimitPrincipal === 'off') {
    warnings.push('other machines reach this server, and one host, user or token may call without limit');
  }
  if (isLoopbackName(host) && publicUrl !== undefined && trustedProxies.length === 0) {
    warnings.push(
      'no proxy is trusted: who comes through the one before the public URL has its address, so that all share one ' +
        'limit and keys are bound to it; name it with --trusted-proxies (127.0.0.1 when it runs here)',
    );
  }
  return warnings;
}

function holdsStrangers(network: string): boolean {
  const bits = /\/(\d+)$/.exec(network)?.[1];
  return bits !== undefined && Number(bits) < (network.includes(':') ? NARROWEST_STRANGE.ipv6 : NARROWEST_STRANGE.ipv4);
}
