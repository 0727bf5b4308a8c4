import type { FastifyInstance } from 'fastify';
import type { EventFeed } from '../../tools/events/event-feed.ts';
import { parseFeedQuery } from '../../tools/events/parse-feed-query.ts';
import { principalOf } from '../admission.ts';
import { openEventStream } from '../event-stream.ts';

/** So much may be on its way to each of a thousand readers; who leaves more unread resumes by its last event id. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** `GET /api/events`: the event log as server-sent events. */
export async function eventRoutes(scope: FastifyInstance, { feed }: { feed: EventFeed }): Promise<void> {
  // HEAD would open a stream that nobody reads.
  scope.get('/api/events', { exposeHeadRoute: false }, (request, reply) => {
    const lastEventId = request.headers['last-event-id'];
    const query = parseFeedQuery(
      request.query as Record<string, unknown>,
      typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined,
    );
    const start = feed.open(query, principalOf(request));
    const pingLines = (): string => {
      const cursor = reader?.cursor();
      return cursor === undefined ? '' : `id: ${cursor}\n`;
    };
    const stream = openEventStream(reply, { maxBufferedBytes: MAX_BUFFERED_BYTES, pingLines }, () => reader?.leave());
    const reader = start(stream);
  });
}
