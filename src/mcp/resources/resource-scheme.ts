import type { SpaceAccess } from '../../core/principal.ts';
import type { Scope } from '../../core/scopes.ts';
import type { ToolResult } from '../../tools/tool-invoker.ts';
import type { RpcParams } from '../json-rpc.ts';
import type { McpSession } from '../mcp-session.ts';

/** Calls an operation in the name of who asked for the resource. */
export type CallOperation = (tool: string, args: RpcParams) => Promise<ToolResult>;

export interface ResourceTemplate {
  readonly name: string;
  readonly title: string;
  readonly uriTemplate: string;
  readonly description: string;
  readonly mimeType: string;
}

/** The resources behind one kind of URI: each is what one operation returns, in the form a model reads best. */
export interface ResourceScheme {
  /** Without the colon. */
  readonly scheme: string;
  /** Who has not got it does not see the templates; reading is refused by the operation itself. */
  readonly scope: Scope;
  readonly templates: readonly ResourceTemplate[];
  /** Returns the result of `resources/read`, undefined for a URI that can name nothing of this scheme. */
  read(uri: string, call: CallOperation): Promise<unknown> | undefined;
  /** Names what a change is announced for; undefined where changes are not told. */
  topicOf?(uri: string, session: Pick<McpSession, 'space'>): string | undefined;
  /** Whether who has the scope may still be told of changes; absent where the scope alone decides. */
  mayWatch?(uri: string, session: Pick<McpSession, 'space'>, spaces: SpaceAccess): boolean;
}

/** The contents of a resource as `resources/read` shows them. */
export interface TextContents {
  readonly uri: string;
  readonly mimeType: string;
  readonly text: string;
}
