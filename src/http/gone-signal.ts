import type { FastifyReply } from 'fastify';

/** Returns a signal that is aborted when the client leaves before it has its reply. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
