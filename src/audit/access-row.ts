import type { CallStatus, Door } from '../core/call-terms.ts';
import type { ErrorCode } from '../core/errors.ts';

/** One call, as the access log keeps it: never arguments, contents, tokens or keys. */
export interface AccessRow {
  /** ISO 8601, UTC, with milliseconds: when the call began. */
  readonly at: string;
  /** The same for all members of a batch. */
  readonly request_id: string;
  /** `kind:name`, or `anonymous`. */
  readonly principal: string;
  /** `kind:name` of whose credential it came with, where that is another: a session acts for who runs it. */
  readonly via?: string | undefined;
  /** The principal's own space of notes. */
  readonly space?: string | undefined;
  /** The client's address; empty for the Unix socket and in process. */
  readonly address: string;
  readonly door: Door;
  /** The JSON-RPC method, or the HTTP method and the pattern of the path: `POST /mcp/memories/store`. */
  readonly method: string;
  /** Canonical name; `(unknown)` for one that does not exist. */
  readonly tool?: string | undefined;
  /** The Claude Code session that the call names. */
  readonly session_id?: string | undefined;
  readonly machine?: string | undefined;
  readonly status: CallStatus;
  readonly code?: ErrorCode | undefined;
  /** Why it was refused before it ran, in words of ours: never what was sent. */
  readonly reason?: string | undefined;
  readonly duration_ms: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly user_agent?: string | undefined;
}
