import { toIso } from '../../core/clock.ts';
import { type Principal, principalId } from '../../core/principal.ts';
import type { SessionEvent } from './event.ts';
import { renderCursor } from './event-cursor.ts';
import type { CallFacts } from './event-log.ts';
import { EventRecord } from './event-record.ts';

/**
 * The newest events of calls. Every call brings two, and hardly anybody looks: their facts are kept in columns that
 * are made once, so that a call allocates nothing here, and become events when somebody reads them.
 */
export class CallRing {
  readonly #logId: string;
  /** Tells the calls of this process from those of others. */
  readonly #run: string;
  readonly #max: number;
  readonly #seqs: Float64Array;
  readonly #times: Float64Array;
  readonly #ids: Float64Array;
  readonly #durations: Float64Array;
  readonly #tools: (string | undefined)[];
  readonly #principals: (Principal | undefined)[];
  readonly #statuses: (CallFacts['status'] | undefined)[];
  readonly #codes: (string | undefined)[];
  /** Facts ever pushed; the newest stands at `(count - 1) % max`. */
  #count = 0;
  #droppedSeq: number;

  constructor(options: { logId: string; run: string; max: number; droppedSeq: number }) {
    const { max } = options;
    this.#logId = options.logId;
    this.#run = options.run;
    this.#max = max;
    this.#droppedSeq = options.droppedSeq;
    this.#seqs = new Float64Array(max);
    this.#times = new Float64Array(max);
    this.#ids = new Float64Array(max);
    this.#durations = new Float64Array(max);
    this.#tools = Array(max).fill(undefined);
    this.#principals = Array(max).fill(undefined);
    this.#statuses = Array(max).fill(undefined);
    this.#codes = Array(max).fill(undefined);
  }

  /** Every event behind this place that was ever pushed is still here. */
  get droppedSeq(): number {
    return this.#droppedSeq;
  }

  /** Takes the facts of a call that begins, or, with a status, of one that has ended. `at`: ms since the epoch. */
  push(seq: number, at: number, call: CallFacts): void {
    const slot = this.#count % this.#max;
    if (this.#count >= this.#max) this.#droppedSeq = this.#seqs[slot] as number;
    this.#count++;
    this.#seqs[slot] = seq;
    this.#times[slot] = at;
    this.#ids[slot] = call.id;
    this.#durations[slot] = call.durationMs ?? 0;
    this.#tools[slot] = call.tool;
    this.#principals[slot] = call.principal;
    this.#statuses[slot] = call.status;
    this.#codes[slot] = call.code;
  }

  /** Yields the events behind the place `seq`, oldest first. */
  *after(seq: number): Generator<EventRecord, void, void> {
    let low = Math.max(0, this.#count - this.#max);
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#seqs[middle % this.#max] as number) <= seq) low = middle + 1;
      else high = middle;
    }
    for (; low < this.#count; low++) yield this.#recordAt(low % this.#max);
  }

  /** The event pushed last. */
  newest(): EventRecord {
    return this.#recordAt((this.#count - 1) % this.#max);
  }

  #recordAt(slot: number): EventRecord {
    const seq = this.#seqs[slot] as number;
    const [status, code] = [this.#statuses[slot], this.#codes[slot]];
    const call = {
      call_id: `${this.#run}-${this.#ids[slot]}`,
      tool: this.#tools[slot] as string,
      principal: principalId(this.#principals[slot] as Principal),
    };
    const place = { cursor: renderCursor(this.#logId, seq), at: toIso(this.#times[slot] as number) };
    if (status === undefined) return new EventRecord(seq, { ...place, type: 'call.started', ...call });
    const event: SessionEvent = {
      ...place,
      type: 'call.finished',
      ...call,
      status,
      ...(code === undefined ? {} : { code }),
      duration_ms: Math.round((this.#durations[slot] as number) * 10) / 10,
    };
    return new EventRecord(seq, event);
  }
}
