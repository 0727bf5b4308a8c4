import { CodezError } from '../core/errors.ts';
import { CLAUDE_HOOKS, OWNER, OWNER_ADMIN, PAGE_VISITOR, type Principal } from '../core/principal.ts';
import { isAdminPath, whyNoAdmin } from './admin-path.ts';
import { presentedCredential } from './credential.ts';
import { isHookRequest, whyNoHook } from './hook.ts';
import { checkHost } from './host.ts';
import type { LoginLinks } from './login-links.ts';
import { whyNotLocal } from './loopback.ts';
import { checkOrigin } from './origin.ts';
import type { AccessRules, RequestFacts } from './request-facts.ts';

export interface Admission {
  readonly principal: Principal;
  /** The allowed origin to answer CORS for, undefined for requests without one. */
  readonly origin: string | undefined;
}

/** On the Unix socket: asks to act as the owner without `admin`, for a client that passes on others' calls. */
export const ACT_AS_OWNER_HEADER = 'x-codez-act-as';

/**
 * Decides who is calling, in the order Host, Origin, authentication. A presented credential always decides;
 * loopback trust is only for requests that carry none.
 * @throws CodezError 400, `forbidden` or `unauthenticated`; `cause` says the reason for the log, never the reply
 */
export function admit(facts: RequestFacts, rules: AccessRules, logins?: LoginLinks): Admission {
  const isHook = isHookRequest(facts);
  if (facts.door === 'unix') {
    return { principal: isHook ? hookPrincipal(facts, rules) : socketPrincipal(facts), origin: undefined };
  }
  const host = checkHost(facts, rules);
  const origin = checkOrigin(facts, rules);
  if (isHook) return { principal: hookPrincipal(facts, rules), origin };
  if (isAdminPath(facts.target)) {
    const reason = whyNoAdmin(facts, host, rules.isAdminRemote);
    if (reason !== undefined) throw nothingHere(reason);
    return { principal: pagePrincipal(facts, logins), origin };
  }
  if (presentedCredential(facts) !== undefined) throw unauthenticated('the credential is not known here');
  const reason = whyNotLocal(facts, rules, host);
  if (reason !== undefined) throw unauthenticated(reason);
  return { principal: OWNER, origin };
}

/**
 * Returns the origin a preflight may be answered for, by the same Host and Origin rules.
 * @throws CodezError 400 or `forbidden`
 */
export function admitPreflight(facts: RequestFacts, rules: AccessRules): string | undefined {
  checkHost(facts, rules);
  return checkOrigin(facts, rules);
}

function hookPrincipal(facts: RequestFacts, rules: AccessRules): Principal {
  const reason = whyNoHook(facts, rules.hookSecret);
  if (reason !== undefined) throw unauthenticated(reason);
  return CLAUDE_HOOKS;
}

function socketPrincipal(facts: RequestFacts): Principal {
  if (presentedCredential(facts) !== undefined) throw unauthenticated('the credential is not known here');
  return facts.headers[ACT_AS_OWNER_HEADER] === 'owner' ? OWNER : OWNER_ADMIN;
}

/** Who has no bearer gets the empty pages; what they show is refused by the routes. */
function pagePrincipal(facts: RequestFacts, logins: LoginLinks | undefined): Principal {
  const credential = presentedCredential(facts);
  if (credential === undefined) return PAGE_VISITOR;
  if (logins?.isBearer(credential) !== true) throw unauthenticated('the credential is of no page that is signed in');
  return OWNER_ADMIN;
}

function nothingHere(reason: string): CodezError {
  return new CodezError(
    'not_found',
    'There is nothing at this path',
    'The MCP endpoint is /mcp; REST calls go to /api/tools/NAME.',
    { cause: reason },
  );
}

function unauthenticated(reason: string): CodezError {
  return new CodezError(
    'unauthenticated',
    'Unauthorized: Bearer token required',
    'Without a credential only direct connections of this server’s own user on this machine are accepted.',
    { cause: reason },
  );
}
