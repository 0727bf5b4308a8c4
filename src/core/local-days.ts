const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Times before 1970 and after the year 9999 are none. */
const MAX_TIME = Date.UTC(9999, 11, 31);

/** Key of what has no time. */
export const NO_DAY = 'unknown';

/**
 * The calendar days of one time zone. Clocks change on quarters of an hour, so a day's ends are found by asking the
 * calendar about quarters; each day is looked for once.
 */
export class LocalDays {
  /** Undefined for UTC, whose days need no calendar: making one takes some milliseconds. */
  readonly #format: Intl.DateTimeFormat | undefined;
  /** Days by the quarter they begin with; by UTC day those that touch it. */
  readonly #byUtcDay = new Map<number, LocalDay[]>();
  #last: LocalDay = NO_LOCAL_DAY;

  /** @throws RangeError when there is no such time zone */
  constructor(timeZone: string) {
    const parts = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    this.#format = timeZone === 'UTC' ? undefined : new Intl.DateTimeFormat('en-CA', parts);
  }

  /** Returns the day, `2026-01-31`, that the time is in; {@link NO_DAY} for what is no time. */
  dayOf(at: number): string {
    return this.find(at).date;
  }

  /** The same day object for all times of one day. */
  find(at: number): LocalDay {
    const last = this.#last;
    if (at >= last.from && at < last.to) return last;
    if (!(at > 0 && at < MAX_TIME)) return NO_LOCAL_DAY;
    const utcDay = Math.floor(at / DAY_MS);
    let days = this.#byUtcDay.get(utcDay);
    let day = days?.find(({ from, to }) => at >= from && at < to);
    if (day === undefined) {
      day = this.#look(at);
      if (days === undefined) {
        days = [];
        this.#byUtcDay.set(utcDay, days);
      }
      days.push(day);
    }
    this.#last = day;
    return day;
  }

  #look(at: number): LocalDay {
    const format = this.#format;
    if (format === undefined) {
      const from = Math.floor(at / DAY_MS) * DAY_MS;
      return { date: new Date(from).toISOString().slice(0, 10), from, to: from + DAY_MS };
    }
    const dateOf = (time: number): string => format.format(time);
    const date = dateOf(at);
    const quarter = Math.floor(at / QUARTER_MS);
    // No day is longer than 26 hours: clocks go back by two at most.
    const before = firstQuarter(quarter - 104, quarter, (one) => dateOf(one * QUARTER_MS) >= date);
    const after = firstQuarter(quarter + 1, quarter + 104, (one) => dateOf(one * QUARTER_MS) > date);
    return { date, from: before * QUARTER_MS, to: after * QUARTER_MS };
  }
}

/** A calendar day, from and (not including) to when; milliseconds since the epoch. */
export interface LocalDay {
  readonly date: string;
  readonly from: number;
  readonly to: number;
}

const NO_LOCAL_DAY: LocalDay = { date: NO_DAY, from: 0, to: 0 };

/** Returns the first quarter in `[low, high]` that `is` holds for, when it holds for all behind it; else `high`. */
function firstQuarter(low: number, high: number, is: (quarter: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (is(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * Returns when a day of the time zone begins, milliseconds since the epoch; where the clocks skip its midnight or the
 * day itself, the first moment after.
 * @throws RangeError when there is no such time zone
 */
export function startOfDay(date: string, timeZone: string): number {
  const days = new LocalDays(timeZone);
  const near = Date.parse(`${date}T00:00:00Z`);
  // A zone is at most 14 hours ahead of UTC and 12 behind.
  const start = firstQuarter(
    Math.floor((near - DAY_MS) / QUARTER_MS),
    Math.ceil((near + DAY_MS) / QUARTER_MS),
    (quarter) => days.dayOf(quarter * QUARTER_MS) >= date,
  );
  return start * QUARTER_MS;
}
