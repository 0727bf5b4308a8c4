import { isOfCall } from './event-filter.ts';
import type { EventSource } from './event-log.ts';
import type { EventRecord } from './event-record.ts';
import { renderLine } from './segment-line.ts';
import type { Batch } from './segment-writer.ts';

/** What was appended at once and has not been seen yet. */
export interface Appended {
  /** Place of the first event, or one of its own where there is none. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly events: readonly EventRecord[];
  readonly source: EventSource | undefined;
}

/** Characters of JSON that are written at once at most, so that others get their turn. */
const BATCH_SIZE = 512 * 1024;

/** Appends on their way into the file, in order. */
export class AppendQueue {
  #waiting: Appended[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  push(appended: Appended): void {
    this.#waiting.push(appended);
  }

  /** Takes as many appends as are written at once; `batch` is undefined when none of them is kept on disk. */
  take(): { readonly appended: readonly Appended[]; readonly batch: Batch | undefined } {
    const lines: string[] = [];
    const written: Appended[] = [];
    let size = 0;
    let count = 0;
    for (const one of this.#waiting) {
      if (size >= BATCH_SIZE) break;
      count++;
      const kept = one.events.filter(({ event }) => !isOfCall(event.type));
      if (kept.length === 0 && one.source === undefined) continue;
      const line = renderLine(kept, one.source);
      size += line.length;
      lines.push(line);
      written.push(one);
    }
    const [first, last] = [written[0], written.at(-1)];
    return {
      appended: this.#waiting.splice(0, count),
      batch: first && last && { lines, firstSeq: first.firstSeq, lastSeq: last.lastSeq },
    };
  }
}
