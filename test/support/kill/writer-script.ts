/** What one writer has stored, by key; what a list of its steps leads to. */
export type WriterState = Record<string, number>;

const SLOTS = 7;

/** The one change step `step` (from 1) of writer `writer` makes: a value to put, or `undefined` to delete. */
export function changeOf(writer: number, step: number): { key: string; value: number | undefined } {
  if (step % 3 === 0) return { key: `w${writer}/steps`, value: step };
  const key = `w${writer}/slot${step % SLOTS}`;
  return { key, value: step % 3 === 1 ? step : undefined };
}

/** Returns what a writer has stored after its first `steps` steps. */
export function stateAfter(writer: number, steps: number): WriterState {
  const state: WriterState = {};
  // Every slot has been put and deleted again within the last rounds, so older steps leave no trace.
  for (let step = Math.max(1, steps - 3 * SLOTS * 2); step <= steps; step++) {
    const { key, value } = changeOf(writer, step);
    if (value === undefined) delete state[key];
    else state[key] = value;
  }
  return state;
}
