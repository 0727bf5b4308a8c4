import { CodezError } from '../core/errors.ts';
import type { Principal } from '../core/principal.ts';
import type { RateState } from './rate-limiter.ts';

/** A request that may go on. */
export interface Admitted {
  readonly isAdmitted: true;
  readonly principal: Principal;
  /** The client's address; empty on the Unix socket. */
  readonly address: string;
  /** The allowed origin to answer CORS for, undefined for requests without one. */
  readonly origin: string | undefined;
  /** How far the caller's limit is used up, undefined for who has none. */
  readonly rate: RateState | undefined;
  /** Counts further calls within the same request, or none of them when they go beyond the limit. */
  readonly charge: (calls: number) => Charge;
}

/** What became of counting; `error` is `rate_limited`. Empty for a caller without a limit. */
export interface Charge {
  readonly rate?: RateState;
  readonly error?: CodezError;
}

/** A request that is refused. */
export interface Refused {
  readonly isAdmitted: false;
  readonly error: CodezError;
  /** For the log, never for the reply. */
  readonly reason: string;
  /** `kind:name` of who is known to have sent it. */
  readonly principal: string | undefined;
  readonly address: string;
  readonly origin: string | undefined;
  readonly rate: RateState | undefined;
}

export type Verdict = Admitted | Refused;

/** Who a request comes from. */
export interface Caller {
  readonly principal: Principal;
  /** False for the machine's own: its calls are not counted. */
  readonly isLimited: boolean;
}

/** Why a request comes from nobody who may call. */
export interface Rejection {
  readonly error: CodezError;
  readonly reason: string;
  /** The credential is none that there is: this counts against its address. */
  readonly isWrong: boolean;
  /** It would be let in, but for a window that has lapsed by itself. */
  readonly isLapsed?: boolean;
  readonly principal?: string;
}

export function isRejection(outcome: Caller | Rejection): outcome is Rejection {
  return 'error' in outcome;
}

/** The one answer to a missing and to a wrong credential. */
export function unauthenticated(reason: string, isWrong = false): Rejection {
  const error = new CodezError(
    'unauthenticated',
    'Unauthorized: Bearer token required',
    'Send a key (`codez host add NAME` on the server’s machine issues one) or a token it takes. Only programs of its own ' +
      'user on that machine may come without.',
    { cause: reason },
  );
  return { error, reason, isWrong };
}

/** Refuses for now; `seconds` until it is worth trying again. */
export function rateLimited(what: string, seconds: number, hint = `Try again in ${seconds} s.`): CodezError {
  return new CodezError('rate_limited', what, hint, { retryAfterSeconds: seconds });
}

/** Returns the reason an error carries for the log. */
export function reasonOf(error: CodezError): string {
  return typeof error.cause === 'string' ? error.cause : error.message;
}
