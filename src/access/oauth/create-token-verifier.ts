import type { Clock } from '../../core/clock.ts';
import { toIssuerName } from '../../core/issuer-name.ts';
import { type ClaimRules, judgeJwtClaims, type Proof } from './claims.ts';
import { type IntrospectionClient, introspect } from './introspection.ts';
import { type AskIssuer, createIssuerExchange } from './issuer-exchange.ts';
import { type IssuerMetadata, loadIssuerMetadata } from './issuer-metadata.ts';
import { createKept } from './kept-document.ts';
import { createKeySet, type KeySet } from './key-set.ts';
import { createLanes, type Lane } from './lanes.ts';
import { parseJwt, whyHeaderRefused } from './parse-jwt.ts';
import { createSlots } from './slots.ts';
import type { TokenAudience, TokenRefusal, TokenVerdict, TokenVerifier } from './token-verifier.ts';
import { askUserinfo } from './userinfo.ts';
import { createVerdictCache, type Finding, hashToken } from './verdict-cache.ts';

export interface TokenVerifierOptions {
  /** Address of the authorization server, its path included. */
  readonly issuer: string;
  /** What introspection asks for, where the issuer does. */
  readonly client?: IntrospectionClient | undefined;
  /** Tells when tokens end. */
  readonly clock: Clock;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  /** How long a look-up may take, its waiting included. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
const MAX_LOOK_UPS = 4;
const MAX_WAITING = 64;

/** What RFC 6750 §2.1 lets a token consist of, but for keys of hosts, which are nothing for an issuer to see. */
const TOKEN = /^(?!cz_)[A-Za-z0-9._~+/-]{1,8192}={0,2}$/;

/** Returns a verifier that asks nobody before its first token. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { client, clock, now, timeoutMs = TIMEOUT_MS } = options;
  const issuer = new URL(options.issuer);
  const name = toIssuerName(options.issuer);
  const ask = createIssuerExchange(issuer.origin, createSlots(MAX_LOOK_UPS, MAX_WAITING));
  const metadata = createKept({
    load: () => loadIssuerMetadata(issuer, ask, AbortSignal.timeout(timeoutMs)),
    now,
  });
  const lanes = createLanes();
  const cache = createVerdictCache(now, clock);
  const running = new Map<string, Promise<Finding>>();
  let keys: { readonly url: string; readonly set: KeySet } | undefined;

  const keysAt = (url: string): KeySet => {
    if (keys?.url !== url) keys = { url, set: createKeySet({ url, ask, timeoutMs, now }) };
    return keys.set;
  };
  const rules = (): ClaimRules => ({ issuer: name, now: clock() });

  /** A token that was good a minute ago is the last one to be kept waiting by made-up ones. */
  const askFirst: AskIssuer = (question, signal) => ask({ ...question, isFirst: true }, signal);

  const judge = async (token: string, isKnown: boolean, lane: Lane | undefined): Promise<Proof | TokenRefusal> => {
    const signal = AbortSignal.timeout(timeoutMs);
    const jwt = parseJwt(token);
    if (jwt !== undefined) {
      const reason = whyHeaderRefused(jwt.header);
      if (reason !== undefined) return wrong(reason);
      // Another issuer's token is none of ours to show around.
      const { iss } = jwt.claims;
      if (typeof iss !== 'string' || toIssuerName(iss) !== name) return wrong('the token is of another issuer');
      const { jwksUri } = await metadata.get(signal);
      if (jwksUri !== undefined) {
        if (!(await keysAt(jwksUri).isSigned(token, jwt.header, signal))) {
          return wrong('the token is not signed by a key of the issuer');
        }
        return judgeJwtClaims(jwt, rules());
      }
    }
    const asks = isKnown ? askFirst : ask;
    const lookUp = async () => await askIssuer(token, await metadata.get(signal), asks, signal);
    return await lanes.run(lane, signal, lookUp, isKnown);
  };

  const askIssuer = (
    token: string,
    known: IssuerMetadata,
    asks: AskIssuer,
    signal: AbortSignal,
  ): Promise<Proof | TokenRefusal> => {
    const { introspectionEndpoint, introspectionAuth, userinfoEndpoint, jwksUri } = known;
    if (introspectionEndpoint !== undefined) {
      return introspect(token, introspectionEndpoint, introspectionAuth, client, asks, rules(), signal);
    }
    const url = userinfoEndpoint ?? `${name}/oauth/userinfo`;
    return askUserinfo(token, { url, mayLack: userinfoEndpoint === undefined && jwksUri !== undefined }, asks, signal);
  };

  const find = async (token: string, hashed: string, lane: Lane | undefined): Promise<Finding> => {
    try {
      const finding = toFinding(await judge(token, cache.wasGood(hashed), lane), name);
      cache.keep(hashed, finding);
      return finding;
    } finally {
      running.delete(hashed);
    }
  };

  return {
    verify(token, { lane, ...audience }) {
      if (!TOKEN.test(token)) return wrong('the credential has not the form of a token');
      const hashed = hashToken(token);
      const known = cache.find(hashed);
      if (known !== undefined) return judgeAudience(known, audience);
      const finding = running.get(hashed) ?? find(token, hashed, lane);
      running.set(hashed, finding);
      return finding.then((found) => judgeAudience(found, audience));
    },
  };
}

function toFinding(outcome: Proof | TokenRefusal, issuer: string): Finding {
  if ('refused' in outcome) return outcome;
  const { sub, scopes, audiences, expiresAt } = outcome;
  return { audiences, expiresAt, facts: { issuer, sub, scopes, isBound: audiences.length > 0 } };
}

/** A token for nobody in particular is good, but unbound; one for others only is not. */
function judgeAudience(finding: Finding, { origin, isOursAlone }: TokenAudience): TokenVerdict {
  if ('refused' in finding) return finding;
  const { audiences, facts } = finding;
  if (audiences.length === 0) return facts;
  if (!audiences.some((audience) => isOurs(audience, origin))) return wrong('the token is meant for another server');
  return isOursAlone ? facts : { ...facts, isBound: false };
}

/** The origin or its `/mcp`; clients that write it as a URL end it with a slash. */
function isOurs(audience: string, origin: string): boolean {
  const plain = audience.replace(/\/$/, '');
  return plain === origin || plain === `${origin}/mcp`;
}

function wrong(reason: string): TokenRefusal {
  return { refused: 'wrong', reason };
}
