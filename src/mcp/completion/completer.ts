import type { CallOperation } from '../resources/resource-scheme.ts';

/** Values a reply to `completion/complete` holds at most. */
export const MAX_VALUES = 100;

/** Values found, and whether these are all. */
export interface Found {
  readonly values: readonly string[];
  readonly isComplete: boolean;
}

export const NONE: Found = { values: [], isComplete: true };

/** Finds values for what was typed so far, by operations in the caller's name. */
export type Completer = (typed: string, call: CallOperation) => Promise<Found>;
