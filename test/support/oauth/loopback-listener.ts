import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SeenRequest, seenRequest } from './seen-requests.ts';

/** Answers a request itself, or leaves it to the server by returning false. */
export type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** A server of a test on 127.0.0.1 whose answers can be replaced. */
export interface LoopbackListener {
  readonly url: string;
  readonly port: number;
  /** All requests so far, the intercepted ones included. */
  readonly requests: SeenRequest[];
  /** Replaces answers: how an issuer is made slow, broken or hostile. */
  intercept(interceptor: Interceptor | undefined): void;
  /** Has the requests answered by another listener. */
  answerWith(listener: RequestListener): void;
  close(): Promise<void>;
}

/** Listens on `port`, 0 for a free one. */
export async function listenOnLoopback(port = 0): Promise<LoopbackListener> {
  const requests: SeenRequest[] = [];
  let interceptor: Interceptor | undefined;
  let listener: RequestListener = (_request, response) => void response.writeHead(404).end();
  const server = createServer((request, response) => {
    requests.push(seenRequest(request));
    void Promise.resolve(interceptor?.(request, response) ?? false).then((isAnswered) => {
      if (!isAnswered) listener(request, response);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    requests,
    intercept: (next) => {
      interceptor = next;
    },
    answerWith: (next) => {
      listener = next;
    },
    close: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
