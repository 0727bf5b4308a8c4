import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { isAdminPath } from '../access/admin-path.ts';
import { ACT_AS_OWNER_HEADER } from '../access/authenticate.ts';
import type { Gate, Held } from '../access/gate.ts';
import { isHookPath } from '../access/hook.ts';
import type { PeerUserLookup } from '../access/peer-user.ts';
import type { ProtectedResource } from '../access/protected-resource.ts';
import type { RateState } from '../access/rate-limiter.ts';
import type { Area, RequestFacts } from '../access/request-facts.ts';
import { reasonOf, type Verdict } from '../access/verdict.ts';
import type { RowSink } from '../audit/row-sink.ts';
import type { Door } from '../core/call-terms.ts';
import type { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import { factsOf, withPeerUser } from './connection.ts';
import { isMcpPath, sendError } from './error-reply.ts';
import { RequestRecord } from './request-record.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set by the admission hook before any route runs. */
    principal: Principal | undefined;
    /** What becomes of this request, for the access log; undefined where the path could not be read. */
    record: RequestRecord | undefined;
    /** Counts further calls of this request against its caller's limit. @throws CodezError `rate_limited` */
    charge: ((calls: number) => void) | undefined;
    /** Whether it would still be admitted now, with the same rights. */
    isStillAdmitted: ((as: Held['as']) => boolean | Promise<boolean>) | undefined;
  }
  interface FastifyContextConfig {
    /** Who may come here; `api` unless said otherwise. */
    area?: Area;
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
  readonly gate: Gate;
  readonly resource?: ProtectedResource | undefined;
  readonly scheme: RequestFacts['scheme'];
  readonly lookup: PeerUserLookup | undefined;
  readonly rows: RowSink;
  /** Makes the id of a request. */
  readonly nextId: () => string;
  readonly logger: Logger;
}

/** Puts the one hook before every route: who is calling, or the refusal, before anything of the body is read. */
export function addAdmission(server: FastifyInstance, options: AdmissionOptions): void {
  server.decorateRequest('principal', undefined);
  server.decorateRequest('record', undefined);
  server.decorateRequest('charge', undefined);
  server.decorateRequest('isStillAdmitted', undefined);
  server.addHook('onRequest', createAdmissionHook(options));
}

function createAdmissionHook(options: AdmissionOptions): onRequestHookHandler {
  const { gate, resource, scheme, lookup, rows, nextId, logger } = options;
  const preflight = (facts: RequestFacts, request: FastifyRequest, reply: FastifyReply): void => {
    (request.record as RequestRecord).address = gate.addressOf(facts);
    try {
      setCors(reply, gate.admitPreflight(facts));
      reply.code(204).send();
    } catch (error) {
      logRefusal(logger, request, undefined, reasonOf(error as CodezError));
      sendError(request, reply, error);
    }
  };

  const settle = (verdict: Verdict, facts: RequestFacts, request: FastifyRequest, reply: FastifyReply): boolean => {
    const record = request.record as RequestRecord;
    record.address = verdict.address;
    setCors(reply, verdict.origin);
    setRate(reply, verdict.rate);
    if (verdict.isAdmitted) {
      request.principal = verdict.principal;
      record.principal = verdict.principal;
      const { principal } = verdict;
      request.isStillAdmitted = (as) => gate.isStillAdmitted(facts, { principal, as });
      request.charge = (calls) => {
        const { rate, error } = verdict.charge(calls);
        setRate(reply, rate);
        if (error !== undefined) throw error;
      };
      return true;
    }
    record.refusedPrincipal = verdict.principal;
    record.reason = verdict.reason;
    logRefusal(logger, request, verdict.address, verdict.reason);
    const challenge = resource?.challenge(facts, isMcpPath(request.url) ? '/mcp' : '', verdict.error);
    if (challenge !== undefined) reply.header('www-authenticate', challenge);
    sendError(request, reply, verdict.error);
    return false;
  };

  return (request, reply, done) => {
    const requestId = nextId();
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': requestId });
    withPeerUser(request.raw.socket, lookup, (peerUser) => {
      const facts = factsOf(request.raw, request.originalUrl, scheme, peerUser, areaOf(request));
      const record = new RequestRecord(rows, requestId, doorOf(facts, request.url), request);
      request.record = record;
      record.follow(reply);
      if (isPreflight(facts, request.method)) return preflight(facts, request, reply);
      const verdict = gate.admit(facts);
      if (!(verdict instanceof Promise)) {
        if (settle(verdict, facts, request, reply)) done();
        return;
      }
      void verdict.then((late) => {
        if (settle(late, facts, request, reply)) done();
      });
    });
  };
}

/** What the route says it is for; a path without a route is judged as the operations are. Pages are told by their path. */
function areaOf(request: FastifyRequest): Area {
  if (isAdminPath(request.originalUrl)) return 'admin';
  return request.routeOptions.config.area ?? (isHookPath(request.url) ? 'hook' : 'api');
}

function doorOf({ door, area, headers }: RequestFacts, path: string): Door {
  if (area === 'hook' || area === 'admin') return area;
  if (door === 'unix' && headers[ACT_AS_OWNER_HEADER] === undefined) return 'cli';
  return isMcpPath(path) ? 'mcp' : 'rest';
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

function setRate(reply: FastifyReply, rate: RateState | undefined): void {
  if (rate === undefined) return;
  reply.headers({
    'ratelimit-limit': rate.limit,
    'ratelimit-remaining': rate.remaining,
    'ratelimit-reset': rate.resetSeconds,
  });
}

/** Says what the access log has no room for: why. Both name the same request. */
function logRefusal(logger: Logger, request: FastifyRequest, address: string | undefined, reason: string): void {
  logger.info('refused', {
    request: request.record?.requestId,
    method: request.method,
    // What stands in an address may be a secret: its pattern says enough.
    path: request.routeOptions.url ?? '(unknown)',
    address: address ?? request.raw.socket.remoteAddress,
    reason,
  });
}
