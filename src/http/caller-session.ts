import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { findPeerSession } from '../access/peer-session.ts';
import type { CallContext } from '../tools/tool-invoker.ts';

/** Whose a connection is does not change: it is looked up once. */
const found = new WeakMap<Socket, Promise<string | undefined>>();

/** Returns how to find the session from inside which a request comes, for the calls that ask. */
export function callerSessionOf(request: FastifyRequest): CallContext['callerSession'] {
  const { socket } = request.raw;
  return () => {
    const session = found.get(socket) ?? findPeerSession(socket);
    found.set(socket, session);
    return session;
  };
}
