import type { z } from 'zod';
import type { Principal } from '../core/principal.ts';
import type { Scope } from '../core/scopes.ts';
import type { Services } from './services.ts';

/** Groups by which a client may narrow `tools/list`; `admin` operations are in no group and never listed to MCP. */
export const TOOL_GROUPS = ['sessions', 'sessions:read', 'memory', 'resources', 'files', 'state'] as const;
export type ToolGroup = (typeof TOOL_GROUPS)[number];

/** Truthful hints for clients that decide by them; all four are always given. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** One step of progress; `total` and `progress` in the same unit, `progress` increasing. */
export interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/** The MCP session a call belongs to: what it is told without a cursor begins with it. */
export interface Conversation {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What a running tool is given besides its arguments. */
export interface ToolContext {
  readonly services: Services;
  readonly principal: Principal;
  /** The MCP session the call came in by, if any. */
  readonly conversation: Conversation | undefined;
  /** Aborted when the caller cancels or gives up. */
  readonly signal: AbortSignal;
  /** Reports progress; does nothing when nobody listens. */
  readonly progress: (step: Progress) => void;
}

/**
 * One operation: one file, one object. Argument names in `aliases` are replaced by their canonical name before
 * parsing; a plain string given as arguments is taken as `main`.
 */
export interface Tool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** For a model: what it returns, when to use which. Fixed text, never stored text. */
  readonly description: string;
  readonly group: ToolGroup | 'admin';
  readonly scope: Scope;
  readonly annotations: ToolAnnotations;
  readonly input: Input;
  readonly output: Output;
  readonly main?: string;
  readonly aliases?: Readonly<Record<string, string>>;
  /** Upper bound of the result's JSON in bytes, where the registry's own (256 KiB) does not fit. */
  readonly maxResultBytes?: number;
  /** Its calls are not told as events: it only waits for events or reads them, and would wake itself. */
  readonly isQuiet?: boolean;
  run(args: z.output<Input>, context: ToolContext): Promise<z.input<Output>> | z.input<Output>;
}

/** Returns the tool as given, with its argument and result types inferred for `run`. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Tool<Input, Output>,
): Tool<Input, Output> {
  return tool;
}

/** Any tool, for lists: `run` is only ever called by the registry, with arguments its own schema has parsed. */
// biome-ignore lint/suspicious/noExplicitAny: a list of tools cannot know each one's argument type
export type AnyTool = Tool<any, any>;
