import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CodezError } from '../core/errors.ts';
import { isJsonObject } from '../core/json-object.ts';
import { parseBody } from '../mcp/body.ts';
import { BODY_LIMIT_BYTES } from './limits.ts';

/** Reads every body in this scope as JSON, whatever `Content-Type` says: what `curl -d` sends is JSON here. */
export function readBodiesAsJson(scope: FastifyInstance, bodyLimit = BODY_LIMIT_BYTES): void {
  scope.removeAllContentTypeParsers();
  // The parser refuses a type that is not even well-formed before it looks for a reader.
  scope.addHook('onRequest', (request, _reply, done) => {
    delete request.raw.headers['content-type'];
    done();
  });
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
    done(null, body);
  });
}

/**
 * Returns the JSON object of a request's body, `{}` when there is none.
 * @throws CodezError 400 for what is no JSON, 422 for JSON that is no object
 */
export function jsonBodyOf(request: FastifyRequest): Record<string, unknown> {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  const value = parseBody(body);
  if (isJsonObject(value)) return value;
  throw new CodezError('invalid', 'The body must be a JSON object', 'Send the arguments as {"name": value}.', {
    fields: { body: ['expected an object'] },
  });
}
