import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { createPeerSessionLookup, INSIDE_SESSION_HEADER, namedSessions } from '../access/peer-session.ts';
import type { CallContext } from '../tools/tool-invoker.ts';

const findPeerSession = createPeerSessionLookup();
/** Whose a connection is does not change: it is looked up once. */
const found = new WeakMap<Socket, Promise<readonly string[]>>();

/**
 * Returns how to find the sessions from inside which a request comes, for the calls that ask. What the system says of
 * the process at the other end counts; what the request says of itself only where the system says nothing.
 */
export function callerSessionsOf(request: FastifyRequest): CallContext['callerSessions'] {
  const { raw } = request;
  return async () => {
    const { socket, headers } = raw;
    const session = found.get(socket) ?? findPeerSession(socket);
    found.set(socket, session);
    const seen = await session;
    return seen.length > 0 ? seen : namedSessions(headers[INSIDE_SESSION_HEADER]);
  };
}
