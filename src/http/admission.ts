import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { type Admission, admit, admitPreflight } from '../access/admit.ts';
import type { PeerUserLookup } from '../access/peer-user.ts';
import type { AccessRules, RequestFacts } from '../access/request-facts.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import { factsOf, withPeerUser } from './connection.ts';
import { sendError } from './error-reply.ts';

const admissions = new WeakMap<FastifyRequest, Admission>();

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
  readonly logger: Logger;
}

/** Returns the one hook before every route: who is calling, or the refusal, before anything of the body is read. */
export function createAdmissionHook({ rules, scheme, lookup, logger }: AdmissionOptions): onRequestHookHandler {
  return (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    withPeerUser(request.raw.socket, lookup, (peerUser) => {
      try {
        const facts = factsOf(request.raw, request.originalUrl, scheme, peerUser);
        if (isPreflight(facts, request.method)) {
          setCors(reply, admitPreflight(facts, rules));
          reply.code(204).send();
          return;
        }
        const admission = admit(facts, rules);
        setCors(reply, admission.origin);
        admissions.set(request, admission);
        done();
      } catch (error) {
        logRefusal(logger, request, error);
        sendError(request, reply, error);
      }
    });
  };
}

/** Returns the principal the hook admitted. */
export function principalOf(request: FastifyRequest): Principal {
  const admission = admissions.get(request);
  if (admission === undefined) throw new Error('a route ran without admission');
  return admission.principal;
}

/** A preflight carries no credential and does nothing: Host and Origin alone decide. */
function isPreflight(facts: RequestFacts, method: string): boolean {
  return method === 'OPTIONS' && facts.headers['origin'] !== undefined;
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
