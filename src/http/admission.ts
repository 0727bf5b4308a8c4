import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { admit, admitPreflight } from '../access/admit.ts';
import type { LoginLinks } from '../access/login-links.ts';
import type { PeerUserLookup } from '../access/peer-user.ts';
import type { AccessRules, PeerUser, RequestFacts } from '../access/request-facts.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import { factsOf, withPeerUser } from './connection.ts';
import { sendError } from './error-reply.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set by the admission hook before any route runs. */
    principal: Principal | undefined;
  }
}

/** Sent on every reply: nothing of ours is to be sniffed, framed or cached. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
} as const;

const CORS_ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Accept',
  'Mcp-Session-Id',
  'MCP-Protocol-Version',
  'Mcp-Method',
  'Mcp-Name',
  'Last-Event-ID',
  'X-API-Key',
].join(', ');
const CORS_EXPOSED_HEADERS = 'Mcp-Session-Id, WWW-Authenticate, Retry-After';

export interface AdmissionOptions {
  readonly rules: AccessRules;
  readonly scheme: RequestFacts['scheme'];
  readonly lookup: PeerUserLookup | undefined;
  readonly logins?: LoginLinks;
  readonly logger: Logger;
}

/** Puts the one hook before every route: who is calling, or the refusal, before anything of the body is read. */
export function addAdmission(server: FastifyInstance, options: AdmissionOptions): void {
  server.decorateRequest('principal', undefined);
  server.addHook('onRequest', createAdmissionHook(options));
}

function createAdmissionHook({ rules, scheme, lookup, logins, logger }: AdmissionOptions): onRequestHookHandler {
  const isAdmitted = (request: FastifyRequest, reply: FastifyReply, peerUser: PeerUser): boolean => {
    const facts = factsOf(request.raw, request.originalUrl, scheme, peerUser);
    try {
      if (isPreflight(facts, request.method)) {
        setCors(reply, admitPreflight(facts, rules));
        reply.code(204).send();
        return false;
      }
      const { principal, origin } = admit(facts, rules, logins);
      setCors(reply, origin);
      request.principal = principal;
      return true;
    } catch (error) {
      logRefusal(logger, request, error);
      setCors(reply, allowedOriginOf(facts, rules));
      sendError(request, reply, error);
      return false;
    }
  };
  return (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    withPeerUser(request.raw.socket, lookup, (peerUser) => {
      if (isAdmitted(request, reply, peerUser)) done();
    });
  };
}

/** Returns the principal the hook admitted. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new Error('a route ran without admission');
  return request.principal;
}

/** A preflight carries no credential and does nothing: Host and Origin alone decide. */
function isPreflight(facts: RequestFacts, method: string): boolean {
  return method === 'OPTIONS' && facts.headers['origin'] !== undefined;
}

/** A page of an allowed origin reads refusals too, e.g. the challenge of a 401. */
function allowedOriginOf(facts: RequestFacts, rules: AccessRules): string | undefined {
  try {
    return admitPreflight(facts, rules);
  } catch {
    return undefined;
  }
}

function setCors(reply: FastifyReply, origin: string | undefined): void {
  if (origin === undefined) return;
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-headers': CORS_ALLOWED_HEADERS,
    'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
    'access-control-expose-headers': CORS_EXPOSED_HEADERS,
    'access-control-max-age': '600',
    vary: 'Origin',
  });
}

function logRefusal(logger: Logger, request: FastifyRequest, error: unknown): void {
  const { message, cause } = error as Error;
  logger.info('refused', {
    method: request.method,
    path: request.url.slice(0, 128).replace(/\?.*/, ''),
    peer: request.raw.socket.remoteAddress,
    reason: typeof cause === 'string' ? cause : message,
  });
}
