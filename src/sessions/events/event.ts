import type { Activity, TokenUsage } from '../../claude/activity/activity.ts';
import type { AskKind } from '../../claude/activity/ask-kind.ts';
import type { CallStatus } from '../../core/call-terms.ts';

/** What happened, before it has a place in the log. JSON as it is shown; times are ISO 8601 UTC, costs USD. */
export type NewEvent = EventBody & { readonly session_id?: string; readonly slug?: string };

/** An event of the log. */
export type SessionEvent = NewEvent & { readonly cursor: string; readonly at: string };

export type EventType = EventBody['type'];

export type EventBody =
  | Activity
  | {
      readonly type: 'session.created';
      readonly cwd: string;
      readonly created_by: string;
      readonly forked_from?: string;
      readonly permission_mode?: string;
      readonly model?: string;
    }
  | {
      readonly type: 'session.updated';
      readonly title?: string;
      readonly labels?: readonly string[];
      readonly archived?: boolean;
      readonly status?: 'live' | 'mirror' | 'idle';
      readonly model?: string;
      readonly git_branch?: string;
      readonly permission_mode?: string;
    }
  | { readonly type: 'session.idle'; readonly prompt_id?: string }
  | { readonly type: 'session.error'; readonly code: string; readonly message: string; readonly stderr?: string }
  | {
      readonly type: 'session.closed';
      readonly reason: 'disposed' | 'idle_timeout' | 'place_needed' | 'exit' | 'server_stopped' | 'not_adopted';
      readonly exit_code?: number;
    }
  | {
      readonly type: 'prompt.started';
      readonly prompt_id: string;
      readonly via: 'live' | 'resume' | 'channel' | 'terminal';
      readonly text: string;
      readonly truncated?: true;
    }
  | {
      readonly type: 'prompt.finished';
      readonly prompt_id: string;
      readonly state: 'done' | 'aborted' | 'error' | 'lost';
      readonly result_text?: string;
      readonly truncated?: true;
      readonly error?: PromptError;
      readonly usage?: TokenUsage;
      readonly cost_usd?: number;
      readonly duration_ms?: number;
    }
  | {
      readonly type: 'permission.requested';
      readonly request_id: string;
      readonly kind: AskKind;
      readonly tool: string;
      readonly tool_use_id?: string;
      /** Only shown to who may answer. The input's JSON, cut. */
      readonly input_json?: string;
      readonly prompt_id?: string;
      readonly via: 'live' | 'hook' | 'channel';
    }
  | {
      readonly type: 'permission.resolved';
      readonly request_id: string;
      readonly behavior: 'allow' | 'deny' | 'cancelled';
      /** `kind:name` of who answered, `terminal`, `expired`, `aborted`. */
      readonly by: string;
      readonly how: 'live' | 'hook' | 'channel';
      readonly input_changed: boolean;
    }
  | { readonly type: 'call.started'; readonly call_id: string; readonly tool: string; readonly principal: string }
  | {
      readonly type: 'call.finished';
      readonly call_id: string;
      readonly tool: string;
      readonly principal: string;
      readonly status: CallStatus;
      readonly code?: string;
      readonly duration_ms: number;
    }
  | { readonly type: 'machine.online'; readonly machine: string }
  | { readonly type: 'machine.offline'; readonly machine: string };

export interface PromptError {
  readonly code:
    | 'rate_limited'
    | 'usage_limit'
    | 'overloaded'
    | 'auth'
    | 'context_full'
    | 'budget'
    | 'process_exit'
    | 'other';
  readonly message: string;
  readonly retry_at?: string;
}

/** All types, for arguments and references. */
export const EVENT_TYPES = [
  'session.created',
  'session.updated',
  'session.idle',
  'session.error',
  'session.closed',
  'prompt.started',
  'prompt.finished',
  'message.created',
  'message.delta',
  'message.completed',
  'tool.started',
  'tool.finished',
  'task.started',
  'task.finished',
  'permission.requested',
  'permission.resolved',
  'usage.updated',
  'call.started',
  'call.finished',
  'machine.online',
  'machine.offline',
] as const satisfies readonly EventType[];

/** What is left out unless asked for by type. */
export const QUIET_TYPES: ReadonlySet<EventType> = new Set([
  'message.delta',
  'call.started',
  'call.finished',
  'usage.updated',
]);
