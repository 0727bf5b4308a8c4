import type { UsageTotals } from './usage.ts';

const COLUMNS = 6;

/** Sums of usage for one or more keys, each a row of numbers. */
export class UsageSums {
  readonly #rows = new Map<string, number>();
  readonly #keys: string[] = [];
  /** Cost, messages, input, output, cache reads, cache writes. */
  #sums = new Float64Array(16 * COLUMNS);
  /** The session last counted, and how many there were. */
  #lastSession = new Int32Array(16).fill(-1);
  #sessions = new Float64Array(16);
  #isPartial = new Uint8Array(16);

  /** Returns the row of a key; a new key has an empty one. */
  rowOf(key: string): number {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = this.#keys.push(key) - 1;
    this.#rows.set(key, row);
    if (row >= this.#sessions.length) this.#grow();
    return row;
  }

  /** Adds one response. `cost` is NaN where no price is known; responses of one session must come one after another. */
  add(
    row: number,
    session: number,
    cost: number,
    input: number,
    output: number,
    cacheRead: number,
    cacheWrite: number,
  ): void {
    const at = row * COLUMNS;
    const sums = this.#sums;
    if (Number.isNaN(cost)) this.#isPartial[row] = 1;
    else sums[at] = (sums[at] ?? 0) + cost;
    sums[at + 1] = (sums[at + 1] ?? 0) + 1;
    sums[at + 2] = (sums[at + 2] ?? 0) + input;
    sums[at + 3] = (sums[at + 3] ?? 0) + output;
    sums[at + 4] = (sums[at + 4] ?? 0) + cacheRead;
    sums[at + 5] = (sums[at + 5] ?? 0) + cacheWrite;
    if (this.#lastSession[row] !== session) {
      this.#lastSession[row] = session;
      this.#sessions[row] = (this.#sessions[row] ?? 0) + 1;
    }
  }

  keys(): readonly string[] {
    return this.#keys;
  }

  totalsOf(key: string): UsageTotals {
    const row = this.#rows.get(key) ?? -1;
    const sum = (column: number): number => (row < 0 ? 0 : (this.#sums[row * COLUMNS + column] ?? 0));
    return {
      cost_usd: toMicroDollars(sum(0)),
      ...(this.#isPartial[row] === 1 ? { cost_is_partial: true } : {}),
      sessions: this.#sessions[row] ?? 0,
      messages: sum(1),
      tokens: { input: sum(2), output: sum(3), cache_read: sum(4), cache_write: sum(5) },
    };
  }

  #grow(): void {
    const length = this.#sessions.length * 2;
    const sums = new Float64Array(length * COLUMNS);
    sums.set(this.#sums);
    this.#sums = sums;
    const lastSession = new Int32Array(length).fill(-1);
    lastSession.set(this.#lastSession);
    this.#lastSession = lastSession;
    const sessions = new Float64Array(length);
    sessions.set(this.#sessions);
    this.#sessions = sessions;
    const isPartial = new Uint8Array(length);
    isPartial.set(this.#isPartial);
    this.#isPartial = isPartial;
  }
}

/** Rounded to what a token of any model costs at least, so that the order of adding up does not show. */
export function toMicroDollars(usd: number): number {
  return Math.round(usd * 1_000_000) / 1_000_000;
}
