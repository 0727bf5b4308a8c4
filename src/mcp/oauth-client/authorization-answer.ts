import { timingSafeEqual } from 'node:crypto';
import { CodezError } from '../../core/errors.ts';
import { quotedLine } from '../../core/quoted-line.ts';

/** What one login expects to come back. */
export interface ExpectedAnswer {
  readonly state: string;
  /** The issuer that was asked. */
  readonly issuer: string;
  /** True when the issuer promises to name itself. */
  readonly namesItself: boolean;
}

/** What came back in the browser. */
export type AuthorizationAnswer =
  | { readonly kind: 'code'; readonly code: string }
  /** The end of this login. */
  | { readonly kind: 'refused'; readonly error: CodezError }
  /** Not an answer to this login, which goes on waiting. */
  | { readonly kind: 'foreign'; readonly why: string };

const ONCE = ['state', 'code', 'error', 'iss'] as const;

/** Judges the query of an address that a browser was sent back to. @see RFC 6749 §4.1.2, RFC 9207 §2.4 */
export function judgeAnswer(query: URLSearchParams, expected: ExpectedAnswer): AuthorizationAnswer {
  if (ONCE.some((name) => query.getAll(name).length > 1)) {
    return { kind: 'foreign', why: 'it says the same thing twice' };
  }
  if (!isSame(query.get('state') ?? '', expected.state)) {
    return { kind: 'foreign', why: 'it does not belong to this login (its state differs)' };
  }
  const issuer = query.get('iss');
  if (issuer === null ? expected.namesItself : issuer !== expected.issuer) {
    const who = issuer === null ? 'does not say whose it is' : `comes from ${quotedLine(issuer, 200)}`;
    return refused(
      `The answer ${who}, but ${expected.issuer} was asked`,
      'Somebody may stand between: nothing was sent.',
    );
  }
  const error = query.get('error');
  if (error !== null) return refusedBy(error, query.get('error_description'), expected.issuer);
  const code = query.get('code') ?? '';
  if (code === '') return refused(`${expected.issuer} sent no code`, 'Run the login again.');
  return { kind: 'code', code };
}

function refusedBy(error: string, description: string | null, issuer: string): AuthorizationAnswer {
  if (error === 'access_denied') return refused(`The login was denied at ${issuer}`, 'Run it again to allow it.');
  const why = [error, description ?? ''].filter((text) => text !== '').join(': ');
  return refused(`${issuer} refused the login (${quotedLine(why, 300)})`, 'Ask who runs that server, or run it again.');
}

function refused(message: string, hint: string): AuthorizationAnswer {
  return { kind: 'refused', error: new CodezError('forbidden', message, hint) };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
