import { z } from 'zod';
import type { CallStatus, Door } from '../core/call-terms.ts';
import { CodezError, type ErrorCode } from '../core/errors.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { nearest } from '../core/nearest.ts';
import type { Principal } from '../core/principal.ts';
import { HIDDEN_SCOPES, hasScope } from '../core/scopes.ts';
import { parseArguments } from './arguments.ts';
import { insufficientScope } from './insufficient-scope.ts';
import { canonicalName } from './names.ts';
import type { Services } from './services.ts';
import type { AnyTool, ToolContext } from './tool.ts';
import type { CallContext, CallOutcome, ToolDescription, ToolInvoker, ToolResult } from './tool-invoker.ts';

/** Content a tool returns at most, in bytes of JSON, unless it says otherwise. */
export const MAX_RESULT_BYTES = 256 * 1024;

/** One call that begins, as the observer sees it. */
export interface CallStart {
  /** Unique in this process. */
  readonly id: number;
  readonly tool: string;
  readonly principal: Principal;
  /** See {@link AnyTool}: nobody is to be told of it. */
  readonly isQuiet: boolean;
}

/** One finished call, as the observer (log, metrics) sees it: never arguments or contents. */
export interface CallObservation extends CallStart {
  readonly door: Door;
  readonly status: CallStatus;
  readonly code?: ErrorCode;
  readonly durationMs: number;
  readonly bytesOut: number;
}

export interface RegistryOptions {
  readonly tools: readonly AnyTool[];
  readonly services: Services;
  readonly logger: Logger;
  readonly ids: Ids;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly observe?: (call: CallObservation) => void;
  /** Is told of each call of a tool that exists, before it runs; `observe` follows with the same id. */
  readonly observeStart?: (call: CallStart) => void;
}

/** Thrown for a name that is no operation of the caller; MCP answers it as bad params, not as a tool's failure. */
export class UnknownToolError extends CodezError {}

const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NEVER_ABORTED = new AbortController().signal;
const noProgress = (): void => {};

/** The operations of this process: the lowest part of every call path. */
export function createRegistry(options: RegistryOptions): ToolInvoker {
  const { services, logger, ids, now, observe, observeStart } = options;
  let calls = 0;
  const tools = new Map(options.tools.map((tool) => [tool.name, tool]));
  const sorted = [...options.tools].sort((a, b) => (a.name < b.name ? -1 : 1));
  const descriptions = new Map<string, ToolDescription>();

  const describe = (tool: AnyTool): ToolDescription => {
    let description = descriptions.get(tool.name);
    if (description === undefined) {
      description = describeTool(tool);
      descriptions.set(tool.name, description);
    }
    return description;
  };

  const find = (name: string, principal: Principal): AnyTool => {
    const tool = tools.get(canonicalName(name));
    if (tool !== undefined && (!HIDDEN_SCOPES.has(tool.scope) || hasScope(principal.scopes, tool.scope))) return tool;
    const visible = sorted.filter((candidate) => hasScope(principal.scopes, candidate.scope));
    const guess = nearest(
      canonicalName(name),
      visible.map((candidate) => candidate.name),
    );
    const hint = guess === undefined ? 'List the tools to see their names.' : `Did you mean ${guess}?`;
    throw new UnknownToolError('not_found', `Unknown tool: ${name.slice(0, 128)}`, hint);
  };

  const run = async (tool: AnyTool, args: unknown, context: CallContext): Promise<ToolResult> => {
    if (!hasScope(context.principal.scopes, tool.scope)) throw insufficientScope(tool.name, tool.scope);
    context.trace?.allowed(context.principal);
    const input = parseArguments(tool, args);
    const toolContext: ToolContext = {
      services,
      principal: context.principal,
      get conversation() {
        return context.conversation;
      },
      get signal() {
        return context.signal ?? NEVER_ABORTED;
      },
      progress: context.progress ?? noProgress,
    };
    try {
      const value = tool.output.parse(await tool.run(input, toolContext)) as Record<string, unknown>;
      return bound(tool, { value, json: JSON.stringify(value) });
    } catch (error) {
      if (!(error instanceof CodezError) && context.signal?.aborted === true) throw cancelled(tool);
      throw error;
    }
  };

  const toCodezError = (error: unknown, tool: string): CodezError => {
    if (error instanceof CodezError) return error;
    const id = ids.hex(4);
    logger.error(`internal error ${id}`, {
      tool,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return new CodezError(
      'internal',
      `Internal error ${id}`,
      'This is a bug in codez: the server log has it under this id.',
      {
        cause: error,
      },
    );
  };

  return {
    async list(principal) {
      return sorted.filter((tool) => hasScope(principal.scopes, tool.scope)).map(describe);
    },
    async call(name, args, context) {
      const startedAt = now();
      const id = ++calls;
      const { principal } = context;
      let isQuiet = true;
      context.trace?.began();
      const seen = (tool: string, status: CallObservation['status'], bytesOut: number, code?: ErrorCode): void => {
        context.trace?.settled(outcomeOf(principal, tool, args, status, code));
        observe?.({
          id,
          tool,
          principal,
          isQuiet,
          door: context.door,
          status,
          ...(code === undefined ? {} : { code }),
          durationMs: now() - startedAt,
          bytesOut,
        });
      };
      try {
        const tool = find(name, principal);
        isQuiet = tool.isQuiet === true;
        observeStart?.({ id, tool: tool.name, principal, isQuiet });
        const result = await run(tool, args, context);
        seen(tool.name, 'ok', Buffer.byteLength(result.json));
        return result;
      } catch (cause) {
        const canonical = canonicalName(name);
        const error = toCodezError(cause, canonical);
        const status = error.code === 'forbidden' || error.code === 'unauthenticated' ? 'denied' : 'error';
        seen(tools.has(canonical) ? canonical : '(unknown)', status, 0, error.code);
        throw error;
      }
    },
  };
}

/** Returns the descriptions of all given tools, sorted by name, without anything that runs them. */
export function describeTools(tools: readonly AnyTool[]): readonly ToolDescription[] {
  return [...tools].sort((a, b) => (a.name < b.name ? -1 : 1)).map(describeTool);
}

function describeTool(tool: AnyTool): ToolDescription {
  const { name, title, description, group, scope, annotations, main } = tool;
  return {
    name,
    title,
    description,
    group,
    scope,
    annotations,
    ...(main === undefined ? {} : { main }),
    inputSchema: z.toJSONSchema(tool.input, { io: 'input' }),
    outputSchema: z.toJSONSchema(tool.output, { io: 'output' }),
  };
}

function bound(tool: AnyTool, result: ToolResult): ToolResult {
  const limit = tool.maxResultBytes ?? MAX_RESULT_BYTES;
  // A UTF-16 unit is at most three bytes of UTF-8: short results need no counting.
  if (result.json.length * 3 <= limit || Buffer.byteLength(result.json) <= limit) return result;
  throw new CodezError(
    'too_large',
    `The result of ${tool.name} exceeds ${limit} bytes`,
    'Ask for less: a smaller limit.',
  );
}

function outcomeOf(
  principal: Principal,
  tool: string,
  args: unknown,
  status: CallOutcome['status'],
  code: ErrorCode | undefined,
): CallOutcome {
  const sessionId = (args as { readonly session_id?: unknown } | null | undefined)?.session_id;
  return {
    principal,
    tool,
    ...(typeof sessionId === 'string' && SESSION_ID.test(sessionId) ? { sessionId } : {}),
    status,
    ...(code === undefined ? {} : { code }),
  };
}

function cancelled(tool: AnyTool): CodezError {
  return new CodezError('timeout', `${tool.name} was cancelled by its caller`, 'Call it again if it is still wanted.');
}
