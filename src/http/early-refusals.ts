import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { CodezError } from '../core/errors.ts';
import { renderError } from './error-reply.ts';

/** Refuses a request that comes while the server stops. */
export function refuseStopping({ url = '/' }: IncomingMessage, response: ServerResponse): void {
  const error = new CodezError('unavailable', 'The server is stopping', 'Try again in a moment.');
  const headers = { connection: 'close', 'retry-after': '1', 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(error.edges.http, headers).end(renderError(url, error));
}

/**
 * Answers what is no HTTP request, or no whole one, and closes its connection. Returns the answer where something was
 * sent that no request has come of.
 */
export function refuseBroken(cause: NodeJS.ErrnoException, socket: Duplex): CodezError | undefined {
  const { status, error } = toRefusal(cause.code);
  const isOfRequest = messageOf(socket) != null;
  const isAnswered = socket.writable && messageOf(socket)?.headersSent !== true;
  if (isAnswered) {
    const body = renderError('/', error);
    const headers = ['Content-Type: application/json; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`];
    socket.write([`HTTP/1.1 ${status}`, ...headers, 'Connection: close', '', body].join('\r\n'));
  }
  socket.destroy();
  return isAnswered && !isOfRequest && (socket as Socket).bytesRead > 0 ? error : undefined;
}

/** Answers who takes this server for a proxy, and closes the connection. Returns the answer. */
export function refuseTunnel(socket: Duplex): CodezError {
  const error = new CodezError('invalid', 'This server is no proxy', 'Send requests for its own paths.', { http: 405 });
  const body = renderError('/', error);
  const headers = ['Content-Type: application/json; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`];
  socket.on('error', () => {});
  socket.end(['HTTP/1.1 405 Method Not Allowed', ...headers, 'Connection: close', '', body].join('\r\n'), () =>
    socket.destroy(),
  );
  return error;
}

/** The reply to the request that is running: within one that has begun, the text of another would be taken for a part. */
function messageOf(socket: Duplex): ServerResponse | null | undefined {
  return (socket as { _httpMessage?: ServerResponse | null })._httpMessage;
}

function toRefusal(code: string | undefined): { readonly status: string; readonly error: CodezError } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: '431 Request Header Fields Too Large',
        error: new CodezError('too_large', 'Address and headers exceed 16 KiB', 'Send fewer or shorter ones.'),
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: '408 Request Timeout',
        error: new CodezError(
          'timeout',
          'The request did not come in time: headers within 10 s, all of it within 60 s',
          'Send it again.',
        ),
      };
    default:
      return {
        status: '400 Bad Request',
        error: new CodezError('invalid', 'This is no valid HTTP/1.1 request', 'Check its first line and headers.'),
      };
  }
}
