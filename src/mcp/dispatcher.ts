import { CodezError, type ErrorCode } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import type { Progress } from '../tools/tool.ts';
import type { CallOutcome, CallTrace } from '../tools/tool-invoker.ts';
import {
  INVALID_REQUEST,
  METHOD_NOT_FOUND,
  RpcError,
  type RpcFailure,
  type RpcId,
  type RpcMessage,
  renderFailure,
  renderNotification,
  renderResult,
  toFailure,
} from './json-rpc.ts';
import { type Method, type MethodContext, TOOL_USE_META } from './method.ts';
import { canonicalMethod } from './method-names.ts';
import type { OutgoingRequests } from './outgoing-requests.ts';

/** What Claude Code uses is much shorter. */
const MAX_TOOL_USE_ID = 256;
/** UTF-16 units of a method's name in replies and rows. */
const MAX_METHOD = 128;

/** What became of one message, for the access log. */
export interface MessageOutcome {
  readonly method: string;
  readonly principal: Principal;
  /** What the registry did, when it was asked. */
  readonly call: CallOutcome | undefined;
  readonly code: ErrorCode | undefined;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Follows the messages of a request. */
export interface MessageTrace {
  allowed(principal: Principal): void;
  settled(outcome: MessageOutcome): void;
}

/** The circumstances of a message. */
export interface DispatchContext
  extends Omit<MethodContext, 'signal' | 'progress' | 'conversation' | 'toolUseId' | 'trace'> {
  readonly messages?: MessageTrace | undefined;
  /** Bytes of this message. */
  readonly bytesIn?: number;
  /** Within which request ids are unique, so that a call can be cancelled by its id; undefined without a session. */
  readonly idScope: string | undefined;
  /** Takes notifications that belong to the running request. */
  readonly emit: (notification: string) => void;
}

/** Turns JSON-RPC messages into method calls and their outcome into replies. */
export class Dispatcher {
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #logger: Logger;
  readonly #outgoing: OutgoingRequests | undefined;
  readonly #running = new Map<string, RunningCall>();

  /** `outgoing` takes the clients' responses; without it nothing is asked. */
  constructor(methods: Readonly<Record<string, Method>>, logger: Logger, outgoing?: OutgoingRequests) {
    this.#methods = new Map(Object.entries(methods));
    this.#logger = logger;
    this.#outgoing = outgoing;
  }

  /** Resolves to the serialised reply, undefined for what needs none; never rejects. */
  dispatch(message: RpcMessage & { kind: 'request' | 'invalid' }, context: DispatchContext): Promise<string>;
  dispatch(message: RpcMessage, context: DispatchContext): Promise<string | undefined>;
  async dispatch(message: RpcMessage, context: DispatchContext): Promise<string | undefined> {
    if (message.kind === 'request') return await this.#answer(message, context);
    const startedAt = performance.now();
    const reply = this.#take(message, context);
    const code = reply === undefined ? undefined : 'invalid';
    tell(context, 'method' in message ? message.method : `(${message.kind})`, startedAt, { code, reply });
    return reply;
  }

  /** Takes what is no request; only what is no message either is answered. */
  #take(message: Exclude<RpcMessage, { kind: 'request' }>, context: DispatchContext): string | undefined {
    if (message.kind === 'invalid') return refuse(message);
    if (message.kind === 'response') this.#outgoing?.settle(context.session, message);
    if (message.kind === 'notification' && message.method === 'notifications/cancelled') {
      this.#cancel(message.params['requestId'], context);
    }
    return undefined;
  }

  async #answer(message: RpcMessage & { kind: 'request' }, context: DispatchContext): Promise<string> {
    const startedAt = performance.now();
    const { id, params } = message;
    const call = new RunningCall(context, params['_meta']);
    const key = callKey(id, context);
    if (key !== undefined) this.#running.set(key, call);
    let reply: string;
    let code: ErrorCode | undefined;
    try {
      const method = this.#methods.get(canonicalMethod(message.method));
      if (method === undefined) throw unknownMethod(message.method);
      reply = renderResult(id, await method(params, call));
    } catch (error) {
      code = codeOf(error);
      reply = renderFailure(id, this.#failureOf(error));
    } finally {
      // Another request may have taken the same id meanwhile: that one stays.
      if (key !== undefined && this.#running.get(key) === call) this.#running.delete(key);
    }
    tell(context, message.method, startedAt, { code, reply, call: call.outcome });
    return reply;
  }

  #cancel(requestId: unknown, context: DispatchContext): void {
    if (typeof requestId !== 'string' && typeof requestId !== 'number') return;
    const key = callKey(requestId, context);
    if (key !== undefined) this.#running.get(key)?.cancel();
  }

  #failureOf(error: unknown): RpcFailure {
    if (error instanceof RpcError) return error.failure;
    if (error instanceof CodezError) return toFailure(error);
    this.#logger.error('a method failed', { error: error instanceof Error ? (error.stack ?? '') : String(error) });
    return toFailure(new CodezError('internal', 'Internal error', 'This is a bug in codez: the server log has it.'));
  }
}

function tell(
  context: DispatchContext,
  method: string,
  startedAt: number,
  end: {
    readonly code: ErrorCode | undefined;
    readonly reply: string | undefined;
    readonly call?: CallOutcome | undefined;
  },
): void {
  if (context.messages === undefined) return;
  const { call, reply } = end;
  const code = call?.code ?? end.code;
  context.messages.settled({
    method: method.slice(0, MAX_METHOD),
    principal: call?.principal ?? context.principal,
    call,
    code,
    startedAt,
    bytesIn: context.bytesIn ?? 0,
    bytesOut: reply === undefined ? 0 : Buffer.byteLength(reply),
  });
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof CodezError) return error.code;
  return error instanceof RpcError ? 'invalid' : 'internal';
}

function unknownMethod(method: string): RpcError {
  return new RpcError(METHOD_NOT_FOUND, `Method not found: ${method.slice(0, MAX_METHOD)}`);
}

function refuse({ id, reason }: RpcMessage & { kind: 'invalid' }): string {
  return renderFailure(id, { code: INVALID_REQUEST, message: `Invalid request: ${reason}` });
}

/** One request while it runs. What most calls never look at is made when it is asked for. */
class RunningCall implements MethodContext, CallTrace {
  readonly principal: MethodContext['principal'];
  readonly door: MethodContext['door'];
  readonly session: MethodContext['session'];
  readonly groups: MethodContext['groups'];
  readonly toolUseId: string | undefined;
  readonly callerSessions: MethodContext['callerSessions'];
  readonly progress: ((step: Progress) => void) | undefined;
  /** What the registry did, when it was asked. */
  outcome: CallOutcome | undefined;
  readonly #messages: MessageTrace | undefined;
  #controller: AbortController | undefined;
  #isCancelled = false;

  constructor(context: DispatchContext, meta: unknown) {
    this.principal = context.principal;
    this.door = context.door;
    this.session = context.session;
    this.groups = context.groups;
    this.toolUseId = toolUseOf(meta);
    this.callerSessions = context.callerSessions;
    this.progress = progressReporter(meta, context.emit);
    this.#messages = context.messages;
  }

  get trace(): CallTrace {
    return this;
  }

  began(): void {}

  allowed(principal: Principal): void {
    this.#messages?.allowed(principal);
  }

  settled(outcome: CallOutcome): void {
    this.outcome = outcome;
  }

  get conversation(): MethodContext['conversation'] {
    return this.session === undefined ? undefined : { id: this.session.id, startedAt: this.session.created_at };
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isCancelled) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#controller?.abort();
  }
}

function callKey(id: RpcId, { idScope }: DispatchContext): string | undefined {
  return idScope === undefined ? undefined : `${idScope} ${typeof id} ${id}`;
}

function toolUseOf(meta: unknown): string | undefined {
  const id = (meta as Record<string, unknown> | undefined)?.[TOOL_USE_META];
  return typeof id === 'string' && id.length <= MAX_TOOL_USE_ID ? id : undefined;
}

function progressReporter(meta: unknown, emit: (text: string) => void): ((step: Progress) => void) | undefined {
  const progressToken = (meta as Record<string, unknown> | undefined)?.['progressToken'];
  if (typeof progressToken !== 'string' && typeof progressToken !== 'number') return undefined;
  return (step) => emit(renderNotification('notifications/progress', { progressToken, ...step }));
}
