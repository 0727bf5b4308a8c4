import { CodezError } from '../core/errors.ts';
import { plainAddress } from './address.ts';
import type { AccessRules, RequestFacts } from './request-facts.ts';

/**
 * How a request named this server: by a loopback name and our port (the only form that loopback trust accepts),
 * by a loopback name and another port (a forwarded one), or by any other allowed name.
 */
export type HostForm = 'loopback' | 'forwarded' | 'named';

export interface HostName {
  readonly hostname: string;
  readonly port: number | undefined;
}

export const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
export const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * Returns how the request named this server.
 * @throws CodezError 400 for none, two or contradicting Hosts; `forbidden` for a name that is not ours
 */
export function checkHost(facts: RequestFacts, rules: AccessRules): HostForm {
  const [value, second] = facts.hosts;
  if (value === undefined || second !== undefined) throw badHost('A request needs exactly one Host header');
  const host = parseHost(value);
  if (host === undefined) throw badHost('The Host header is no host[:port]');
  if (!facts.target.startsWith('/') && facts.target !== '*' && authorityOf(facts.target) !== value.toLowerCase()) {
    throw badHost('The request target names another host than the Host header');
  }
  const port = host.port ?? DEFAULT_PORTS[facts.scheme];
  if (LOOPBACK_NAMES.has(host.hostname)) return port === facts.localPort ? 'loopback' : 'forwarded';
  if (isLiteral(host.hostname, facts.localAddress) && port === facts.localPort) return 'named';
  if (rules.publicUrl !== undefined && isPublicHost(host, rules.publicUrl)) return 'named';
  if (rules.allowedHosts.some((allowed) => fits(host, allowed))) return 'named';
  throw new CodezError(
    'forbidden',
    'Host not allowed: set CODEZ_MCP_URL or CODEZ_ALLOWED_HOSTS',
    'Name this server by an address it listens on, or allow the name in its settings and restart it.',
  );
}

/** Returns the parts of a `host[:port]` in lower case, undefined when it is none. */
export function parseHost(value: string): HostName | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/@?#[\]\\]+)(?::(\d{1,5}))?$/i.exec(value);
  if (match?.[1] === undefined) return undefined;
  return { hostname: match[1].toLowerCase(), port: match[2] === undefined ? undefined : Number(match[2]) };
}

function isLiteral(hostname: string, localAddress: string): boolean {
  const plain = plainAddress(localAddress).toLowerCase();
  return hostname === (plain.includes(':') ? `[${plain}]` : plain);
}

function isPublicHost(host: HostName, url: URL): boolean {
  const ourPort = url.port === '' ? DEFAULT_PORTS[url.protocol === 'https:' ? 'https' : 'http'] : Number(url.port);
  return host.hostname === url.hostname && (host.port === undefined ? url.port === '' : host.port === ourPort);
}

function fits(host: HostName, allowed: string): boolean {
  const pattern = parseHost(allowed);
  return pattern?.hostname === host.hostname && (pattern.port === undefined || pattern.port === host.port);
}

function authorityOf(target: string): string | undefined {
  return /^https?:\/\/([^/?#]*)/i.exec(target)?.[1]?.toLowerCase();
}

function badHost(message: string): CodezError {
  return new CodezError('invalid', message, 'Send one Host header that names this server.', { http: 400, rpc: -32600 });
}
