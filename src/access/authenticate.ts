import type { CodezError } from '../core/errors.ts';
import { CLAUDE_HOOKS, type Principal } from '../core/principal.ts';
import type { KeyRing, KeyVerdict } from '../hosts/key-ring.ts';
import type { People } from '../people/people.ts';
import { presentedCredential } from './credential.ts';
import { isHookRequest, whyNoHook } from './hook.ts';
import type { HostForm } from './host.ts';
import type { LoginLinks } from './login-links.ts';
import { whyNotLocal } from './loopback.ts';
import type { Lane } from './oauth/lanes.ts';
import { isRefusal, type TokenVerdict, type TokenVerifier } from './oauth/token-verifier.ts';
import type { AccessRules, RequestFacts } from './request-facts.ts';
import { tokenAudience } from './token-audience.ts';
import { type Caller, type Rejection, reasonOf, unauthenticated } from './verdict.ts';

/** On the Unix socket: asks to act as the owner without `admin`, for a client that passes on others' calls. */
export const ACT_AS_OWNER_HEADER = 'x-codez-act-as';

/** Who may present what. */
export interface Authenticators {
  readonly rules: AccessRules;
  /** The machine's owner, without and with `admin`; the spaces they may use change. */
  readonly owner: () => Principal;
  readonly ownerAdmin: () => Principal;
  readonly keys: KeyRing;
  readonly logins: LoginLinks;
  readonly people: People;
  /** Undefined where no authorization server is configured. */
  readonly tokens: TokenVerifier | undefined;
}

/** Where a request comes from, as the gate has found it. */
export interface Origins {
  readonly host: HostForm | undefined;
  readonly address: string;
  /** Within which tokens that only the issuer can judge wait for each other, undefined where they need not. */
  readonly lane: () => Lane | undefined;
  /** False for a request that was admitted before and is only looked at again: it binds no key to its address. */
  readonly mayBind: boolean;
}

type Outcome = Caller | Rejection;

/**
 * Says who sent a request: by the secret of the hooks, by the credential it presents, or by coming directly from this
 * machine. Waits only for a token's issuer, and for the first use of a key to be written.
 */
export function authenticate(facts: RequestFacts, from: Origins, options: Authenticators): Outcome | Promise<Outcome> {
  const { rules, owner, ownerAdmin } = options;
  if (isHookRequest(facts)) return authenticateHook(facts, rules);
  const presented = presentedCredential(facts);
  if (presented !== undefined) {
    if (presented.bearer === undefined) return unauthenticated('the credential is no bearer token or key');
    return authenticateBearer(presented.bearer, facts, from, options);
  }
  if (facts.door === 'unix') {
    const isOthers = facts.headers[ACT_AS_OWNER_HEADER] === 'owner';
    return { principal: isOthers ? owner() : ownerAdmin(), isLimited: false };
  }
  const reason = whyNotLocal(facts, rules, from.host ?? 'named');
  return reason === undefined ? { principal: owner(), isLimited: false } : unauthenticated(reason);
}

function authenticateHook(facts: RequestFacts, { hookSecret }: AccessRules): Outcome {
  const reason = whyNoHook(facts, hookSecret);
  return reason === undefined ? { principal: CLAUDE_HOOKS, isLimited: false } : unauthenticated(reason);
}

function authenticateBearer(
  bearer: string,
  facts: RequestFacts,
  { address, lane, mayBind }: Origins,
  { rules, keys, logins, people, tokens, ownerAdmin }: Authenticators,
): Outcome | Promise<Outcome> {
  // A login link opens the pages and nothing else; nothing else opens the pages over TCP.
  if (facts.area === 'admin') {
    if (logins.isBearer(bearer)) return { principal: { ...ownerAdmin(), isRemote: true }, isLimited: false };
    return unauthenticated('the bearer is none of a login link', true);
  }
  if (bearer.startsWith('cz_')) {
    const verdict = keys.judge(bearer, address);
    return mayBind && needsBinding(verdict) ? keys.bind(bearer, address).then(ofKey) : ofKey(verdict);
  }
  if (tokens === undefined) return unauthenticated('the credential is no key, and no tokens are taken', true);
  const verdict = tokens.verify(bearer, { ...tokenAudience(facts, rules), lane: lane() });
  return verdict instanceof Promise ? verdict.then((late) => ofToken(late, people)) : ofToken(verdict, people);
}

function needsBinding(verdict: KeyVerdict): boolean {
  return verdict.outcome === 'allowed' && verdict.needsBinding;
}

function ofKey(verdict: KeyVerdict): Outcome {
  if (verdict.outcome === 'allowed') return { principal: verdict.principal, isLimited: true };
  if (verdict.outcome === 'unknown') return unauthenticated('the key is none that there is', true);
  const { error, holder, isLapsed = false } = verdict;
  return { error, reason: reasonOf(error), isWrong: false, isLapsed, principal: holder };
}

function ofToken(verdict: TokenVerdict, people: People): Outcome {
  if (isRefusal(verdict)) return unauthenticated(verdict.reason, verdict.refused === 'wrong');
  try {
    return { principal: people.principalOf(verdict), isLimited: true };
  } catch (cause) {
    const error = cause as CodezError;
    return { error, reason: reasonOf(error), isWrong: false };
  }
}
