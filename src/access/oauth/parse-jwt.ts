import { parseJsonObject } from '../../core/json-object.ts';
/** A signed JWT taken apart; nothing of it is proved yet. */
export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Signatures by a key of the issuer's own that nobody else has. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

const PART = /^[A-Za-z0-9_-]+$/;
const TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt', 'application/jwt']);

/**
 * Returns the parts of a signed JWT, undefined for any other token (opaque ones, encrypted ones), about which the
 * issuer has to be asked. An unsigned JWT is one too, to be refused by its header.
 */
export function parseJwt(token: string): Jwt | undefined {
  const [header, claims, signature, more] = token.split('.');
  if (signature === undefined || more !== undefined) return undefined;
  const parsed = parsePart(header);
  if (typeof parsed?.['alg'] !== 'string') return undefined;
  return { header: parsed, claims: parsePart(claims) ?? {} };
}

/**
 * Returns why the header of a JWT is refused, undefined when its signature may be looked at. Keys that it brings along or
 * points to (`jwk`, `jku`, `x5c`, `x5u`) are never looked at.
 */
export function whyHeaderRefused({ alg, typ, crit }: Jwt['header']): string | undefined {
  if (!(ALGORITHMS as readonly unknown[]).includes(alg)) return 'the token is not signed by a public-key algorithm';
  if (crit !== undefined) return 'the token demands an extension that is not known here';
  if (typ === undefined) return undefined;
  return typeof typ === 'string' && TYPES.has(typ.toLowerCase()) ? undefined : 'the token is of another type';
}

function parsePart(part: string | undefined): Record<string, unknown> | undefined {
  return part === undefined || !PART.test(part) ? undefined : parseJsonObject(Buffer.from(part, 'base64url'));
}
