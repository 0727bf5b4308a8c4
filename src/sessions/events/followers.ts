import { asksForCalls, matches } from './event-filter.ts';
import type { EventFilter, LoggedEvent } from './event-log.ts';
import type { EventRecord } from './event-record.ts';

/** Takes the events of one batch that match, in order. */
export type EventListener = (events: readonly LoggedEvent[]) => void;

interface Follower {
  readonly filter: EventFilter;
  readonly listener: EventListener;
}

/**
 * Who is told of new events. Who asks for sessions is found by them, so that thousands who wait for other
 * sessions cost nothing.
 */
export class Followers {
  readonly #ofAny = new Set<Follower>();
  #ofCalls = 0;
  readonly #ofSession = new Map<string, Set<Follower>>();
  readonly #onFailure: (error: unknown) => void;

  /** `onFailure` is told what a listener threw; the others are told their events all the same. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** Whether anybody follows calls: these belong to no session. */
  get wantCalls(): boolean {
    return this.#ofCalls > 0;
  }

  /** Returns how to stop. */
  add(listener: EventListener, filter: EventFilter): () => void {
    const follower = { filter, listener };
    if (filter.sessionIds === undefined) {
      const calls = Number(asksForCalls(filter));
      this.#ofAny.add(follower);
      this.#ofCalls += calls;
      return () => {
        if (this.#ofAny.delete(follower)) this.#ofCalls -= calls;
      };
    }
    const ids = [...filter.sessionIds];
    for (const id of ids) {
      const others = this.#ofSession.get(id);
      if (others === undefined) this.#ofSession.set(id, new Set([follower]));
      else others.add(follower);
    }
    return () => {
      for (const id of ids) {
        const others = this.#ofSession.get(id);
        others?.delete(follower);
        if (others?.size === 0) this.#ofSession.delete(id);
      }
    };
  }

  tell(events: readonly EventRecord[]): void {
    for (const { filter, listener } of [...this.#ofAny]) {
      const { types } = filter;
      this.#tellOne(listener, types === undefined ? events : events.filter(({ event }) => types.has(event.type)));
    }
    if (this.#ofSession.size > 0) this.#tellBySession(events);
  }

  #tellBySession(events: readonly EventRecord[]): void {
    const told = new Map<Follower, EventRecord[]>();
    for (const event of events) {
      const { session_id: id } = event.event;
      for (const follower of (id === undefined ? undefined : this.#ofSession.get(id)) ?? []) {
        if (!matches(follower.filter, event.event)) continue;
        const theirs = told.get(follower);
        if (theirs === undefined) told.set(follower, [event]);
        else theirs.push(event);
      }
    }
    for (const [{ listener }, theirs] of told) this.#tellOne(listener, theirs);
  }

  #tellOne(listener: EventListener, events: readonly EventRecord[]): void {
    if (events.length === 0) return;
    try {
      listener(events);
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
