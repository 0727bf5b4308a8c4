import type { Activity, TokenUsage } from '../activity/activity.ts';
import type { AskKind } from '../activity/ask-kind.ts';

/** What one record of a live process' output means for the session that owns it. */
export type StreamSignal =
  /** `system/init`: begins every turn. */
  | {
      readonly kind: 'init';
      readonly model?: string;
      readonly permissionMode?: string;
      readonly cwd?: string;
      readonly tools?: readonly string[];
    }
  /** The process has taken a prompt line from its input; `uuid` is the one it was sent with. */
  | { readonly kind: 'prompt_queued'; readonly uuid: string }
  /** The turn of this prompt begins. */
  | { readonly kind: 'prompt_started'; readonly uuid: string }
  /** The process is done with this prompt; comes after its `turn_ended`. Cancelled: interrupted, or never begun. */
  | { readonly kind: 'prompt_finished'; readonly uuid: string; readonly isCancelled: boolean }
  /** The permission mode has changed within a turn. */
  | { readonly kind: 'mode_changed'; readonly permissionMode: string }
  /** How many sub-agents go on in the background, whether or not a turn runs. */
  | { readonly kind: 'agents_changed'; readonly count: number }
  /** To be told as events. */
  | { readonly kind: 'activity'; readonly activity: Activity }
  | {
      readonly kind: 'permission_requested';
      readonly requestId: string;
      readonly ask: AskKind;
      readonly tool: string;
      readonly toolUseId?: string;
      /** The sub-agent that asks, if one does. */
      readonly agentId?: string;
      readonly input: Readonly<Record<string, unknown>>;
      readonly suggestions?: readonly unknown[];
    }
  /** The process no longer waits for this answer (interrupted, or the tool has gone on: `isAnswered`). */
  | { readonly kind: 'permission_closed'; readonly requestId: string; readonly isAnswered: boolean }
  /** The answer to a control request of ours. */
  | {
      readonly kind: 'control_reply';
      readonly requestId: string;
      readonly response?: Readonly<Record<string, unknown>>;
      readonly error?: string;
    }
  | TurnEnded;

/** `result`: a turn has ended. Usage and costs are this turn's share, sub-agents included. */
export interface TurnEnded {
  readonly kind: 'turn_ended';
  /** The prompt whose turn it was, where the stream says it. */
  readonly uuid?: string;
  /** The process began this turn itself: a sub-agent in the background has ended. */
  readonly isOwnTurn: boolean;
  readonly isError: boolean;
  /** Interrupted. */
  readonly isAborted: boolean;
  readonly resultText?: string;
  readonly apiErrorStatus?: number;
  /** As the Messages API names it: `overloaded_error`. */
  readonly apiErrorType?: string;
  /** As Claude Code names what the API said: `usage_limit_reached`. */
  readonly apiError?: string;
  /** As Claude Code names it on the message: `rate_limit`, `billing_error`. */
  readonly errorKind?: string;
  readonly subtype?: string;
  readonly terminalReason?: string;
  /** What Claude Code says went wrong, other than `resultText`. */
  readonly errors?: readonly string[];
  /** When a limit ends, in ms since the epoch, where it was said. */
  readonly retryAtMs?: number;
  readonly usage?: TokenUsage;
  readonly costUsd?: number;
  readonly durationMs?: number;
}
