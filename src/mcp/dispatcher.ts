import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Progress } from '../tools/tool.ts';
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

/** The circumstances of a message. */
export interface DispatchContext extends Omit<MethodContext, 'signal' | 'progress' | 'conversation' | 'toolUseId'> {
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
  dispatch(message: RpcMessage, context: DispatchContext): Promise<string | undefined> {
    if (message.kind === 'request') return this.#answer(message, context);
    if (message.kind === 'invalid') return Promise.resolve(refuse(message));
    if (message.kind === 'response') this.#outgoing?.settle(context.session, message);
    if (message.kind === 'notification' && message.method === 'notifications/cancelled') {
      this.#cancel(message.params['requestId'], context);
    }
    return Promise.resolve(undefined);
  }

  async #answer(message: RpcMessage & { kind: 'request' }, context: DispatchContext): Promise<string> {
    const { id, params } = message;
    const method = this.#methods.get(canonicalMethod(message.method));
    if (method === undefined) {
      return renderFailure(id, {
        code: METHOD_NOT_FOUND,
        message: `Method not found: ${message.method.slice(0, 128)}`,
      });
    }
    const call = new RunningCall(context, params['_meta']);
    const key = callKey(id, context);
    if (key !== undefined) this.#running.set(key, call);
    try {
      return renderResult(id, await method(params, call));
    } catch (error) {
      return renderFailure(id, this.#failureOf(error));
    } finally {
      // Another request may have taken the same id meanwhile: that one stays.
      if (key !== undefined && this.#running.get(key) === call) this.#running.delete(key);
    }
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

function refuse({ id, reason }: RpcMessage & { kind: 'invalid' }): string {
  return renderFailure(id, { code: INVALID_REQUEST, message: `Invalid request: ${reason}` });
}

/** One request while it runs. What most calls never look at is made when it is asked for. */
class RunningCall implements MethodContext {
  readonly principal: MethodContext['principal'];
  readonly door: MethodContext['door'];
  readonly session: MethodContext['session'];
  readonly groups: MethodContext['groups'];
  readonly toolUseId: string | undefined;
  readonly callerSession: MethodContext['callerSession'];
  readonly progress: ((step: Progress) => void) | undefined;
  #controller: AbortController | undefined;
  #isCancelled = false;

  constructor(context: DispatchContext, meta: unknown) {
    this.principal = context.principal;
    this.door = context.door;
    this.session = context.session;
    this.groups = context.groups;
    this.toolUseId = toolUseOf(meta);
    this.callerSession = context.callerSession;
    this.progress = progressReporter(meta, context.emit);
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
