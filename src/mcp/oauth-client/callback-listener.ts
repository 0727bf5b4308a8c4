import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuthorizationAnswer } from './authorization-answer.ts';
import { CALLBACK_HEADERS, callbackPage } from './callback-page.ts';

/** The only path that is answered. */
const CALLBACK_PATH = '/callback';

/** Where the browser comes back to. */
export interface CallbackListener {
  readonly redirectUri: string;
  /** Starts to listen to `judge`, and resolves to the first answer that ends the login. */
  answered(judge: (query: URLSearchParams) => AuthorizationAnswer): Promise<AuthorizationAnswer>;
  /** Takes an answer that came another way: what the browser brings afterwards is too late. */
  settle(): void;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1, on `port` where it is free, else on a random one. Only a GET of the exact path with the exact
 * Host counts, and one answer is taken.
 */
export async function listenForCallback(port: number | undefined): Promise<CallbackListener> {
  let judge: ((query: URLSearchParams) => AuthorizationAnswer) | undefined;
  let settled = false;
  let take: (answer: AuthorizationAnswer) => void = () => {};
  const answer = new Promise<AuthorizationAnswer>((resolve) => {
    take = resolve;
  });
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    const { port: bound } = server.address() as AddressInfo;
    const url = ownUrl(request, `127.0.0.1:${bound}`);
    if (url === undefined) return reply(response, 403, 'foreign-host');
    if (url.pathname !== CALLBACK_PATH) return reply(response, 404, 'nothing');
    if (request.method !== 'GET') return reply(response, 405, 'nothing');
    if (settled) return reply(response, 410, 'late');
    const judged = judge?.(url.searchParams) ?? { kind: 'foreign', why: '' };
    if (judged.kind === 'foreign') return reply(response, 400, 'foreign');
    settled = true;
    // The page is sent before the login goes on, and with it the end of this server.
    response.once('close', () => take(judged));
    return reply(response, judged.kind === 'code' ? 200 : 403, judged.kind);
  });
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${bound}${CALLBACK_PATH}`,
    answered: (next) => {
      judge = next;
      return answer;
    },
    settle: () => {
      settled = true;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number | undefined): Promise<void> {
  try {
    server.listen(port ?? 0, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (port === undefined) throw error;
    await listen(server, undefined);
  }
}

/** Returns the address of a request that names this server and nothing else. */
function ownUrl({ rawHeaders, url = '' }: IncomingMessage, host: string): URL | undefined {
  const hosts = rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host',
  );
  return hosts.length === 1 && hosts[0] === host && url.startsWith('/') ? new URL(`http://${host}${url}`) : undefined;
}

function reply(response: ServerResponse, status: number, page: Parameters<typeof callbackPage>[0]): void {
  response.writeHead(status, CALLBACK_HEADERS);
  response.end(callbackPage(page));
}
