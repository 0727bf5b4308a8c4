import { SerialGate } from '../../storage/serial-gate.ts';
import { isMissing } from '../../storage/storage-errors.ts';
import type { CallRing } from './call-ring.ts';
import { parseCursor, renderCursor } from './event-cursor.ts';
import { asksForCalls, matches } from './event-filter.ts';
import type { EventFilter, EventPage } from './event-log.ts';
import { EventRecord } from './event-record.ts';
import type { EventRing } from './event-ring.ts';
import { scanSegment } from './scan-segment.ts';
import { addMark, type Segment } from './segment.ts';
import { parseLine } from './segment-line.ts';

export interface EventReaderOptions {
  readonly logId: string;
  readonly segments: readonly Segment[];
  /** The newest events that are kept on disk, and the newest of calls. */
  readonly recent: EventRing;
  readonly calls: CallRing;
  /** Events before each of these places, and behind what is there, may be missing. */
  readonly holes: readonly number[];
  /** Place of the newest event that may be seen. */
  readonly newest: () => number;
  /** Is told of a segment that does not hold what was written. */
  readonly onDamage: (segment: Segment) => Promise<void>;
}

/** What one page is made of, while it is. */
interface Gathering {
  readonly filter: EventFilter;
  readonly limit: number;
  readonly events: EventRecord[];
  /** All up to this place has been looked at. */
  at: number;
}

/** Reads pages of events: from memory where they are there, else from the segments. */
export class EventReader {
  readonly #options: EventReaderOptions;
  /** Many who come back at once read one after the other, and find the marks of those before. */
  readonly #gate = new SerialGate();

  constructor(options: EventReaderOptions) {
    this.#options = options;
  }

  /** Returns the events behind the place `after`, `limit` at most, from the oldest on. */
  async read(after: number, filter: EventFilter, limit: number): Promise<EventPage> {
    const { recent } = this.#options;
    const page: Gathering = { filter, limit, events: [], at: after };
    while (page.at < recent.droppedSeq && page.events.length < limit) {
      const target = recent.droppedSeq;
      await this.#readSegments(page, target);
      if (page.events.length < limit) page.at = Math.max(page.at, target);
    }
    return this.readMemory(after, filter, limit, page);
  }

  /** As `read`, for a place behind which all is in memory. */
  readMemory(
    after: number,
    filter: EventFilter,
    limit: number,
    page: Gathering = { filter, limit, events: [], at: after },
  ): EventPage {
    const { logId, recent, newest } = this.#options;
    for (const record of page.events.length < limit ? recent.after(page.at) : []) {
      if (matches(filter, record.event)) page.events.push(record);
      page.at = record.seq;
      if (page.events.length >= limit) break;
    }
    if (page.events.length < limit) page.at = Math.max(page.at, newest());
    if (asksForCalls(filter)) this.#addCalls(page, after);
    return { events: page.events, cursor: renderCursor(logId, page.at), gap: this.#hasGap(after, page) };
  }

  #addCalls(page: Gathering, after: number): void {
    const { filter, limit, events } = page;
    const found: EventRecord[] = [];
    for (const record of this.#options.calls.after(after)) {
      if (record.seq > page.at || found.length >= limit) break;
      if (matches(filter, record.event)) found.push(record);
    }
    if (found.length === 0) return;
    events.push(...found);
    events.sort((a, b) => a.seq - b.seq);
    if (events.length <= limit) return;
    events.length = limit;
    page.at = (events.at(-1) as EventRecord).seq;
  }

  #hasGap(after: number, { at, filter }: Gathering): boolean {
    const { holes, calls } = this.#options;
    if (asksForCalls(filter) && filter.types !== undefined && after < calls.droppedSeq) return true;
    return holes.some((hole) => after < hole && at >= hole);
  }

  /** Reads what matches from disk, up to and with the place `target`. */
  async #readSegments(page: Gathering, target: number): Promise<void> {
    const { segments } = this.#options;
    // Segments come and go meanwhile: the next one is looked for each time.
    let segment = segments.findLast(({ firstSeq }) => firstSeq <= page.at + 1) ?? segments[0];
    while (segment !== undefined && segment.firstSeq <= target && page.events.length < page.limit) {
      const current = segment;
      await this.#gate.run(() => this.#readSegment(current, page, target));
      const { firstSeq } = current;
      segment = segments.find((next) => next.firstSeq > firstSeq);
    }
  }

  async #readSegment(segment: Segment, page: Gathering, target: number): Promise<void> {
    const { logId, onDamage } = this.#options;
    const from = segment.marks.findLast(({ seq }) => seq <= page.at + 1)?.offset ?? 0;
    let isDamaged = false;
    const take = (json: Buffer, offset: number): boolean => {
      try {
        const { events } = parseLine(json);
        const [first] = events;
        if (first !== undefined) addMark(segment, parseCursor(logId, first.cursor), offset);
        for (const event of events) {
          const seq = parseCursor(logId, event.cursor);
          if (seq > target) return false;
          if (seq <= page.at) continue;
          page.at = seq;
          if (!matches(page.filter, event)) continue;
          page.events.push(new EventRecord(seq, event));
          if (page.events.length >= page.limit) return false;
        }
        return true;
      } catch {
        isDamaged = true;
        return false;
      }
    };
    try {
      const outcome = await scanSegment(segment.path, from, segment.bytes, take);
      if (isDamaged || outcome.isDamaged) await onDamage(segment);
    } catch (error) {
      // It has become too old while it was read.
      if (!isMissing(error)) throw error;
    }
  }
}
