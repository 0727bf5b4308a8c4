import type { SessionEvent } from './event.ts';
import type { EventSource } from './event-log.ts';
import type { EventRecord } from './event-record.ts';

/** The events of one append with their source: one line, so that a crash leaves all of it or nothing. */
export interface SegmentLine {
  readonly events: readonly SessionEvent[];
  readonly source?: EventSource;
}

/** Returns the JSON of a line. */
export function renderLine(events: readonly EventRecord[], source: EventSource | undefined): string {
  const list = events.map(({ json }) => json).join(',');
  return source === undefined ? `{"events":[${list}]}` : `{"events":[${list}],"source":${JSON.stringify(source)}}`;
}

/** Returns a line's content; other lines (header, told) hold no events and no source. */
export function parseLine(json: Buffer): SegmentLine {
  const { events, source } = JSON.parse(json.toString('utf8')) as Partial<SegmentLine>;
  return { events: events ?? [], ...(source === undefined ? {} : { source }) };
}
