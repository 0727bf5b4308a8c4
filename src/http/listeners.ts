import { chmodSync, rmSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { reachableSocketPath } from '../config/socket-path.ts';
import { CodezError } from '../core/errors.ts';
import { connectionLimit, limitConnections, readOpenFilesLimit } from './connection-limit.ts';
import { refuseBroken, refuseTunnel } from './early-refusals.ts';

/** Limits on slow or silent clients, in milliseconds. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
};
/** A request without Host is refused by the access rules, in words. */
const OPTIONS = { ...TIMEOUTS, requireHostHeader: false };
/** A stopping server waits for handshakes that have begun. */
const HANDSHAKE_TIMEOUT_MS = 5_000;
/** How often two free ports of the same number are looked for. */
const PORT_ATTEMPTS = 20;

export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What becomes of what comes in. */
export interface ServerHandlers {
  readonly onRequest: RequestListener;
  readonly onConnection: (socket: Socket) => void;
  /** Bytes were no request, and were refused as such. */
  readonly onUnreadable: (refusal: CodezError, socket: Socket) => void;
}

/** Listens on `host` and, for the IPv4 loopback, on ::1 too; with port 0 both get the same free port. */
export async function listenTcp(
  host: string,
  port: number,
  tls: TlsFiles | undefined,
  handlers: ServerHandlers,
): Promise<{ servers: Server[]; port: number }> {
  const hosts = hostsToBind(host);
  const limit = Math.floor(connectionLimit(readOpenFilesLimit()) / hosts.length);
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = [];
    try {
      let bound = port;
      for (const address of hosts) {
        const server = createHttpServer(tls, handlers);
        limitConnections(server, limit);
        servers.push(server);
        bound = await listen(server, { host: address, port: bound, ipv6Only: address.includes(':') });
      }
      return { servers, port: bound };
    } catch (error) {
      for (const server of servers) server.close();
      if (port === 0 && isInUse(error) && attempt < PORT_ATTEMPTS) continue;
      throw toListenError(error, host, port);
    }
  }
}

/** Listens on the data directory's socket, which only the owner of the directory does. */
export async function listenUnix(path: string, handlers: ServerHandlers): Promise<Server> {
  const reachable = reachableSocketPath(path, process.platform);
  const server = createHttpServer(undefined, handlers);
  try {
    rmSync(path, { force: true });
    await listen(server, { path: reachable.path });
    chmodSync(path, 0o600);
    return server;
  } catch (cause) {
    throw new CodezError(
      'unavailable',
      `Cannot listen on ${path}: ${(cause as Error).message}`,
      'Move what lies there out of the way, or choose another data directory with --home.',
      { cause },
    );
  } finally {
    reachable.release();
  }
}

function createHttpServer(
  tls: TlsFiles | undefined,
  { onRequest, onConnection, onUnreadable }: ServerHandlers,
): Server {
  const server =
    tls === undefined
      ? createServer(OPTIONS, onRequest)
      : createTlsServer({ ...OPTIONS, handshakeTimeout: HANDSHAKE_TIMEOUT_MS, ...tls }, onRequest);
  // Node drops headers above a number silently, and with them those that end trust. Their total size stays limited.
  server.maxHeadersCount = 0;
  server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
    const refusal = refuseBroken(cause, socket);
    if (refusal !== undefined) onUnreadable(refusal, socket as Socket);
  });
  server.on('connect', (_request, socket) => onUnreadable(refuseTunnel(socket), socket as Socket));
  // Expectations that nobody knows need not be met (RFC 9110 §10.1.1).
  server.on('checkExpectation', onRequest);
  return server.on(tls === undefined ? 'connection' : 'secureConnection', onConnection) as Server;
}

function listen(
  server: Server,
  options: { host?: string; port?: number; path?: string; ipv6Only?: boolean },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });
}

function hostsToBind(host: string): string[] {
  if (host !== '127.0.0.1' && host !== 'localhost') return [host];
  const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some((entry) => entry.address === '::1'));
  return hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
}

function isInUse(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

function toListenError(cause: unknown, host: string, port: number): unknown {
  const { code, address } = cause as NodeJS.ErrnoException & { address?: string };
  const where = `port ${port} on ${address ?? host}`;
  switch (code) {
    case 'EADDRINUSE':
      return new CodezError(
        'conflict',
        `Cannot listen: ${where} is in use`,
        'Stop what uses it, or choose another --port.',
        { cause },
      );
    case 'EACCES':
      return new CodezError('forbidden', `Cannot listen: ${where} needs privileges`, 'Choose a --port above 1023.', {
        cause,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CodezError(
        'invalid',
        `Cannot listen: ${host} is no address of this machine`,
        'Choose another --host.',
        { cause },
      );
    default:
      return cause;
  }
}
