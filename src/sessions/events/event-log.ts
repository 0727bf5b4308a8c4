import type { CallStatus } from '../../core/call-terms.ts';
import type { Principal } from '../../core/principal.ts';
import type { EventType, NewEvent, SessionEvent } from './event.ts';

/**
 * Where an event was read from, so that a server that starts again neither repeats nor skips one: kept in the log
 * beside the event. `stream` is an output of a run or a transcript's path; `offset` grows within it.
 */
export interface EventSource {
  readonly stream: string;
  readonly offset: number;
}

/** An event with its one serialisation, shared by all who send it on. */
export interface LoggedEvent {
  /** Place in the log; grows by at least one with each event, across restarts. */
  readonly seq: number;
  readonly event: SessionEvent;
  /** `event` as JSON, made when first asked for. */
  readonly json: string;
}

/** What is known of a call of the registry: with a status it has ended. */
export interface CallFacts {
  /** Unique in this process. */
  readonly id: number;
  readonly tool: string;
  readonly principal: Principal;
  readonly status?: CallStatus;
  readonly code?: string | undefined;
  readonly durationMs?: number;
}

/** Which events somebody wants; empty: all. */
export interface EventFilter {
  readonly sessionIds?: ReadonlySet<string>;
  readonly types?: ReadonlySet<EventType>;
}

export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /** Goes on behind these events (and behind those looked at that did not match). */
  readonly cursor: string;
  /** True when events between the given cursor and the first of these may have fallen out. */
  readonly gap: boolean;
}

/**
 * The one log of what happens: in memory for who follows, on disk (64 MiB or 7 days) for who comes back.
 * `call.*` events stay in memory. An event is in the file before anybody sees it, so `kill -9` loses none that was seen.
 */
export interface EventLog {
  /**
   * Takes events that happened together; they are seen in this order within the next tick.
   * `source` marks how far its stream has thereby been told.
   */
  append(events: readonly NewEvent[], source?: EventSource): void;
  /** Takes the `call.*` event that these facts become when somebody looks. */
  appendCall(call: CallFacts): void;
  /** Resolves when everything appended so far is in the file. */
  settled(): Promise<void>;
  /** How far `stream` has been told, from what the log holds. */
  toldOffset(stream: string): number | undefined;
  /** The streams of which the log knows how far they were told. */
  toldStreams(): Iterable<readonly [stream: string, offset: number]>;
  /** Cursor of the newest event. */
  head(): string;
  /** Cursor of the newest event that can be read by now; what was appended in this tick is behind it. */
  seen(): string;
  /** @throws CodezError `invalid` for what is no cursor of this log */
  checkCursor(cursor: string): void;
  /** Cursor just before the first event at or after `atMs`. */
  cursorAt(atMs: number): string;
  /** @throws CodezError `invalid` for what is no cursor of this log */
  read(query: { readonly after: string; readonly filter: EventFilter; readonly limit: number }): Promise<EventPage>;
  /** As `read`, but waits up to `timeoutMs` for the first match. */
  poll(query: {
    readonly after: string;
    readonly filter: EventFilter;
    readonly limit: number;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  }): Promise<EventPage>;
  /** Calls `listener` once per tick with all new events that match `filter` (default: all). Returns how to stop. */
  subscribe(listener: (events: readonly LoggedEvent[]) => void, filter?: EventFilter): () => void;
  /** From now on `poll` does not wait: those who do get what there is. For a server that stops. */
  endWaits(): void;
  /** Segments, bytes and oldest cursor, for health. */
  status(): { readonly segments: number; readonly bytes: number; readonly problem?: string };
  close(): Promise<void>;
}
