import { createClientAddress } from '../access/client-address.ts';
import { createFailedCredentials } from '../access/create-failed-credentials.ts';
import { createRateLimiter } from '../access/create-rate-limiter.ts';
import { createGate, type Gate } from '../access/gate.ts';
import type { LoginLinks } from '../access/login-links.ts';
import { createNetworkList } from '../access/network.ts';
import type { TokenVerifier } from '../access/oauth/token-verifier.ts';
import { serialiseOrigin } from '../access/origin.ts';
import { createProtectedResource, type ProtectedResource } from '../access/protected-resource.ts';
import type { RateLimiter } from '../access/rate-limiter.ts';
import type { AccessRules } from '../access/request-facts.ts';
import type { AccessLog } from '../audit/access-log.ts';
import type { RowSink } from '../audit/row-sink.ts';
import { parseRate } from '../config/setting-schemas.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../core/clock.ts';
import { principalId } from '../core/principal.ts';
import type { KeyRing } from '../hosts/key-ring.ts';
import type { OwnerPrincipals } from '../hosts/owner-principals.ts';
import type { People } from '../people/people.ts';

export interface AccessOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  /** The machine's owner, with the spaces there are. */
  readonly owners: OwnerPrincipals;
  /** Whom keys and tokens belong to, and how the owner signs in to the pages. */
  readonly keys: KeyRing;
  readonly people: People;
  readonly logins: LoginLinks;
  /** Checks tokens; without it none are taken. */
  readonly tokens?: TokenVerifier | undefined;
  /** Takes a row for each call. */
  readonly accessLog: Pick<AccessLog, 'write'>;
  /** Carried by the hooks of this machine's Claude Code; without it none are taken. */
  readonly hookSecret?: string;
}

/** Who may call the server, and what is told of each call. */
export interface Access {
  readonly gate: Gate;
  readonly rows: RowSink;
  /** What clients without a token are told, where tokens are taken. */
  readonly resource: ProtectedResource | undefined;
}

/** Puts the rules of access together, over the hosts and people of the data directory. */
export function createAccess(options: AccessOptions): Access {
  const { settings, clock, owners, keys, people, logins, accessLog } = options;
  const rules = accessRules(settings, options.hookSecret);
  const gate = createGate({
    rules,
    ...owners,
    keys,
    logins,
    people,
    tokens: options.tokens,
    failures: createFailedCredentials(clock),
    addressLimit: limiter(settings.rateLimit, clock),
    principalLimit: limiter(settings.rateLimitPrincipal, clock),
    clientAddress: createClientAddress(settings.trustedProxies),
  });
  const issuer = options.tokens === undefined ? undefined : settings.authkitUrl;
  const resource = issuer === undefined ? undefined : createProtectedResource(issuer, rules);
  return { gate, rows: rowSink(accessLog, keys, clock), resource };
}

/** What becomes of a key's calls moves its window and is counted with it; others than keys are nobody to the ring. */
function rowSink(accessLog: Pick<AccessLog, 'write'>, keys: KeyRing, clock: Clock): RowSink {
  return {
    allowed(principal) {
      keys.noteAllowed(principalId(principal));
    },
    write(row) {
      accessLog.write(row);
      const { principal, via = principal, address, status } = row;
      keys.noteCall(via, { address, at: clock(), isAllowed: status !== 'denied' });
    },
  };
}

function limiter(rate: string, clock: Clock): RateLimiter | undefined {
  const parsed = parseRate(rate);
  return parsed === undefined ? undefined : createRateLimiter(parsed, clock);
}

function accessRules(settings: Settings, hookSecret: string | undefined): AccessRules {
  return {
    loopback: settings.loopback,
    allowedHosts: settings.allowedHosts.map((host) => host.toLowerCase()),
    allowedOrigins: new Set(settings.allowedOrigins.map((origin) => serialiseOrigin(origin) ?? origin)),
    publicUrl: settings.publicUrl === undefined ? undefined : new URL(settings.publicUrl),
    isTrustedProxy: createNetworkList(settings.trustedProxies),
    isAdminRemote: settings.adminRemote === 'on',
    hookSecret,
  };
}
