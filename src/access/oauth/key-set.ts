import type { CryptoKey, JSONWebKeySet, LocalJWKSet } from 'jose';
import type { AskIssuer } from './issuer-exchange.ts';
import { issuerUnavailable } from './issuer-unavailable.ts';
import { createKept } from './kept-document.ts';
import { ALGORITHMS, type Jwt } from './parse-jwt.ts';

/** The issuer's public keys, loaded at first use and kept. */
export interface KeySet {
  /**
   * Returns whether one of the issuer's keys signed the JWT.
   * @throws CodezError `unavailable` when the keys are not here and cannot be had before `signal` is aborted
   */
  isSigned(token: string, header: Jwt['header'], signal: AbortSignal): Promise<boolean>;
}

export interface KeySetOptions {
  readonly url: string;
  readonly ask: AskIssuer;
  readonly timeoutMs: number;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
}

/** How often a token that names a key we have not got may have the keys loaded anew. */
const RENEW_EVERY_MS = 30_000;
/** Keys without a name are tried one after the other: so many. */
const MAX_TRIED = 8;

type Outcome = 'good' | 'bad' | 'no-key';

export function createKeySet({ url, ask, timeoutMs, now }: KeySetOptions): KeySet {
  const kept = createKept({ load: () => loadKeys(url, ask, AbortSignal.timeout(timeoutMs)), now });
  let renewedAt = Number.NEGATIVE_INFINITY;
  return {
    async isSigned(token, header, signal) {
      const first = await checkSignature(token, header, await kept.get(signal));
      if (first !== 'no-key' || now() - renewedAt < RENEW_EVERY_MS) return first === 'good';
      const keys = await kept.renew(signal);
      renewedAt = now();
      return (await checkSignature(token, header, keys)) === 'good';
    },
  };
}

async function loadKeys(url: string, ask: AskIssuer, signal: AbortSignal): Promise<LocalJWKSet> {
  const { status, json } = await ask({ url, isFirst: true }, signal);
  if (status !== 200) throw issuerUnavailable(`the issuer answers ${status} for its keys`);
  const { createLocalJWKSet } = await import('jose');
  try {
    return createLocalJWKSet(json as unknown as JSONWebKeySet);
  } catch {
    throw issuerUnavailable('the keys of the issuer cannot be read');
  }
}

/** A key that the token does not name may be one that has come since. */
async function checkSignature(token: string, header: Jwt['header'], keys: LocalJWKSet): Promise<Outcome> {
  const { compactVerify, errors } = await import('jose');
  const isBy = async (key: CryptoKey): Promise<boolean> =>
    await compactVerify(token, key, { algorithms: [...ALGORITHMS] }).then(
      () => true,
      () => false,
    );
  const none = header['kid'] === undefined ? 'no-key' : 'bad';
  try {
    return (await isBy(await keys(header))) ? 'good' : none;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return 'no-key';
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return 'bad';
    let tried = 0;
    for await (const key of error) {
      if (await isBy(key)) return 'good';
      tried += 1;
      if (tried === MAX_TRIED) break;
    }
    return none;
  }
}
