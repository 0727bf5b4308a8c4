/** How long work on the main thread goes on before others get their turn. */
const SLICE_MS = 2;

/** Cuts long work into slices, so that the event loop is never held for long. */
export interface Slices {
  /** True when the current slice is used up. */
  readonly over: boolean;
  /** Lets everything else run that is due, then starts the next slice. */
  rest(): Promise<void>;
}

export function createSlices(): Slices {
  let startedAt = performance.now();
  return {
    get over() {
      return performance.now() - startedAt >= SLICE_MS;
    },
    async rest() {
      await new Promise((resolve) => setImmediate(resolve));
      startedAt = performance.now();
    },
  };
}
