import { CodezError } from '../core/errors.ts';
import { type Principal, principalId, VISITOR } from '../core/principal.ts';
import { isLoopbackAddress } from './address.ts';
import { whyNoAdmin } from './admin-path.ts';
import { type Authenticators, authenticate } from './authenticate.ts';
import type { FailedCredentials } from './failed-credentials.ts';
import { checkHost } from './host.ts';
import { hasForwardingHeader } from './loopback.ts';
import { networkOf } from './network.ts';
import type { Lane } from './oauth/lanes.ts';
import { checkOrigin } from './origin.ts';
import type { RateLimiter, RateState } from './rate-limiter.ts';
import type { RequestFacts } from './request-facts.ts';
import { hasRightsOf } from './rights.ts';
import {
  type Admitted,
  type Caller,
  isRejection,
  type Refused,
  type Rejection,
  rateLimited,
  reasonOf,
  type Verdict,
} from './verdict.ts';

export interface GateOptions extends Authenticators {
  /** Wrong keys and tokens by network. */
  readonly failures: FailedCredentials;
  /** Limit of requests without a valid credential, by network; undefined: none. */
  readonly addressLimit: RateLimiter | undefined;
  /** Limit of calls by principal; undefined: none. */
  readonly principalLimit: RateLimiter | undefined;
  /** Returns the client's address: the peer's, unless a trusted proxy says another. */
  readonly clientAddress: (facts: RequestFacts) => string;
}

/** The one place where requests become principals or are refused. */
export interface Gate {
  /**
   * Judges a request before its body is read: Host, Origin, who is calling, how often. Returns at once unless an issuer
   * has to be asked or the first use of a key is to be written; never throws, never rejects.
   */
  admit(facts: RequestFacts): Verdict | Promise<Verdict>;
  /**
   * True while an admitted request would still be admitted, with all the rights it came with: for streams and answers that
   * outlive keys, windows, tokens and scopes. Counts nothing, binds nothing.
   */
  isStillAdmitted(facts: RequestFacts, held: Held): boolean | Promise<boolean>;
  /** Returns whose address a request counts for; empty on the Unix socket. */
  addressOf(facts: RequestFacts): string;
  /**
   * Returns the origin a preflight may be answered for, by the same Host and Origin rules.
   * @throws CodezError 400 or `forbidden`
   */
  admitPreflight(facts: RequestFacts): string | undefined;
}

/** A request that was admitted and goes on. */
export interface Held {
  readonly principal: Principal;
  /** An answer may still be given when the window of a call has lapsed meanwhile; a stream ends with it. */
  readonly as: 'stream' | 'answer';
}

const free: Admitted['charge'] = () => ({});
const noLane = (): undefined => undefined;

/** Puts the rules together, in the order in which they are asked. */
export function createGate(options: GateOptions): Gate {
  const { rules, failures, addressLimit, principalLimit, clientAddress } = options;

  const judge = (facts: RequestFacts, address: string): Verdict | Promise<Verdict> => {
    const place: Place = { facts, address, origin: undefined };
    try {
      const host = checkHost(facts, rules);
      place.origin = checkOrigin(facts, rules);
      const whyHidden = facts.area === 'admin' ? whyNoAdmin(facts, host, rules.isAdminRemote) : undefined;
      if (whyHidden !== undefined) throw nothingHere(whyHidden);
      if (facts.area === 'public' || isVisit(facts)) return admitAnybody(place);
      const lane = (): Lane => {
        const network = networkOf(address);
        return { network, isBlocked: failures.isBlocked(network) };
      };
      const outcome = authenticate(facts, { host, address, lane, mayBind: true }, options);
      if (!(outcome instanceof Promise)) return settle(outcome, place);
      return outcome.then(
        (late) => settle(late, place),
        (error: unknown) => refuse(error as CodezError, place),
      );
    } catch (error) {
      return refuse(error as CodezError, place);
    }
  };

  const admitAnybody = (place: Place): Verdict => {
    // A page is a score of files: who goes to and fro between pages on this machine is not to be stopped by that.
    const rate = isDirectLoopback(place.facts) ? undefined : addressLimit?.take(networkOf(place.address));
    if (rate?.isOver === true) return refuse(tooMany('requests', rate), place, { rate });
    const { address, origin } = place;
    return { isAdmitted: true, principal: VISITOR, address, origin, rate, charge: free };
  };

  const settle = (outcome: Caller | Rejection, place: Place): Verdict =>
    isRejection(outcome) ? reject(outcome, place) : admitCaller(outcome, place);

  const admitCaller = ({ principal, isLimited }: Caller, place: Place): Verdict => {
    const { address, origin } = place;
    if (!isLimited || principalLimit === undefined) {
      return { isAdmitted: true, principal, address, origin, rate: undefined, charge: free };
    }
    const id = principalId(principal);
    const rate = principalLimit.take(id);
    if (rate.isOver) return refuse(tooMany('calls', rate), place, { principal: id, rate });
    return { isAdmitted: true, principal, address, origin, rate, charge: chargeTo(principalLimit, id) };
  };

  const reject = (rejection: Rejection, place: Place): Verdict => {
    const { error, reason, isWrong, principal } = rejection;
    const network = networkOf(place.address);
    if (isWrong && !isDirectLoopback(place.facts)) {
      if (failures.isBlocked(network)) {
        const message = 'Too many wrong keys or tokens from this address';
        return refuse(rateLimited(message, failures.blockedSeconds(network)), place, { reason: `blocked: ${reason}` });
      }
      failures.note(network);
    }
    const rate = error.edges.http >= 500 ? undefined : addressLimit?.take(network);
    if (rate?.isOver !== true) return refuse(error, place, { reason, principal, rate });
    return refuse(tooMany('requests without a valid credential', rate), place, { reason, principal, rate });
  };

  const addressOf = (facts: RequestFacts): string => (facts.door === 'unix' ? '' : clientAddress(facts));

  return {
    admit(facts) {
      if (facts.door === 'unix') return admitSocket(facts, options);
      return judge(facts, addressOf(facts));
    },
    isStillAdmitted(facts, held) {
      const isStill = (outcome: Caller | Rejection): boolean =>
        isRejection(outcome)
          ? held.as === 'answer' && outcome.isLapsed === true
          : hasRightsOf(outcome.principal, held.principal);
      try {
        const host = facts.door === 'tcp' ? checkHost(facts, rules) : undefined;
        const from = { host, address: addressOf(facts), lane: noLane, mayBind: false };
        const outcome = authenticate(facts, from, options);
        if (!(outcome instanceof Promise)) return isStill(outcome);
        // An issuer that cannot be asked for a while ends no stream.
        return outcome.then(isStill, () => true);
      } catch {
        return false;
      }
    },
    addressOf,
    admitPreflight(facts) {
      if (facts.door === 'tcp') checkHost(facts, rules);
      return checkOrigin(facts, rules);
    },
  };
}

/** Where a request comes from. */
interface Place {
  readonly facts: RequestFacts;
  readonly address: string;
  /** Its allowed origin, once that is judged. */
  origin: string | undefined;
}

interface RefusalDetails {
  readonly reason?: string;
  readonly principal?: string | undefined;
  readonly rate?: RateState | undefined;
}

function refuse(error: CodezError, place: Pick<Place, 'address' | 'origin'>, details: RefusalDetails = {}): Refused {
  const { address, origin } = place;
  const { reason = reasonOf(error), principal, rate } = details;
  return { isAdmitted: false, error, reason, principal, address, origin, rate };
}

/** On the socket of the data directory only its owner comes: Host, Origin and limits are not judged. */
function admitSocket(facts: RequestFacts, options: GateOptions): Verdict | Promise<Verdict> {
  const place = { address: '', origin: undefined };
  const settle = (outcome: Caller | Rejection): Verdict => {
    if (isRejection(outcome)) return refuse(outcome.error, place, outcome);
    return { isAdmitted: true, principal: outcome.principal, ...place, rate: undefined, charge: free };
  };
  try {
    const outcome = authenticate(facts, { host: undefined, address: '', lane: noLane, mayBind: true }, options);
    if (!(outcome instanceof Promise)) return settle(outcome);
    return outcome.then(settle, (error: unknown) => refuse(error as CodezError, place));
  } catch (error) {
    return refuse(error as CodezError, place);
  }
}

/** From this machine, and no proxy in between. */
function isDirectLoopback(facts: RequestFacts): boolean {
  return isLoopbackAddress(facts.peerAddress) && !hasForwardingHeader(facts);
}

/** The pages themselves hold nothing: who presents no bearer gets them, and what they show is refused. */
function isVisit({ area, authorizations, apiKeys }: RequestFacts): boolean {
  return area === 'admin' && authorizations.length === 0 && apiKeys.length === 0;
}

function nothingHere(cause: string): CodezError {
  return new CodezError(
    'not_found',
    'There is nothing at this path',
    'The MCP endpoint is /mcp; REST calls go to /api/tools/NAME.',
    { cause },
  );
}

function tooMany(what: string, { limit, retryAfterSeconds }: RateState): CodezError {
  return rateLimited(`Too many ${what}: the limit is ${limit}`, retryAfterSeconds);
}

/** One call of the request has been counted already. */
function chargeTo(limiter: RateLimiter, id: string): Admitted['charge'] {
  return (calls) => {
    if (calls < 1) return {};
    const rate = limiter.take(id, calls);
    if (!rate.isOver) return { rate };
    const { limit, retryAfterSeconds } = rate;
    if (calls < limit) return { rate, error: tooMany('calls', rate) };
    const message = `Too many calls in one request: the limit is ${limit}`;
    return { rate, error: rateLimited(message, retryAfterSeconds, 'Send smaller batches.') };
  };
}
