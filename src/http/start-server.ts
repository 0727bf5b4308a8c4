import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Gate } from '../access/gate.ts';
import { createPeerUserLookup, type PeerUserLookup } from '../access/peer-user.ts';
import type { RowSink } from '../audit/row-sink.ts';
import type { Settings } from '../config/settings.ts';
import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { addAdmission } from './admission.ts';
import { registerConnection } from './connection.ts';
import { refuseStopping } from './early-refusals.ts';
import { isMcpPath, isShown, sendError } from './error-reply.ts';
import { BODY_LIMIT_BYTES } from './limits.ts';
import { listenTcp, listenUnix, type TlsFiles } from './listeners.ts';
import { createRequestIds } from './request-ids.ts';
import { RequestRecord } from './request-record.ts';
import { addRoutes, type RouteTargets } from './routes.ts';
import { createSilentConnections } from './silent-connections.ts';
import { unreadableRow } from './unreadable-row.ts';

/** How often a closing server looks whether its connections have become idle. */
const DRAIN_EVERY_MS = 25;

export interface ServerOptions extends RouteTargets {
  readonly settings: Settings;
  readonly socketPath: string;
  readonly tls?: TlsFiles;
  /** Who may call. */
  readonly gate: Gate;
  /** What is told of each call. */
  readonly rows: RowSink;
  readonly logger: Logger;
}

export interface RunningServer {
  /** Where this machine reaches it, e.g. `http://127.0.0.1:4097`. */
  readonly url: string;
  /** Whether connections of other users of this machine can be told apart. */
  readonly tellsUsersApart: boolean;
  /** Takes no more requests, waits for the running ones at most `graceMs`, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

/** Serves the targets on TCP and on the data directory's Unix socket, all with the same rules. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { settings, logger, tls } = options;
  const lookup = settings.loopback === 'on' ? await createPeerUserLookup(process.getuid?.()) : undefined;
  const scheme = tls === undefined ? 'http' : 'https';
  const nextId = createRequestIds();
  const fastify = createFastify(options, lookup, scheme, nextId);
  await fastify.ready();

  let closing = false;
  const silent = createSilentConnections();
  const onRequest: RequestListener = (request, response) => {
    silent.spoke(request.socket);
    if (!closing) return fastify.routing(request, response);
    refuseStopping(request, response);
  };
  const onTcp = (socket: Socket): void => {
    silent.opened(socket);
    registerConnection(socket, 'tcp', lookup !== undefined);
  };
  const onUnix = (socket: Socket): void => {
    silent.opened(socket);
    registerConnection(socket, 'unix', false);
  };
  const onUnreadable = (error: CodezError, socket: Socket): void =>
    options.rows.write(unreadableRow(error, socket, nextId()));
  const { servers, port } = await listenTcp(settings.host, settings.port, tls, {
    onRequest,
    onConnection: onTcp,
    onUnreadable,
  });
  try {
    servers.push(await listenUnix(options.socketPath, { onRequest, onConnection: onUnix, onUnreadable }));
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  logger.debug('listening', { port });

  return {
    url: `${scheme}://${urlHost(settings.host)}:${port}`,
    tellsUsersApart: settings.loopback === 'off' || lookup !== undefined,
    async close(graceMs) {
      closing = true;
      options.endpoint.endStandaloneStreams();
      options.feed.end();
      const closed = servers.map((server) => closeServer(server, graceMs));
      silent.destroy();
      await Promise.all(closed);
      await fastify.close();
    },
  };
}

function createFastify(
  options: ServerOptions,
  lookup: PeerUserLookup | undefined,
  scheme: 'http' | 'https',
  nextId: () => string,
): FastifyInstance {
  const { gate, rows, logger } = options;
  const fastify = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 1024, ignoreTrailingSlash: true },
    // An absolute-form target is routed by its path; the access rules see it as it was sent.
    rewriteUrl: ({ url = '/' }) => url.replace(/^https?:\/\/[^/?#]*/i, '') || '/',
    frameworkErrors: (error, request, reply) => {
      // A path that cannot be read reaches no hook.
      const record = new RequestRecord(rows, nextId(), 'rest', request);
      record.address = request.raw.socket.remoteAddress ?? '';
      request.record = record;
      record.follow(reply);
      sendError(request, reply, error);
    },
  });
  // Where no route is, a body is nothing to be read; each route's scope brings its own readers.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
  addAdmission(fastify, { gate, resource: options.resource, scheme, lookup, rows, nextId, logger });
  fastify.setErrorHandler((error, request, reply) => {
    // What cannot be read because the client has left is no failure of ours.
    if (!isShown(error) && !request.raw.destroyed) {
      logger.error('a request failed', { path: request.url, error: (error as Error).stack });
    }
    sendError(request, reply, error);
  });
  fastify.setNotFoundHandler((request, reply) => {
    const error = isMcpPath(request.url)
      ? new CodezError('invalid', `${request.method} is no method of /mcp`, 'Use POST, GET or DELETE.', {
          http: 405,
          rpc: -32600,
        })
      : new CodezError(
          'not_found',
          'There is nothing at this path',
          'The MCP endpoint is /mcp; REST calls go to /api/tools/NAME.',
        );
    sendError(request, reply, error);
  });
  addRoutes(fastify, options, scheme);
  return fastify;
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const drain = setInterval(() => server.closeIdleConnections(), DRAIN_EVERY_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  server.closeIdleConnections();
  await closed;
  clearInterval(drain);
  clearTimeout(cut);
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === 'localhost') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
