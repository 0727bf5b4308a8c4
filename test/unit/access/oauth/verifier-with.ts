import { after } from 'node:test';
import { createTokenVerifier } from '../../../../src/access/oauth/create-token-verifier.ts';
import type { IntrospectionClient } from '../../../../src/access/oauth/introspection.ts';
import type { Lane } from '../../../../src/access/oauth/lanes.ts';
import type { TokenAudience, TokenVerifier } from '../../../../src/access/oauth/token-verifier.ts';
import { CodezError } from '../../../../src/core/errors.ts';
import { type LoopbackListener, listenOnLoopback } from '../../../support/oauth/loopback-listener.ts';
import { createSigningKey, type SigningKey } from '../../../support/oauth/signing-keys.ts';

/** The public origin of the server whose tokens are checked. */
export const ORIGIN = 'https://code.example.com';

/** An issuer of which a test scripts every answer, and a verifier of its tokens with clocks of its own. */
export interface ScriptedIssuer extends LoopbackListener {
  readonly key: SigningKey;
  /** Keys that it publishes. */
  keys: readonly SigningKey[];
  /** Its metadata; undefined values are left out. */
  metadata: Record<string, unknown>;
  /** Answers to tokens at introspection and userinfo; others are not known. */
  readonly tokens: Map<string, Record<string, unknown>>;
  readonly verifier: TokenVerifier;
  /** Milliseconds that both clocks are ahead. */
  readonly ahead: { wall: number; steady: number };
  /** Returns `good`, `unbound`, or how and why the token is refused. */
  outcome(token: string, use?: Partial<TokenAudience> & { readonly lane?: Lane }): Promise<string>;
  /** Returns a JWT that is good here, with changes. */
  jwt(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** How many requests came to paths that begin so. */
  count(path: string): number;
}

export interface IssuerScript {
  /** Metadata beyond the issuer's name. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly client?: IntrospectionClient;
  readonly timeoutMs?: number;
}

/** Starts an issuer that is closed after the test that runs. */
export async function startScriptedIssuer(script: IssuerScript = {}): Promise<ScriptedIssuer> {
  const listener = await listenOnLoopback();
  after(() => listener.close());
  const url = `${listener.url}${script.path ?? ''}`;
  const key = await createSigningKey();
  const ahead = { wall: 0, steady: 0 };
  const verifier = createTokenVerifier({
    issuer: url,
    client: script.client,
    clock: () => Date.now() + ahead.wall,
    now: () => performance.now() + ahead.steady,
    timeoutMs: script.timeoutMs ?? 5_000,
  });
  const issuer: ScriptedIssuer = {
    ...listener,
    url,
    key,
    keys: [key],
    metadata: { issuer: url, jwks_uri: `${listener.url}/jwks`, ...script.metadata },
    tokens: new Map(),
    verifier,
    ahead,
    outcome: async (token, use = {}) => {
      const verdict = await verifier.verify(token, {
        origin: use.origin ?? ORIGIN,
        isOursAlone: use.isOursAlone ?? true,
        lane: use.lane,
      });
      if ('refused' in verdict) return `${verdict.refused}: ${verdict.reason}`;
      return verdict.isBound ? 'good' : 'unbound';
    },
    jwt: (claims = {}, header = {}) => {
      const now = Math.floor((Date.now() + ahead.wall) / 1000);
      const usual = { iss: url, sub: 'usr_1', aud: ORIGIN, iat: now, exp: now + 300, scope: 'mcp:tools' };
      return key.sign({ ...usual, ...claims }, header);
    },
    count: (path) => listener.requests.filter((request) => request.path.startsWith(path)).length,
  };
  listener.answerWith(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const answer = answerTo(issuer, request.url ?? '', request.headers.authorization, body);
    response.writeHead(answer === undefined ? 404 : ((answer['status'] as number | undefined) ?? 200));
    response.end(JSON.stringify(answer ?? { error: 'not_found' }));
  });
  return issuer;
}

function answerTo(
  issuer: ScriptedIssuer,
  path: string,
  authorization: string | undefined,
  body: string,
): Record<string, unknown> | undefined {
  const suffix = new URL(issuer.url).pathname.replace(/\/$/, '');
  if (path === `/.well-known/oauth-authorization-server${suffix}`) return issuer.metadata;
  if (path === '/jwks') return { keys: issuer.keys.map(publicHalf) };
  if (path === '/introspect')
    return issuer.tokens.get(new URLSearchParams(body).get('token') ?? '') ?? { active: false };
  if (!path.endsWith('/userinfo')) return undefined;
  return issuer.tokens.get(authorization?.replace('Bearer ', '') ?? '') ?? { status: 401, error: 'invalid_token' };
}

function publicHalf({ jwk }: SigningKey): object {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...rest } = jwk;
  return rest;
}

/** Returns status and reason for the log of what failed, or what came out. */
export async function reasonOf(outcome: Promise<string>): Promise<string> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof CodezError)) throw error;
    return `${error.edges.http} ${error.cause}`;
  }
}
