import type { FastifyReply, FastifyRequest } from 'fastify';
import { CodezError } from '../core/errors.ts';
import { renderFailure, toFailure } from '../mcp/json-rpc.ts';

/** Sends an error in the form of its door: a JSON-RPC failure on `/mcp`, the REST envelope elsewhere. */
export function sendError(request: FastifyRequest, reply: FastifyReply, cause: unknown): void {
  const error = toCodezError(cause);
  if (request.record !== undefined) request.record.error = error;
  reply.code(error.edges.http).type('application/json; charset=utf-8');
  if (error.code === 'unauthenticated' && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', 'Bearer');
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
  // Closing at once would reset the connection while the client still sends: it would never read this reply.
  if (error.code === 'too_large') reply.removeHeader('connection');
  if (error.edges.http === 405) reply.header('allow', 'POST, GET, DELETE, OPTIONS');
  reply.send(renderError(request.url, error));
}

/** Returns an error as the door at `path` shows it. */
export function renderError(path: string, error: CodezError): string {
  return isMcpPath(path) ? renderFailure(null, toFailure(error)) : renderRestError(error);
}

/** Returns true for the path of the MCP endpoint, with or without a query. */
export function isMcpPath(path: string): boolean {
  return /^\/mcp\/?(\?|$)/.test(path);
}

/** Returns true for errors that are ours to show; everything else is a bug to be logged. */
export function isShown(error: unknown): boolean {
  return error instanceof CodezError || toHttpError(error) !== undefined;
}

function renderRestError({ code, message, hint, fields }: CodezError): string {
  return JSON.stringify({ status: 'error', code, message, hint, ...(fields === undefined ? {} : { errors: fields }) });
}

function toCodezError(cause: unknown): CodezError {
  if (cause instanceof CodezError) return cause;
  return (
    toHttpError(cause) ??
    new CodezError('internal', 'Internal error', 'This is a bug in codez: the server log has it.', { cause })
  );
}

/** The HTTP library's own refusals, in our words. */
function toHttpError(cause: unknown): CodezError | undefined {
  switch ((cause as { code?: unknown } | undefined)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new CodezError(
        'too_large',
        'The body is too large',
        'Send less in one request: 4 MiB at most, 1 MiB to the path of the hooks.',
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new CodezError('invalid', 'The body is not JSON', 'Send Content-Type: application/json.', {
        http: 415,
        rpc: -32600,
      });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new CodezError('invalid', 'The body does not have the announced length', 'Send the whole body.', {
        http: 400,
        rpc: -32700,
      });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new CodezError('invalid', 'The path is not valid', 'Check its percent-encoding and length.', {
        http: 400,
        rpc: -32600,
      });
    default:
      return undefined;
  }
}
