import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import { toBindable } from './bound-address.ts';
import type { NewHolder } from './holder-service.ts';
import type { KeyHolder, StoredKey } from './key-holder.ts';
import { checkScopes, DEFAULT_HOST_SCOPES, DEFAULT_USER_SCOPES } from './key-scopes.ts';
import {
  DEFAULT_WINDOW_SECONDS,
  FIRST_WINDOW_SECONDS,
  MAX_WINDOW_SECONDS,
  MIN_WINDOW_SECONDS,
  openWindow,
  type SlidingWindow,
} from './sliding-window.ts';
import { OWNER_SPACE } from './space-access.ts';
import { toGrants } from './space-grant.ts';

/** Returns the record of a new host or user. @throws CodezError `invalid` for what cannot be */
export function toHolder(input: NewHolder, key: StoredKey | undefined, clock: Clock): KeyHolder {
  const { kind, name, maxMode, filesAll = false, roaming = false, subjects } = input;
  const now = clock();
  const scopes = checkScopes(input.scopes ?? (kind === 'host' ? DEFAULT_HOST_SCOPES : DEFAULT_USER_SCOPES));
  const bound = toBound(input.addresses ?? []);
  const window = input.insecure === true ? firstWindow(input.windowSeconds, now) : undefined;
  if (window === undefined && input.windowSeconds !== undefined) throw windowOfSecure();
  return {
    kind,
    name,
    created_at: now,
    enabled: true,
    ...(key && { key }),
    ...(input.expiresInSeconds === undefined ? {} : { expires_at: now + input.expiresInSeconds * 1000 }),
    scopes,
    space: input.isOwners === true ? OWNER_SPACE : name,
    shared: toGrants(input.spaces ?? []),
    ...(maxMode && { max_mode: maxMode }),
    ...(filesAll && { files_all: true }),
    allow_roaming_ips: roaming,
    bound,
    ...(window && { window }),
    ...(subjects && subjects.length > 0 && { subjects }),
    ...(input.acceptsUnboundTokens === true && { accepts_unbound_tokens: true }),
  };
}

/** Returns the window of a host that becomes insecure now. @throws CodezError `invalid` for a length out of bounds */
export function firstWindow(seconds: number | undefined, now: number): SlidingWindow {
  const length = checkWindowSeconds(seconds ?? DEFAULT_WINDOW_SECONDS);
  return openWindow({ seconds: length, open_until: 0 }, now, FIRST_WINDOW_SECONDS);
}

/** Returns the length of a window as given. @throws CodezError `invalid` outside 1 minute to 8 hours */
export function checkWindowSeconds(seconds: number): number {
  if (Number.isSafeInteger(seconds) && seconds >= MIN_WINDOW_SECONDS && seconds <= MAX_WINDOW_SECONDS) return seconds;
  throw new CodezError('invalid', `A window cannot be ${seconds} seconds long`, 'Windows last 1 minute to 8 hours.');
}

/** Returns the error for the window of a host that has none. */
export function windowOfSecure(): CodezError {
  return new CodezError(
    'invalid',
    'Only an insecure host has a window',
    'Give --insecure as well, or leave --window out.',
  );
}

/** Returns what addresses bind a key to. @throws CodezError `invalid` for two of one kind, and what is no address */
export function toBound(addresses: readonly string[]): KeyHolder['bound'] {
  const bound: { ipv4?: string; ipv6?: string } = {};
  for (const address of addresses) {
    const { family, network } = checkAddress(address);
    if (bound[family] !== undefined && bound[family] !== network) {
      throw new CodezError(
        'invalid',
        `${bound[family]} and ${network} are of one kind`,
        'A key is bound to one IPv4 address and one IPv6 network (/64).',
      );
    }
    bound[family] = network;
  }
  return bound;
}

/** Returns what an address binds a key to. @throws CodezError `invalid` for what is no address */
export function checkAddress(address: string): NonNullable<ReturnType<typeof toBindable>> {
  const bindable = toBindable(address.trim().replace(/\/64$/, ''));
  if (bindable !== undefined) return bindable;
  throw new CodezError(
    'invalid',
    `${JSON.stringify(address.slice(0, 64))} is no IP address`,
    'Give one like 203.0.113.7 or 2001:db8::7.',
  );
}
