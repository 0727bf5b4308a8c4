import type { TranscriptPlace } from '../transcripts/transcript-folders.ts';
import type { OwnPrices } from '../usage/prices.ts';
import type { UsageQuery, UsageReport } from '../usage/usage.ts';
import type { TranscriptEntry } from './transcript-entry.ts';

/** What the thread is started with. */
export interface CountingSetup {
  /** `<config>/projects`. */
  readonly root: string;
  /** File that keeps what was counted; nothing is kept without it. */
  readonly cachePath?: string | undefined;
  readonly prices?: OwnPrices | undefined;
}

/** What is new since the last time it was told. */
export interface EntryChanges {
  readonly changed: readonly TranscriptEntry[];
  /** Paths of transcripts that are no more. */
  readonly removed: readonly string[];
  /** True when there is more: to be asked for with `changes`. */
  readonly hasMore: boolean;
}

/** What the thread that counts can be asked for: arguments and result of each call. */
export interface CountingCalls {
  /** Counts what has changed below the root; once that is done, one project alone may be looked at. */
  readonly sync: { readonly args: { readonly slug?: string }; readonly result: EntryChanges };
  readonly changes: { readonly args: Record<string, never>; readonly result: EntryChanges };
  /** Counts one transcript, whatever else is under way. */
  readonly count: { readonly args: TranscriptPlace; readonly result: TranscriptEntry | undefined };
  readonly usage: { readonly args: UsageQuery; readonly result: UsageReport };
  /** Writes what is to be kept; the thread may be ended then. */
  readonly flush: { readonly args: Record<string, never>; readonly result: undefined };
}

export type CountingCall = keyof CountingCalls;

export interface CallMessage {
  readonly id: number;
  readonly call: CountingCall;
  readonly args: unknown;
}

export type ThreadMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | {
      readonly log: string;
      readonly level: 'info' | 'warn';
      readonly fields: Readonly<Record<string, string | number>>;
    };
