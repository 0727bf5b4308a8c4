import { type Clock, toIso } from '../../core/clock.ts';
import { type Appended, AppendQueue } from './append-queue.ts';
import { boundEvent } from './bound-event.ts';
import type { CallRing } from './call-ring.ts';
import type { NewEvent, SessionEvent } from './event.ts';
import { parseCursor, renderCursor, SEQS_PER_MS } from './event-cursor.ts';
import { isOfCall } from './event-filter.ts';
import type { CallFacts, EventFilter, EventLog, EventPage, EventSource } from './event-log.ts';
import type { EventReader } from './event-reader.ts';
import { EventRecord } from './event-record.ts';
import type { EventRing } from './event-ring.ts';
import { type EventListener, Followers } from './followers.ts';
import type { PatientWriter } from './patient-writer.ts';
import type { Segment } from './segment.ts';
import { SettleWaits } from './settle-waits.ts';
import type { ToldStreams } from './told-streams.ts';
import { waitForPage } from './wait-for-page.ts';

export interface DurableEventLogParts {
  readonly logId: string;
  readonly clock: Clock;
  readonly writer: PatientWriter;
  readonly reader: EventReader;
  readonly segments: readonly Segment[];
  readonly recent: EventRing;
  readonly calls: CallRing;
  /** How far streams have been told by all that was appended, and by all that was written. */
  readonly told: ToldStreams;
  readonly toldWritten: ToldStreams;
  /** Place before the first new event. */
  readonly start: number;
  readonly problem: () => string | undefined;
  readonly onListenerFailure: (error: unknown) => void;
  /** Leaves behind what the next opening needs. */
  readonly onClose: (next: number) => Promise<void>;
}

/** The log over its files and rings; made by `openEventLog`. */
export class DurableEventLog implements EventLog {
  readonly #parts: DurableEventLogParts;
  readonly #followers: Followers;
  readonly #queue = new AppendQueue();
  #flushing: Promise<void> | undefined;
  /** The highest place given out, to an event or in a cursor. */
  #last: number;
  /** Place of the newest event that may be seen. */
  #newest: number;
  /** Nobody has been given a place: then nothing needs to be left behind. */
  readonly #settling = new SettleWaits();
  #isUntouched = true;
  #closing: Promise<void> | undefined;
  readonly #waiting = new Set<() => void>();
  #mayWait = true;

  constructor(parts: DurableEventLogParts) {
    this.#parts = parts;
    this.#last = parts.start;
    this.#newest = parts.start;
    this.#followers = new Followers(parts.onListenerFailure);
  }

  /** Place of the newest event that may be seen. */
  get newest(): number {
    return this.#newest;
  }

  append(events: readonly NewEvent[], source?: EventSource): void {
    if (this.#closing !== undefined || (events.length === 0 && source === undefined)) return;
    const { clock, logId, told } = this.#parts;
    const now = clock();
    const at = toIso(now);
    const firstSeq = Math.max(this.#last + 1, now * SEQS_PER_MS);
    this.#last = firstSeq - 1;
    const records = events.map((event) => {
      this.#last += 1;
      const cursor = renderCursor(logId, this.#last);
      return new EventRecord(this.#last, { cursor, at, ...boundEvent(event) } as SessionEvent);
    });
    if (source !== undefined) told.take(source);
    this.#last = Math.max(this.#last, firstSeq);
    this.#queue.push({ firstSeq, lastSeq: this.#last, events: records, source });
    this.#flushing ??= this.#flush();
  }

  appendCall(call: CallFacts): void {
    if (this.#closing !== undefined) return;
    const { clock, calls } = this.#parts;
    const now = clock();
    const seq = Math.max(this.#last + 1, now * SEQS_PER_MS);
    this.#last = seq;
    calls.push(seq, now, call);
    if (this.#followers.wantCalls) {
      this.#queue.push({ firstSeq: seq, lastSeq: seq, events: [calls.newest()], source: undefined });
      this.#flushing ??= this.#flush();
    } else if (this.#flushing === undefined) this.#newest = seq;
  }

  settled(): Promise<void> {
    return this.#flushing === undefined ? Promise.resolve() : this.#settling.wait(this.#last);
  }

  toldOffset(stream: string): number | undefined {
    return this.#parts.told.get(stream);
  }

  toldStreams(): Iterable<readonly [stream: string, offset: number]> {
    return this.#parts.told.entries();
  }

  head(): string {
    return this.#giveOut(this.#last);
  }

  seen(): string {
    return this.#giveOut(this.#newest);
  }

  checkCursor(cursor: string): void {
    this.#parse(cursor);
  }

  cursorAt(atMs: number): string {
    const { clock } = this.#parts;
    const place = Math.max(0, Math.min(atMs, clock())) * SEQS_PER_MS - 1;
    return this.#giveOut(Math.max(0, place));
  }

  async read(query: {
    readonly after: string;
    readonly filter: EventFilter;
    readonly limit: number;
  }): Promise<EventPage> {
    const page = await this.#readFrom(this.#parse(query.after), query.filter, query.limit);
    this.#isUntouched = false;
    return page;
  }

  async poll(query: {
    readonly after: string;
    readonly filter: EventFilter;
    readonly limit: number;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  }): Promise<EventPage> {
    const { filter, limit, timeoutMs, signal } = query;
    let page = await this.read(query);
    // What was appended while the segments were read is looked at before anybody waits.
    while (page.events.length === 0 && !page.gap && this.#parse(page.cursor) < this.#newest) {
      page = await this.read({ after: page.cursor, filter, limit });
    }
    if (page.events.length > 0 || page.gap || timeoutMs === 0 || !this.#mayWait) return page;
    const after = this.#parse(page.cursor);
    return await waitForPage({
      follow: (listener) => this.#followers.add(listener, filter),
      read: () => this.#readFrom(after, filter, limit),
      timeoutMs,
      signal,
      waiting: this.#waiting,
    });
  }

  subscribe(listener: EventListener, filter: EventFilter = {}): () => void {
    this.#isUntouched = false;
    return this.#followers.add(listener, filter);
  }

  endWaits(): void {
    this.#mayWait = false;
    for (const end of this.#waiting) end();
  }

  status(): { readonly segments: number; readonly bytes: number; readonly problem?: string } {
    const { segments } = this.#parts;
    const problem = this.#parts.problem();
    const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    return { segments: segments.length, bytes, ...(problem === undefined ? {} : { problem }) };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.endWaits();
    await this.#flushing;
    const { writer, clock, onClose } = this.#parts;
    await writer.close();
    if (!this.#isUntouched) await onClose(Math.max(this.#last + 1, clock() * SEQS_PER_MS));
  }

  #parse(cursor: string): number {
    return parseCursor(this.#parts.logId, cursor);
  }

  async #readFrom(after: number, filter: EventFilter, limit: number): Promise<EventPage> {
    const { clock, reader } = this.#parts;
    const upper = Math.max(this.#last, clock() * SEQS_PER_MS);
    this.#last = Math.max(this.#last, Math.min(after, upper));
    if (after <= upper) return await reader.read(after, filter, limit);
    // It was given out by a log that has been put back since: what came instead cannot be told apart.
    return { ...(await reader.read(this.#newest, filter, limit)), gap: true };
  }

  /** A place that was given out is behind no later event, whatever the clock does. */
  #giveOut(seq: number): string {
    this.#isUntouched = false;
    this.#last = Math.max(this.#last, seq);
    return renderCursor(this.#parts.logId, seq);
  }

  async #flush(): Promise<void> {
    // All that is appended in this tick is written at once.
    await new Promise((resolve) => setImmediate(resolve));
    while (!this.#queue.isEmpty) {
      const { appended, batch } = this.#queue.take();
      if (batch !== undefined) {
        this.#isUntouched = false;
        await this.#parts.writer.write(batch);
      }
      this.#show(appended);
      this.#settling.settle(this.#newest);
      if (!this.#queue.isEmpty && batch === undefined) await new Promise((resolve) => setImmediate(resolve));
    }
    this.#flushing = undefined;
    // Calls that nobody followed have taken places meanwhile.
    this.#newest = this.#last;
    this.#settling.settle(this.#newest);
  }

  #show(appended: readonly Appended[]): void {
    const { recent, toldWritten } = this.#parts;
    const shown: EventRecord[] = [];
    for (const { events, source } of appended) {
      for (const record of events) {
        if (!isOfCall(record.event.type)) recent.push(record, record.json.length);
        shown.push(record);
      }
      if (source !== undefined) toldWritten.take(source);
    }
    const last = shown.at(-1);
    if (last === undefined) return;
    this.#newest = last.seq;
    this.#followers.tell(shown);
  }
}
