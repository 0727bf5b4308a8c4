import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AuthkitAnswer, type AuthkitState, answerAuthkit } from './authkit-answers.ts';
import { type LoopbackListener, listenOnLoopback } from './loopback-listener.ts';

/** A resource server as MCPAuthKit keeps it. */
export interface RegisteredServer {
  readonly id: string;
  readonly name: string;
  readonly resource_url: string;
  /** A JSON string. */
  readonly scopes: string;
  readonly created_at: string;
}

/** A small stand-in for MCPAuthKit: the same addresses, forms and answers. */
export interface Authkit extends Pick<LoopbackListener, 'url' | 'port' | 'requests' | 'intercept' | 'close'> {
  /** `ADMIN_KEY` of its environment. */
  readonly adminKey: string;
  readonly servers: RegisteredServer[];
  /** Returns a token of the person with this address, without a login; their `sub` is {@link subOf}. */
  mint(email: string): string;
  /** The `sub` of a person who has signed in or was minted a token. */
  subOf(email: string): string;
  /** Every access token ends: as when its hour is over. Refresh tokens stay. */
  expireTokens(): void;
  /** Every token ends, refresh tokens too. */
  revokeAll(): void;
}

/** Starts the stand-in; the caller closes it. */
export async function startAuthkit(options: { readonly port?: number } = {}): Promise<Authkit> {
  const listener = await listenOnLoopback(options.port);
  const state: AuthkitState = {
    origin: listener.url,
    adminKey: `admin-${randomBytes(12).toString('hex')}`,
    servers: [],
    clients: new Map(),
    people: new Map(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
  };
  listener.answerWith((request, response) => {
    void readBody(request).then((body) => reply(response, answerAuthkit(state, request, body)));
  });
  const subOf = (email: string): string => {
    const known = state.people.get(email) ?? `usr_${randomBytes(8).toString('hex')}`;
    state.people.set(email, known);
    return known;
  };
  return {
    ...listener,
    adminKey: state.adminKey,
    servers: state.servers,
    subOf,
    mint: (email) => {
      subOf(email);
      const token = `mat_${randomBytes(20).toString('hex')}`;
      state.accessTokens.set(token, { email, endsAt: Date.now() + 3_600_000 });
      return token;
    },
    expireTokens: () => state.accessTokens.clear(),
    revokeAll: () => {
      state.accessTokens.clear();
      state.refreshTokens.clear();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

function reply(response: ServerResponse, { status, json, html, location }: AuthkitAnswer): void {
  const type = html === undefined ? 'application/json' : 'text/html; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...(location === undefined ? {} : { location }) });
  response.end(html ?? (json === undefined ? '' : JSON.stringify(json)));
}
