import type { Principal } from '../../core/principal.ts';
import { hasScope } from '../../core/scopes.ts';
import { filterKey } from '../../sessions/events/event-filter.ts';
import type { EventFilter, EventLog, EventPage, LoggedEvent } from '../../sessions/events/event-log.ts';
import { insufficientScope } from '../insufficient-scope.ts';
import { seesInputs, toShownJson } from './shown-event.ts';

/** Where a stream of events is written to: one open response, which cuts off a reader that falls too far behind. */
export interface FeedSink {
  /** Takes whole events, as server-sent events. */
  writeChunk(chunk: Buffer | string): void;
  /** Resolves when the reader has taken what was sent, or is gone. */
  drained(): Promise<void>;
  end(): void;
}

/** One reader of the feed. */
export interface FeedReader {
  /** The reader is gone. */
  leave(): void;
  /** Cursor behind all that was sent to it, when that is known. */
  cursor(): string | undefined;
}

/** What a reader wants. */
export interface FeedQuery {
  readonly filter: EventFilter;
  /** Goes on behind this place; from now on without. */
  readonly after: string | undefined;
}

/** The event log as a stream: what has happened since a cursor, then what happens, without a gap between. */
export interface EventFeed {
  /**
   * Returns what starts sending to a sink.
   * @throws CodezError `forbidden` without the scope, `invalid` for what is no cursor
   */
  open(query: FeedQuery, principal: Principal): (sink: FeedSink) => FeedReader;
  /** Ends all streams, and lets no poll wait any longer, for a server that stops: readers resume by cursor. */
  end(): void;
}

/** Readers that want the same: each batch is rendered once for all of them. */
interface Audience {
  readonly sinks: Set<FeedSink>;
  readonly stop: () => void;
}

/** Events of the past that are read at once, and characters that are sent without waiting for the reader. */
const PAGE_EVENTS = 200;
const CHUNK_SIZE = 256 * 1024;

export function createEventFeed(log: EventLog): EventFeed {
  const audiences = new Map<string, Audience>();
  const readers = new Set<FeedSink>();
  let hasEnded = false;

  const join = (sink: FeedSink, filter: EventFilter, showsInputs: boolean): (() => void) => {
    const key = `${filterKey(filter)} ${showsInputs}`;
    let audience = audiences.get(key);
    if (audience === undefined) {
      const sinks = new Set<FeedSink>();
      const tell = (events: readonly LoggedEvent[]): void => {
        const chunk = Buffer.from(renderEvents(events, showsInputs));
        for (const one of sinks) one.writeChunk(chunk);
      };
      audience = { sinks, stop: log.subscribe(tell, filter) };
      audiences.set(key, audience);
    }
    const { sinks, stop } = audience;
    sinks.add(sink);
    return () => {
      sinks.delete(sink);
      if (sinks.size > 0) return;
      stop();
      audiences.delete(key);
    };
  };

  return {
    open({ filter, after }, principal) {
      if (!hasScope(principal.scopes, 'sessions:read')) throw insufficientScope('Reading events', 'sessions:read');
      const showsInputs = seesInputs(principal);
      const start = after ?? log.head();
      log.checkCursor(start);
      return (sink) => {
        let hasLeft = false;
        let leaveAudience: (() => void) | undefined;
        const follow = async (): Promise<void> => {
          // Who is cut off before anything has happened comes back to this place.
          sink.writeChunk(`id: ${start}\n\n`);
          let page: EventPage = { events: [], cursor: start, gap: false };
          do {
            page = await log.read({ after: page.cursor, filter, limit: PAGE_EVENTS });
            if (hasLeft) return;
            if (page.gap) sink.writeChunk(renderGap(page));
            for (const chunk of renderChunks(page.events, showsInputs)) {
              sink.writeChunk(chunk);
              await sink.drained();
              if (hasLeft) return;
            }
          } while (page.cursor < log.seen());
          leaveAudience = join(sink, filter, showsInputs);
        };
        const leave = (): void => {
          hasLeft = true;
          readers.delete(sink);
          leaveAudience?.();
        };
        readers.add(sink);
        if (hasEnded) sink.end();
        else
          follow().catch(() => {
            leave();
            sink.end();
          });
        return { leave, cursor: () => (leaveAudience === undefined ? undefined : log.seen()) };
      };
    },
    end() {
      hasEnded = true;
      log.endWaits();
      for (const sink of [...readers]) sink.end();
    },
  };
}

function renderEvents(events: readonly LoggedEvent[], showsInputs: boolean): string {
  let text = '';
  for (const logged of events) {
    const { cursor, type } = logged.event;
    text += `id: ${cursor}\nevent: ${type}\ndata: ${toShownJson(logged, showsInputs)}\n\n`;
  }
  return text;
}

function* renderChunks(events: readonly LoggedEvent[], showsInputs: boolean): Generator<string, void, void> {
  let text = '';
  for (const logged of events) {
    text += renderEvents([logged], showsInputs);
    if (text.length < CHUNK_SIZE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** Says that events may be missing here; it carries no id, so that who comes back is told again. */
function renderGap({ events: [first], cursor }: EventPage): string {
  const next = first === undefined ? {} : { next: first.event.cursor, next_at: first.event.at };
  return `event: gap\ndata: ${JSON.stringify({ type: 'gap', cursor, ...next })}\n\n`;
}
