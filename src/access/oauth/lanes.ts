import { createSlots, type Slots } from './slots.ts';

/** Where a request comes from, as far as look-ups are shared out by it. */
export interface Lane {
  readonly network: string;
  /** So many wrong credentials came from there that its tokens are looked up one at a time. */
  readonly isBlocked: boolean;
}

/** One network never has all the look-ups there may be at a time. */
const WIDTH = 2;
/** So many may wait in one lane: who sends more than that at once is no person. */
const MAX_WAITING = 8;

/** Look-ups a few at a time within each network, one where it is blocked; a lane exists only while it is used. */
export function createLanes(): {
  /** Runs `work` in its turn; at once when `lane` is undefined. @throws CodezError `unavailable` when too many wait */
  run<Result>(
    lane: Lane | undefined,
    signal: AbortSignal,
    work: () => Promise<Result>,
    isFirst?: boolean,
  ): Promise<Result>;
} {
  const lanes = new Map<string, { readonly slots: Slots; users: number }>();
  return {
    async run(lane, signal, work, isFirst) {
      if (lane === undefined) return await work();
      const name = `${lane.isBlocked} ${lane.network}`;
      const entry = lanes.get(name) ?? { slots: createSlots(lane.isBlocked ? 1 : WIDTH, MAX_WAITING), users: 0 };
      lanes.set(name, entry);
      entry.users += 1;
      try {
        return await entry.slots.run(signal, work, isFirst);
      } finally {
        entry.users -= 1;
        if (entry.users === 0) lanes.delete(name);
      }
    },
  };
}
