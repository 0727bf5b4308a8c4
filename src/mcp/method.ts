import type { ToolGroup } from '../tools/tool.ts';
import type { CallContext } from '../tools/tool-invoker.ts';
import { INVALID_PARAMS, RpcError, type RpcParams } from './json-rpc.ts';
import type { McpSession } from './mcp-session.ts';

/** Entry of `_meta` in which Claude Code names the tool use that a call comes from. */
export const TOOL_USE_META = 'claudecode/toolUseId';

/** Who calls a method, and how to reach them while it runs: the context of a call, with what the protocol adds. */
export interface MethodContext extends CallContext {
  readonly session: McpSession | undefined;
  /** When given, only tools of these groups are listed. */
  readonly groups: ReadonlySet<ToolGroup> | undefined;
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
