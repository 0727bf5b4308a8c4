import { createSlots, type Slots } from './slots.ts';

/** So many may wait in one lane: who sends more than that at once is no person. */
const MAX_WAITING = 8;

/** Look-ups one at a time within each lane (a blocked address); a lane exists only while it is used. */
export function createLanes(): {
  /** Runs `work` in its turn; at once when `lane` is undefined. @throws CodezError `unavailable` when too many wait */
  run<Result>(lane: string | undefined, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
} {
  const lanes = new Map<string, { readonly slots: Slots; users: number }>();
  return {
    async run(lane, signal, work) {
      if (lane === undefined) return await work();
      const entry = lanes.get(lane) ?? { slots: createSlots(1, MAX_WAITING), users: 0 };
      lanes.set(lane, entry);
      entry.users += 1;
      try {
        return await entry.slots.run(signal, work);
      } finally {
        entry.users -= 1;
        if (entry.users === 0) lanes.delete(lane);
      }
    },
  };
}
