/** An answer that was given to a permission request of a live session; keyed by `session/request`. */
export interface AnswerRecord {
  readonly session_id: string;
  readonly request_id: string;
  readonly behavior: 'allow' | 'deny';
  /** `kind:name` of who answered. */
  readonly by: string;
  /** What the process is told. */
  readonly response: Readonly<Record<string, unknown>>;
  /** True when the tool runs with something else than it asked for. */
  readonly input_changed?: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Key of the answer to a request. */
export function answerKey(sessionId: string, requestId: string): string {
  return `${sessionId}/${requestId}`;
}
