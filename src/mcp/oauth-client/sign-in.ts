import { randomBytes } from 'node:crypto';
import { exchangeAuthorization, startAuthorization } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Clock } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import { type AuthorizationAnswer, judgeAnswer } from './authorization-answer.ts';
import { type CallbackListener, listenForCallback } from './callback-listener.ts';
import type { Issuer } from './issuer.ts';
import type { KeptClient } from './kept-logins.ts';
import { toLoginError } from './login-error.ts';
import { parsePastedAddress } from './pasted-address.ts';
import { isUsable, registerClient } from './register-client.ts';

export interface SignInOptions {
  readonly issuer: Issuer;
  /** What the tokens shall be for. */
  readonly resource: string;
  readonly scope: string | undefined;
  /** What an earlier login registered there. */
  readonly client: KeptClient | undefined;
  readonly fetch: FetchLike;
  readonly clock: Clock;
  /** How long the person may take. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Brings the person to the address: http or https, at the issuer. */
  readonly show: (address: URL) => void;
  /** Resolves to a line the person pasted, undefined when there will be none. */
  readonly readLine: (signal: AbortSignal) => Promise<string | undefined>;
  /** Says why a pasted line or a call was not the answer. */
  readonly onForeign: (why: string) => void;
}

export interface SignedIn {
  readonly client: KeptClient;
  readonly tokens: OAuthTokens;
}

/**
 * Has a person sign in at an issuer in the browser: authorization code with PKCE (S256), state, and `iss` where the
 * issuer names itself; the answer comes back on loopback, or is pasted.
 * @throws CodezError `forbidden` when it is refused, `timeout`, `unavailable`
 */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  const { issuer, fetch, clock, scope, resource } = options;
  const kept = options.client;
  const listener = await listenForCallback(kept === undefined ? undefined : portOf(kept.redirect_uri));
  try {
    const { redirectUri } = listener;
    const client = isUsable(kept, redirectUri, clock())
      ? kept
      : await registerClient(issuer, { redirectUri, scope }, fetch);
    const state = randomBytes(32).toString('base64url');
    const { authorizationUrl, codeVerifier } = await startAuthorization(issuer.name, {
      metadata: issuer.metadata,
      clientInformation: client,
      redirectUrl: redirectUri,
      state,
      resource,
      ...(scope === undefined ? {} : { scope }),
    }).catch((cause: unknown) => {
      throw toLoginError(cause, `${issuer.name} cannot be asked`);
    });
    const { name, namesItself } = issuer;
    const judge = (query: URLSearchParams) => judgeAnswer(query, { state, issuer: name, namesItself });
    const answered = waitForAnswer(listener, judge, options);
    options.show(authorizationUrl);
    const answer = await answered;
    if (answer.kind !== 'code')
      throw answer.kind === 'refused' ? answer.error : new Error('A foreign answer was taken');
    const tokens = await exchangeAuthorization(name, {
      metadata: issuer.metadata,
      clientInformation: client,
      authorizationCode: answer.code,
      codeVerifier,
      redirectUri,
      resource,
      fetchFn: fetch,
    }).catch((cause: unknown) => {
      throw toLoginError(cause, `${name} gave no token`);
    });
    return { client, tokens };
  } finally {
    await listener.close();
  }
}

async function waitForAnswer(
  listener: CallbackListener,
  judge: (query: URLSearchParams) => AuthorizationAnswer,
  options: SignInOptions,
): Promise<AuthorizationAnswer> {
  const over = new AbortController();
  const end = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  const ended = new Promise<never>((_resolve, reject) => {
    end.addEventListener('abort', () => reject(options.signal.aborted ? options.signal.reason : late(options)), {
      once: true,
    });
  });
  try {
    const pasted = waitForPaste(listener, judge, options, over.signal);
    return await Promise.race([listener.answered(judge), pasted, ended]);
  } finally {
    over.abort();
  }
}

async function waitForPaste(
  listener: CallbackListener,
  judge: (query: URLSearchParams) => AuthorizationAnswer,
  { readLine, onForeign }: SignInOptions,
  over: AbortSignal,
): Promise<AuthorizationAnswer> {
  for (;;) {
    const line = await readLine(over);
    if (line === undefined || over.aborted) return await new Promise<never>(() => {});
    if (line.trim() === '') continue;
    const query = parsePastedAddress(line, listener.redirectUri);
    const judged = query === undefined ? undefined : judge(query);
    if (judged !== undefined && judged.kind !== 'foreign') {
      listener.settle();
      return judged;
    }
    onForeign(judged?.why ?? `it does not begin with ${listener.redirectUri}`);
  }
}

function late({ issuer, timeoutMs }: SignInOptions): CodezError {
  return new CodezError(
    'timeout',
    `Nobody signed in at ${issuer.name} within ${timeoutMs / 60_000} minutes`,
    'Run it again. Where the browser runs on another machine, use --no-browser and paste the final address.',
  );
}

function portOf(redirectUri: string): number | undefined {
  const port = URL.canParse(redirectUri) ? Number(new URL(redirectUri).port) : 0;
  return port > 0 ? port : undefined;
}
