import type { TurnEnded } from '../stream/stream-signal.ts';
import type { Activity } from './activity.ts';

/** What a record of a transcript means to somebody who follows the session. */
export type TranscriptSignal =
  /** To be told as events. */
  | { readonly kind: 'activity'; readonly activity: Activity }
  /** A person has asked for something: a turn begins. */
  | { readonly kind: 'prompt'; readonly uuid: string; readonly text: string }
  /** Claude Code works on, whoever asked for it. */
  | { readonly kind: 'running' }
  /** As far as the transcript tells, the turn is over; costs are not told there. */
  | TurnEnded
  | { readonly kind: 'titled'; readonly title: string }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'branch'; readonly branch: string }
  /** Where the session works. */
  | { readonly kind: 'cwd'; readonly cwd: string };

/**
 * Reads the records of one transcript in order. The same records give the same signals however they are grouped,
 * but for a message whose last parts come after it seemed complete: it is then told as completed again.
 */
export interface TranscriptReader {
  read(records: readonly Readonly<Record<string, unknown>>[]): readonly TranscriptSignal[];
  /** True while a turn runs, as far as the transcript tells. */
  readonly isRunning: boolean;
}
