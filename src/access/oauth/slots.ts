import { issuerUnavailable } from './issuer-unavailable.ts';

/** Lets a limited number of exchanges run at a time; the others wait in turn. */
export interface Slots {
  /**
   * Runs `work` when its turn has come; `isFirst`: before all others that wait, however many these are.
   * @throws CodezError `unavailable` when too many wait, or `signal` is aborted before the turn came
   */
  run<Result>(signal: AbortSignal, work: () => Promise<Result>, isFirst?: boolean): Promise<Result>;
}

/** Returns `max` slots, for which at most `maxWaiting` others wait, and as many again of those that go first. */
export function createSlots(max: number, maxWaiting: number): Slots {
  const first = new Set<() => void>();
  const others = new Set<() => void>();
  let running = 0;

  const enter = (signal: AbortSignal, waiting: Set<() => void>): Promise<void> => {
    if (running < max) {
      running += 1;
      return Promise.resolve();
    }
    if (waiting.size >= maxWaiting) return Promise.reject(issuerUnavailable('too many look-ups wait for the issuer'));
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(next);
        reject(issuerUnavailable('the look-up did not get its turn in time'));
      };
      const next = (): void => {
        waiting.delete(next);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      waiting.add(next);
    });
  };

  /** The slot goes straight to who has waited longest. */
  const exit = (): void => {
    const [next] = first.size > 0 ? first : others;
    if (next === undefined) running -= 1;
    else next();
  };

  return {
    async run(signal, work, isFirst = false) {
      await enter(signal, isFirst ? first : others);
      try {
        return await work();
      } finally {
        exit();
      }
    },
  };
}
