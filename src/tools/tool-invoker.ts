import type { CallStatus, Door } from '../core/call-terms.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { Principal } from '../core/principal.ts';
import type { Scope } from '../core/scopes.ts';
import type { Conversation, Progress, ToolAnnotations, ToolGroup } from './tool.ts';

/** What became of a call: never arguments or contents. */
export interface CallOutcome {
  /** Who it was in the end: a call from inside a session acts as that session. */
  readonly principal: Principal;
  /** Canonical name; `(unknown)` for one that does not exist. */
  readonly tool: string;
  /** The Claude Code session that it names. */
  readonly sessionId?: string;
  readonly status: CallStatus;
  readonly code?: ErrorCode;
}

/** Follows one call, for the access log. */
export interface CallTrace {
  /** It has reached the operations; `settled` follows. */
  began(): void;
  /** The caller may call this. */
  allowed(principal: Principal): void;
  settled(outcome: CallOutcome): void;
}

/** The circumstances of one call. */
export interface CallContext {
  readonly principal: Principal;
  readonly door: Door;
  readonly conversation?: Conversation | undefined;
  /** The tool use of a Claude Code session this call comes from, as its client says. */
  readonly toolUseId?: string | undefined;
  /**
   * Finds the sessions that the processes name from which the call comes, nearest first; there may be none of that name.
   * Costly: for few calls.
   */
  readonly callerSessions?: (() => Promise<readonly string[]>) | undefined;
  /** Aborted when the caller cancels or gives up; may be made when first asked for. */
  readonly signal?: AbortSignal | undefined;
  readonly trace?: CallTrace | undefined;
  /** Present when somebody listens to progress. */
  readonly progress?: ((step: Progress) => void) | undefined;
}

/** A tool's result: the value, and the same value serialised once (callers splice it, none stringifies again). */
export interface ToolResult {
  readonly value: Readonly<Record<string, unknown>>;
  readonly json: string;
}

/** A tool as callers see it; the schemas are JSON Schema objects made once. */
export interface ToolDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly group: ToolGroup | 'admin';
  readonly scope: Scope;
  /** Name of the argument that a plain string given as arguments stands for. */
  readonly main?: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema: Readonly<Record<string, unknown>>;
  readonly annotations: ToolAnnotations;
}

/**
 * The one door to all operations. Implemented by the registry (in process), the remote invoker (a running
 * server) and the fan-out invoker (hub); callers never know which one they have.
 */
export interface ToolInvoker {
  /** The tools `principal` may call, sorted by name. */
  list(principal: Principal): Promise<readonly ToolDescription[]>;
  /**
   * Runs one operation.
   * @throws CodezError `not_found` (unknown tool), `forbidden` (scope), `invalid` (arguments, with fields),
   *   or what the tool itself throws; anything else becomes `internal` with an id that is in the log.
   */
  call(name: string, args: unknown, context: CallContext): Promise<ToolResult>;
}
