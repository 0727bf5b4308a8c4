import type { Principal } from '../core/principal.ts';
import type { Progress, ToolGroup } from '../tools/tool.ts';
import type { Door } from '../tools/tool-invoker.ts';
import { INVALID_PARAMS, RpcError, type RpcParams } from './json-rpc.ts';
import type { McpSession } from './mcp-session.ts';

/** Who calls a method, and how to reach them while it runs. */
export interface MethodContext {
  readonly principal: Principal;
  readonly door: Door;
  readonly session: McpSession | undefined;
  /** When given, only tools of these groups are listed. */
  readonly groups: ReadonlySet<ToolGroup> | undefined;
  readonly signal: AbortSignal;
  /** Present when the caller sent a progress token. */
  readonly progress?: (step: Progress) => void;
}

/** One JSON-RPC method. What it throws becomes the reply's error. */
export type Method = (params: RpcParams, context: MethodContext) => unknown;

/** Returns `params[name]` when it is a non-empty string. @throws RpcError -32602 naming the field */
export function requireString(params: RpcParams, name: string): string {
  const value = params[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new RpcError(INVALID_PARAMS, `Invalid params: ${name} must be a non-empty string`, { field: name });
}

/** Returns `params[name]` when it is a string, undefined when absent. @throws RpcError -32602 naming the field */
export function optionalString(params: RpcParams, name: string): string | undefined {
  return params[name] === undefined ? undefined : requireString(params, name);
}
