/**
 * What Claude Code's records mean, in the words of codez: both the stream of a live process and the transcript of
 * any session are read into these. Field names are those of the events they become. Texts are cut to bounds
 * ({@link MAX_TEXT}); the whole is in the transcript.
 */
export type Activity =
  | MessageCreated
  | MessageDelta
  | MessageCompleted
  | ToolStarted
  | ToolFinished
  | TaskStarted
  | TaskFinished
  | UsageUpdated;

/** UTF-16 units of one text in an event; what is longer is cut and marked `truncated`. */
export const MAX_TEXT = 16_384;

/** Tokens of one response of the model. */
export interface TokenUsage {
  readonly input: number;
  readonly output: number;
  readonly cache_read: number;
  readonly cache_write: number;
}

export interface MessageCreated {
  readonly type: 'message.created';
  /** The transcript's own id: a response's `message.id`, else the record's uuid (see `messageIdOf`). */
  readonly message_id: string;
  readonly role: 'user' | 'assistant';
  /** The sub-agent's tool use, where a sub-agent speaks. */
  readonly parent_tool_use_id?: string;
}

export interface MessageDelta {
  readonly type: 'message.delta';
  readonly message_id: string;
  readonly kind: 'text' | 'thinking';
  readonly text: string;
  readonly parent_tool_use_id?: string;
}

export interface MessageCompleted {
  readonly type: 'message.completed';
  readonly message_id: string;
  readonly role: 'user' | 'assistant';
  readonly model?: string;
  readonly parts: readonly MessagePart[];
  readonly parent_tool_use_id?: string;
}

export interface ToolStarted {
  readonly type: 'tool.started';
  readonly tool_use_id: string;
  readonly message_id?: string;
  readonly tool: string;
  /** The input's JSON, cut. */
  readonly input_json: string;
  readonly parent_tool_use_id?: string;
}

export interface ToolFinished {
  readonly type: 'tool.finished';
  readonly tool_use_id: string;
  readonly is_error: boolean;
  readonly text: string;
  readonly truncated?: true;
  readonly parent_tool_use_id?: string;
}

/** A sub-agent was started by the tool use `task_id`. */
export interface TaskStarted {
  readonly type: 'task.started';
  readonly task_id: string;
  readonly description?: string;
  readonly agent_type?: string;
}

export interface TaskFinished {
  readonly type: 'task.finished';
  readonly task_id: string;
  readonly is_error: boolean;
}

export interface UsageUpdated {
  readonly type: 'usage.updated';
  readonly message_id: string;
  readonly model?: string;
  readonly usage: TokenUsage;
}

/** One part of a message, as `get_session` and `message.completed` show it. */
export type MessagePart =
  | { readonly type: 'text'; readonly text: string; readonly truncated?: true }
  | { readonly type: 'thinking'; readonly text: string; readonly truncated?: true }
  | {
      readonly type: 'tool_use';
      readonly tool_use_id: string;
      readonly tool: string;
      readonly input: unknown;
      readonly state: 'pending' | 'completed' | 'error';
      readonly truncated?: true;
    }
  | {
      readonly type: 'tool_result';
      readonly tool_use_id: string;
      readonly text: string;
      readonly is_error: boolean;
      readonly truncated?: true;
    }
  | { readonly type: 'image'; readonly media_type: string; readonly bytes: number };
