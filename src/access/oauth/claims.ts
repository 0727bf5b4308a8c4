import { toIssuerName } from '../../core/issuer-name.ts';
import type { Jwt } from './parse-jwt.ts';
import type { TokenRefusal } from './token-verifier.ts';

/** What the claims of a good token say. */
export interface Proof {
  readonly sub: string;
  /** Whom the token is meant for; empty when it does not say. */
  readonly audiences: readonly string[];
  readonly scopes: ReadonlySet<string> | undefined;
  /** Milliseconds since the epoch; undefined when only the issuer knows. */
  readonly expiresAt: number | undefined;
}

export interface ClaimRules {
  /** As `toIssuerName` writes it. */
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Clocks of issuers may be ahead by that much; a token's end is not stretched. */
const TOLERANCE_SECONDS = 10;
const MAX_SUB_CHARACTERS = 255;
/** Audiences and scopes of a token; they are kept for as long as it is. */
const MAX_ENTRIES = 100;
/** Claims by which a token tells a client who signed in or out: it opens nothing, unless it says that it is for access. */
const NOT_FOR_ACCESS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'] as const;

type Claims = Readonly<Record<string, unknown>>;

/** Returns what a JWT's claims prove, once its signature is good. `iss`, `sub` and `exp` are required. */
export function judgeJwtClaims({ header, claims }: Jwt, rules: ClaimRules): Proof | TokenRefusal {
  const { iss, exp } = claims;
  if (iss === undefined) return wrong('the token names no issuer');
  if (exp === undefined) return wrong('the token has no end');
  if (!isForAccess(header, claims) && NOT_FOR_ACCESS.some((name) => claims[name] !== undefined)) {
    return wrong('the token is no access token');
  }
  return judgeClaims(claims, rules);
}

/** Returns what an issuer's answer about a token proves (RFC 7662); `iss` and `exp` may be absent there. */
export function judgeClaims(claims: Claims, { issuer, now }: ClaimRules): Proof | TokenRefusal {
  const { iss, sub, aud, exp, nbf, iat } = claims;
  if (iss !== undefined && !(typeof iss === 'string' && toIssuerName(iss) === issuer)) {
    return wrong('the token is of another issuer');
  }
  if (isForOtherUse(claims)) return wrong('the token is no access token');
  if (claims['cnf'] !== undefined) return wrong('the token is good only together with a key');
  if (!isSubject(sub)) return wrong('the token names nobody');
  const audiences = toList(aud);
  if (audiences === undefined) return wrong('the audience of the token cannot be read');
  const scopes = scopesOf(claims);
  if (scopes === 'unreadable') return wrong('the scopes of the token cannot be read');
  for (const time of [exp, nbf, iat]) {
    if (time !== undefined && !Number.isFinite(time)) return wrong('a time of the token cannot be read');
  }
  const latest = now / 1000 + TOLERANCE_SECONDS;
  if ((nbf as number) > latest) return wrong('the token is not yet good');
  if ((iat as number) > latest) return wrong('the token was made in the future');
  const expiresAt = exp === undefined ? undefined : (exp as number) * 1000;
  if (expiresAt !== undefined && expiresAt <= now) return { refused: 'expired', reason: 'the token has expired' };
  return { sub, audiences, scopes, expiresAt };
}

/** Returns true for what records and logs can hold as the name of a person. */
export function isSubject(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_SUB_CHARACTERS && /^\P{C}+$/u.test(value);
}

function wrong(reason: string): TokenRefusal {
  return { refused: 'wrong', reason };
}

/** `at+jwt` is RFC 9068's word for it; some issuers say it with a claim. */
function isForAccess(header: Jwt['header'], claims: Claims): boolean {
  const says = (value: unknown, word: RegExp): boolean => typeof value === 'string' && word.test(value);
  const { typ, token_use: use } = claims;
  return says(header['typ'], /^(application\/)?at\+jwt$/i) || says(typ, /^bearer$/i) || says(use, /^access$/i);
}

/** Some issuers say with a claim what a token is for, since it looks like an access token otherwise. */
function isForOtherUse({ typ, token_use, token_type }: Claims): boolean {
  const isOther = (value: unknown, ...good: string[]): boolean =>
    value !== undefined && value !== null && !(typeof value === 'string' && good.includes(value.toLowerCase()));
  return isOther(typ, 'bearer', 'jwt', 'at+jwt') || isOther(token_use, 'access') || isOther(token_type, ...TOKEN_TYPES);
}

const TOKEN_TYPES = ['bearer', 'access_token', 'urn:ietf:params:oauth:token-type:access_token'];

/** `aud` is a text or a list of texts (RFC 7519 §4.1.3). */
function toList(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const isReadable = list.length <= MAX_ENTRIES && list.every((entry) => typeof entry === 'string');
  return isReadable ? (list as string[]) : undefined;
}

/** `scope` as RFC 9068 has it, `scp` as others do; undefined when neither is there. */
function scopesOf({ scope, scp }: Claims): ReadonlySet<string> | undefined | 'unreadable' {
  const given = scope ?? scp;
  if (given === undefined || given === null) return undefined;
  const words = toList(given)?.flatMap((text) => text.split(' '));
  return words === undefined || words.length > MAX_ENTRIES ? 'unreadable' : new Set(words.filter((word) => word));
}
