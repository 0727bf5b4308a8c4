/** Returns milliseconds since the epoch. Handed in wherever time matters, so that tests can set it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** ISO 8601 UTC with milliseconds, as every result shows times. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
