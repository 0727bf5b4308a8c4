import type { ServerResponse } from 'node:http';
import type { Interceptor } from './loopback-listener.ts';

/** Ways in which an issuer answers what it should not, or not at all. */
export const HOSTILE_ANSWERS = {
  /** Takes the request and says nothing. */
  silent: () => {},
  /** Sends a byte at a time, more slowly than anybody waits. */
  drip: (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50);
    response.once('close', () => clearInterval(timer));
  },
  error500: (response: ServerResponse) => void response.writeHead(500).end('{"error":"server_error"}'),
  error429: (response: ServerResponse) => void response.writeHead(429).end('{"error":"slow_down"}'),
  /** 5 MB, announced. */
  large: (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 5_000_000 });
    response.end(Buffer.alloc(5_000_000, ' '));
  },
  /** 5 MB that nobody announced. */
  largeChunked: (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(Buffer.alloc(5_000_000, ' '));
  },
  /** Compressed, which nobody asked for. */
  gzip: (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(Buffer.from('1f8b0800000000000003abae050043bfa6a302000000', 'hex'));
  },
  html: (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>'),
  brokenJson: (response: ServerResponse) => json(response, '{"issuer": "http'),
  list: (response: ServerResponse) => json(response, '[]'),
  nothing: (response: ServerResponse) => json(response, 'null'),
  empty: (response: ServerResponse) => void response.writeHead(200).end(),
  /** Ends the connection in the middle of its answer. */
  cutOff: (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"active":true,');
    setTimeout(() => response.destroy(), 20);
  },
  /** Ends the connection without an answer. */
  reset: (response: ServerResponse) => void response.destroy(),
  noContent: (response: ServerResponse) => void response.writeHead(204).end(),
  /** Redirects to itself without end. */
  loop: (response: ServerResponse) => void response.writeHead(302, { location: response.req.url ?? '/' }).end(),
  redirectNowhere: (response: ServerResponse) => void response.writeHead(302, { location: 'http://' }).end(),
} as const satisfies Record<string, (response: ServerResponse) => void>;

export type HostileAnswer = keyof typeof HOSTILE_ANSWERS;

/** Answers requests whose path begins with `path` in a hostile way; the others are answered as ever. */
export function hostileAt(path: string, answer: HostileAnswer | ((response: ServerResponse) => void)): Interceptor {
  return (request, response) => {
    if (request.url?.startsWith(path) !== true) return false;
    (typeof answer === 'function' ? answer : HOSTILE_ANSWERS[answer])(response);
    return true;
  };
}

/** Redirects to another address. */
export function redirectTo(location: string, status = 302): (response: ServerResponse) => void {
  return (response) => void response.writeHead(status, { location }).end();
}

/** Answers with this value as JSON. */
export function answerJson(value: unknown, status = 200): (response: ServerResponse) => void {
  return (response) => json(response, JSON.stringify(value), status);
}

function json(response: ServerResponse, text: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}
