import type { Activity, TokenUsage } from '../activity/activity.ts';

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
  /** To be told as events. */
  | { readonly kind: 'activity'; readonly activity: Activity }
  | {
      readonly kind: 'permission_requested';
      readonly requestId: string;
      readonly ask: 'permission' | 'question' | 'plan';
      readonly tool: string;
      readonly toolUseId?: string;
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
  /** `result`: the turn has ended. Costs are this turn's share (the record's are cumulative). */
  | {
      readonly kind: 'turn_ended';
      /** The prompt whose turn it was, where the stream says it. */
      readonly uuid?: string;
      readonly isError: boolean;
      readonly isAborted: boolean;
      readonly resultText?: string;
      readonly apiErrorStatus?: number;
      readonly subtype?: string;
      readonly terminalReason?: string;
      readonly usage?: TokenUsage;
      readonly costUsd?: number;
      readonly durationMs?: number;
    };
