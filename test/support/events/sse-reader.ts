import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { open } from '../http.ts';
import { readBlocks } from '../sse.ts';

/** One event as a reader of `GET /api/events` gets it. */
export interface ReadEvent {
  readonly id: string | undefined;
  readonly type: string;
  readonly event: Record<string, unknown>;
}

/** An open stream of events. */
export interface EventReading {
  readonly response: IncomingMessage;
  readonly events: AsyncGenerator<ReadEvent, void, void>;
  /** The last id that came, with or without an event. */
  lastId(): string | undefined;
  close(): void;
}

/** Opens `GET /api/events` and resolves when its headers have come. */
export async function readEvents(url: string, query = '', lastEventId?: string): Promise<EventReading> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await open(url, { path: `/api/events${query}`, headers });
  assert.equal(response.statusCode, 200);
  assert.match(String(response.headers['content-type']), /^text\/event-stream/);
  let last = lastEventId;
  async function* events(): AsyncGenerator<ReadEvent, void, void> {
    for await (const { id, event, data } of readBlocks(response)) {
      last = id ?? last;
      if (data === undefined) continue;
      yield { id, type: event ?? 'message', event: JSON.parse(data) as Record<string, unknown> };
    }
  }
  // A reset connection is the end of the stream.
  response.on('error', () => {});
  return { response, events: events(), lastId: () => last, close: () => response.destroy() };
}

/** Returns the next event, which must come. */
export async function nextEvent(reading: EventReading): Promise<ReadEvent> {
  const { value } = await reading.events.next();
  assert.ok(value, 'the stream has ended');
  return value;
}
