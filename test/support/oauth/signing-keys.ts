import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Claims of a token beyond those that are filled in; undefined leaves one out. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** A key pair of an issuer, with its public half's id. */
export interface SigningKey {
  readonly id: string;
  readonly algorithm: string;
  /** With the private parts. */
  readonly jwk: JWK;
  sign(claims: TokenClaims, header?: Readonly<Record<string, unknown>>): Promise<string>;
}

let made = 0;

/** Makes a key pair, by default for ES256. */
export async function createSigningKey(algorithm = 'ES256'): Promise<SigningKey> {
  made += 1;
  const id = `key-${made}`;
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: id, alg: algorithm, use: 'sig' };
  return {
    id,
    algorithm,
    jwk,
    sign: (claims, header = {}) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: algorithm, kid: id, typ: 'at+jwt', ...header })
        .sign(privateKey),
  };
}
