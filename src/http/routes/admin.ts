import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isAdminPath } from '../../access/admin-path.ts';
import { presentedCredential } from '../../access/credential.ts';
import type { LoginLinks } from '../../access/login-links.ts';
import { toIso } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import type { Principal } from '../../core/principal.ts';
import { ADMIN_FILES, createAdminPages } from '../../pages/admin-pages.ts';
import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { principalOf } from '../admission.ts';
import { goneSignal } from '../gone-signal.ts';
import { PAGE_HEADERS } from '../page-headers.ts';
import { checkPageCall } from '../page-operations.ts';
import { jsonBodyOf, readBodiesAsJson } from '../rest-body.ts';

/** Actions of the pages are a few short arguments. */
const BODY_LIMIT_BYTES = 64 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';
/** Fields of the log's query that are numbers; everything in an address is text. */
const NUMBERS = new Set(['limit', 'timeout_ms']);
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export interface AdminTargets {
  readonly invoker: ToolInvoker;
  readonly logins: LoginLinks;
}

/**
 * `/admin/`: the owner's pages, what they show and what they do. The files are the same for everybody and hold nothing;
 * all else needs the bearer of a login link, or the Unix socket.
 */
export async function adminRoutes(scope: FastifyInstance, { invoker, logins }: AdminTargets): Promise<void> {
  readBodiesAsJson(scope, BODY_LIMIT_BYTES);
  scope.addHook('onRequest', (request, reply, done) => {
    reply.headers(PAGE_HEADERS);
    // Admission judged the address as it was sent: what it did not take for one of the pages is none.
    if (isAdminPath(request.originalUrl)) done();
    else done(nothingHere());
  });

  const pages = createAdminPages();
  for (const name of ADMIN_FILES) {
    scope.get(name === ADMIN_FILES[0] ? '/admin/' : `/admin/${name}`, async (request, reply) => {
      const { type, body } = await pages.read(name);
      request.record?.isNoCall();
      return reply.type(type).send(body);
    });
  }

  scope.post('/admin/login', async (request, reply) => {
    const { code } = jsonBodyOf(request);
    const login = typeof code === 'string' ? logins.exchange(code) : undefined;
    if (login === undefined) throw signedOut('This login link is not good: it was used, or is older than a minute');
    return sendData(reply, JSON.stringify({ token: login.bearer, expires_at: toIso(login.expiresAt) }));
  });

  scope.post('/admin/logout', async (request, reply) => {
    ownerOf(request);
    const { authorization = [], 'x-api-key': apiKey = [] } = request.headers;
    const presented = presentedCredential({ authorizations: [authorization].flat(), apiKeys: [apiKey].flat() });
    if (presented?.bearer !== undefined) logins.revoke(presented.bearer);
    return sendData(reply, '{}');
  });

  scope.get('/admin/mcp/logs', async (request, reply) => {
    const principal = ownerOf(request);
    const context = { principal, door: 'admin', signal: goneSignal(reply), trace: request.record } as const;
    const { json } = await invoker.call('access_log', toArguments(request.query), context);
    // A login that ended while this waited for rows is told none of them.
    if ((await request.isStillAdmitted?.('answer')) === false) throw signedOut('The login has ended');
    return sendData(reply, json);
  });

  scope.post<{ Params: { name: string } }>('/admin/tools/:name', async (request, reply) => {
    const principal = ownerOf(request);
    const { name } = request.params;
    const args = jsonBodyOf(request);
    checkPageCall(name, args);
    const context = { principal, door: 'admin', signal: goneSignal(reply), trace: request.record } as const;
    const { json } = await invoker.call(name, args, context);
    return sendData(reply, json);
  });
}

/** Returns who is signed in. @throws CodezError `unauthenticated` for who only has the pages */
function ownerOf(request: FastifyRequest): Principal {
  const principal = principalOf(request);
  if (principal.scopes.has('admin')) return principal;
  throw signedOut('Not signed in');
}

function sendData(reply: FastifyReply, json: string): FastifyReply {
  return reply.type(JSON_TYPE).send(`{"status":"ok","data":${json}}`);
}

function toArguments(query: unknown): Record<string, unknown> {
  const given = Object.entries(query as Record<string, unknown>).filter(([, value]) => value !== '');
  return Object.fromEntries(given.map(([name, value]) => [name, toValue(name, value)]));
}

function toValue(name: string, value: unknown): unknown {
  if (NUMBERS.has(name) && /^\d{1,9}$/.test(String(value))) return Number(value);
  return name === 'with_reads' ? (BOOLEANS.get(value) ?? value) : value;
}

function signedOut(message: string): CodezError {
  return new CodezError('unauthenticated', message, 'Get a new login link with: codez logs --open');
}

function nothingHere(): CodezError {
  return new CodezError('not_found', 'There is nothing at this path', 'The pages are at /admin/.');
}
