import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RegisteredServer } from './authkit.ts';

interface Code {
  readonly email: string;
  readonly client: string;
  readonly redirect: string;
  readonly challenge: string;
  readonly scope: string;
  readonly endsAt: number;
}

export interface AuthkitState {
  readonly origin: string;
  readonly adminKey: string;
  readonly servers: RegisteredServer[];
  /** Redirect addresses by client id. */
  readonly clients: Map<string, readonly string[]>;
  /** `sub` by address. */
  readonly people: Map<string, string>;
  readonly codes: Map<string, Code>;
  readonly accessTokens: Map<string, { readonly email: string; readonly endsAt: number }>;
  readonly refreshTokens: Map<string, { readonly email: string; readonly client: string; readonly scope: string }>;
}

export interface AuthkitAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly html?: string;
  readonly location?: string;
}

const CODE_MS = 600_000;
const TOKEN_SECONDS = 3600;

/** Answers as MCPAuthKit does; whoever signs in with a password other than `wrong` is let in. */
export function answerAuthkit(state: AuthkitState, request: IncomingMessage, body: string): AuthkitAnswer {
  const { pathname, searchParams } = new URL(request.url ?? '/', state.origin);
  const prm = /^\/prm\/(srv_[a-z0-9]+)$/.exec(pathname)?.[1];
  if (prm !== undefined) return protectedResource(state, prm);
  switch (`${request.method} ${pathname}`) {
    case 'GET /health':
      return { status: 200, json: { status: 'ok', service: 'mcp-authkit', version: '1.0.0' } };
    case 'GET /.well-known/oauth-authorization-server':
      return { status: 200, json: metadata(state.origin) };
    case 'POST /oauth/register':
      return register(state, body);
    case 'GET /oauth/authorize':
      return consentPage(state, searchParams);
    case 'POST /oauth/authorize':
      return consent(state, new URLSearchParams(body));
    case 'POST /oauth/token':
      return isForm(request) ? token(state, new URLSearchParams(body)) : badRequest('invalid_request');
    case 'GET /oauth/userinfo':
      return userinfo(state, request.headers.authorization);
    case 'POST /oauth/revoke':
      return revoke(state, new URLSearchParams(body));
    case 'GET /api/servers':
      return isAdmin(state, request) ? { status: 200, json: { servers: state.servers } } : unauthorized();
    case 'POST /api/servers':
      return isAdmin(state, request) ? registerServer(state, body) : unauthorized();
    default:
      return { status: 404, json: { error: 'not_found' } };
  }
}

function metadata(origin: string): object {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    registration_endpoint: `${origin}/oauth/register`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    userinfo_endpoint: `${origin}/oauth/userinfo`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_post'],
  };
}

function register(state: AuthkitState, body: string): AuthkitAnswer {
  const wanted = parseJson(body);
  const redirects = wanted?.['redirect_uris'];
  if (!Array.isArray(redirects) || redirects.length === 0) return badRequest('invalid_redirect_uri');
  const client = `cid_${randomBytes(12).toString('hex')}`;
  state.clients.set(client, redirects.map(String));
  return { status: 201, json: { ...wanted, client_id: client, client_id_issued_at: Math.floor(Date.now() / 1000) } };
}

function consentPage(state: AuthkitState, params: URLSearchParams): AuthkitAnswer {
  const client = params.get('client_id') ?? '';
  const redirect = params.get('redirect_uri') ?? '';
  if (state.clients.get(client)?.includes(redirect) !== true) return badRequest('invalid_client');
  if (params.get('code_challenge_method') !== 'S256' || params.get('code_challenge') === null) {
    return badRequest('invalid_request');
  }
  const hidden = [...params].map(
    ([name, value]) => `<input type="hidden" name="${escapeMarkup(name)}" value="${escapeMarkup(value)}">`,
  );
  const fields = '<input type="email" name="email"><input type="password" name="password">';
  const buttons =
    '<button name="action" value="approve">Approve</button><button name="action" value="deny">Deny</button>';
  const form = `<form method="post" action="/oauth/authorize">${hidden.join('')}${fields}${buttons}</form>`;
  return { status: 200, html: `<!doctype html><title>Authorize</title>${form}` };
}

function consent(state: AuthkitState, params: URLSearchParams): AuthkitAnswer {
  const client = params.get('client_id') ?? '';
  const redirect = params.get('redirect_uri') ?? '';
  if (state.clients.get(client)?.includes(redirect) !== true) return badRequest('invalid_client');
  const to = new URL(redirect);
  const given = params.get('state');
  if (given !== null) to.searchParams.set('state', given);
  if (params.get('action') === 'deny') {
    to.searchParams.set('error', 'access_denied');
    return { status: 302, location: to.href };
  }
  const email = params.get('email') ?? '';
  if (email === '' || params.get('password') === 'wrong')
    return { status: 401, html: '<p>Wrong address or password</p>' };
  if (!state.people.has(email)) state.people.set(email, `usr_${randomBytes(8).toString('hex')}`);
  const code = randomBytes(20).toString('hex');
  const challenge = params.get('code_challenge') ?? '';
  state.codes.set(code, {
    email,
    client,
    redirect,
    challenge,
    scope: params.get('scope') ?? '',
    endsAt: Date.now() + CODE_MS,
  });
  to.searchParams.set('code', code);
  return { status: 302, location: to.href };
}

function token(state: AuthkitState, params: URLSearchParams): AuthkitAnswer {
  const client = params.get('client_id') ?? '';
  if (params.get('grant_type') === 'refresh_token') {
    const known = state.refreshTokens.get(params.get('refresh_token') ?? '');
    if (known === undefined || known.client !== client) return badRequest('invalid_grant');
    return { status: 200, json: issue(state, known.email, known.scope) };
  }
  const code = state.codes.get(params.get('code') ?? '');
  state.codes.delete(params.get('code') ?? '');
  const challenge = createHash('sha256')
    .update(params.get('code_verifier') ?? '')
    .digest('base64url');
  const isRight =
    code?.client === client && code.redirect === params.get('redirect_uri') && code.challenge === challenge;
  if (code === undefined || !isRight || code.endsAt < Date.now()) return badRequest('invalid_grant');
  const refresh = `mrt_${randomBytes(20).toString('hex')}`;
  state.refreshTokens.set(refresh, { email: code.email, client, scope: code.scope });
  return { status: 200, json: { ...issue(state, code.email, code.scope), refresh_token: refresh } };
}

function issue(state: AuthkitState, email: string, scope: string): object {
  const access = `mat_${randomBytes(20).toString('hex')}`;
  state.accessTokens.set(access, { email, endsAt: Date.now() + TOKEN_SECONDS * 1000 });
  return { access_token: access, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope };
}

function userinfo(state: AuthkitState, authorization = ''): AuthkitAnswer {
  const known = authorization.startsWith('Bearer ') ? state.accessTokens.get(authorization.slice(7)) : undefined;
  if (known === undefined || known.endsAt < Date.now()) return { status: 401, json: { error: 'invalid_token' } };
  const [name] = known.email.split('@');
  return { status: 200, json: { sub: state.people.get(known.email), email: known.email, name } };
}

function revoke(state: AuthkitState, params: URLSearchParams): AuthkitAnswer {
  state.accessTokens.delete(params.get('token') ?? '');
  state.refreshTokens.delete(params.get('token') ?? '');
  return { status: 200, json: {} };
}

function registerServer(state: AuthkitState, body: string): AuthkitAnswer {
  const { name, resource_url: resource, scopes } = parseJson(body) ?? {};
  if (typeof name !== 'string' || typeof resource !== 'string') return badRequest('invalid_request');
  const id = `srv_${randomBytes(8).toString('hex')}`;
  const asText = JSON.stringify(scopes ?? ['mcp:tools']);
  const at = new Date().toISOString();
  state.servers.push({ id, name, resource_url: resource, scopes: asText, created_at: at });
  const key = `sak_${randomBytes(20).toString('hex')}`;
  const answer = { server_id: id, name, resource_url: resource, api_key: key, prm_url: `${state.origin}/prm/${id}` };
  return { status: 201, json: { ...answer, message: 'Server registered. Keep the api_key: it is shown once.' } };
}

function protectedResource(state: AuthkitState, id: string): AuthkitAnswer {
  const server = state.servers.find((each) => each.id === id);
  if (server === undefined) return { status: 404, json: { error: 'not_found' } };
  const scopes = JSON.parse(server.scopes) as unknown;
  const resource = { resource: server.resource_url, authorization_servers: [state.origin], scopes_supported: scopes };
  return { status: 200, json: { ...resource, bearer_methods_supported: ['header'] } };
}

function isAdmin({ adminKey }: AuthkitState, { headers }: IncomingMessage): boolean {
  return headers.authorization === `Bearer ${adminKey}`;
}

function isForm({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

function parseJson(body: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function badRequest(error: string): AuthkitAnswer {
  return { status: 400, json: { error } };
}

function unauthorized(): AuthkitAnswer {
  return { status: 401, json: { error: 'unauthorized' } };
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
