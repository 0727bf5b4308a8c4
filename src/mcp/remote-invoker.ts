import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  ListToolsResultSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { Agent } from 'undici';
import { CodezError, isErrorCode } from '../core/errors.ts';
import type { Scope } from '../core/scopes.ts';
import { UnknownToolError } from '../tools/registry.ts';
import type { ToolAnnotations, ToolGroup } from '../tools/tool.ts';
import type { CallContext, ToolDescription, ToolInvoker, ToolResult } from '../tools/tool-invoker.ts';
import { INVALID_PARAMS } from './json-rpc.ts';
import { TOOL_USE_META } from './method.ts';
import type { TokenSource } from './oauth-client/token-source.ts';
import { createRemoteFetch } from './remote-fetch.ts';

/** Calls may run long: their own time-outs and the caller's signal end them, not the transport. */
const CALL_TIMEOUT_MS = 24 * 3600 * 1000;
/** Pages of a list of tools that are read: a server that always has another one is none. */
const MAX_PAGES = 100;

export interface RemoteInvokerOptions {
  /** The server's `/mcp`. */
  readonly url: string;
  /** Reaches the server through this Unix socket instead of the network. */
  readonly socketPath?: string;
  /** Sent with every request, e.g. a bearer token. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Tokens of a login, sent with every request and renewed when they end. */
  readonly tokens?: TokenSource;
  /** Version of codez, for `clientInfo`. */
  readonly version: string;
}

export interface RemoteInvoker extends ToolInvoker {
  /** The server's own version. */
  readonly serverVersion: string;
  close(): Promise<void>;
}

/**
 * Connects to a running server over Streamable HTTP and returns its operations.
 * @throws CodezError `unavailable` when nothing answers there, `unauthenticated` and `forbidden` when it refuses
 */
export async function openRemoteInvoker(options: RemoteInvokerOptions): Promise<RemoteInvoker> {
  const agent = new Agent({
    connections: 4,
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(options.socketPath === undefined ? {} : { connect: { socketPath: options.socketPath } }),
  });
  const client = new Client({ name: 'codez', version: options.version });
  const transport = new StreamableHTTPClientTransport(new URL(options.url), {
    fetch: createRemoteFetch(agent, options.url, options.tokens),
    requestInit: { headers: { 'user-agent': `codez/${options.version}`, ...options.headers } },
  });
  try {
    await client.connect(transport as Parameters<Client['connect']>[0]);
  } catch (error) {
    await agent.destroy();
    throw toCodezError(error);
  }
  return {
    serverVersion: client.getServerVersion()?.version ?? 'unknown',
    async list() {
      const tools: ToolDescription[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        if (++pages > MAX_PAGES) throw endlessList(options.url);
        const params = cursor === undefined ? {} : { cursor };
        const page = await client.request({ method: 'tools/list', params }, ListToolsResultSchema).catch(rethrow);
        tools.push(...page.tools.map(toDescription));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return tools;
    },
    async call(name, args, context) {
      const { toolUseId } = context;
      const meta = toolUseId === undefined ? {} : { _meta: { [TOOL_USE_META]: toolUseId } };
      const params = { name, arguments: (args ?? {}) as Record<string, unknown>, ...meta };
      const request = { method: 'tools/call', params } as const;
      const own = new AbortController();
      const abort = (): void => own.abort(context.signal?.reason);
      // The client never takes its listener back: one signal for many calls would collect them.
      context.signal?.addEventListener('abort', abort, { once: true });
      if (context.signal?.aborted) abort();
      try {
        const options = requestOptions(own.signal, context.progress);
        return toResult(await client.request(request, CallToolResultSchema, options).catch(rethrow));
      } finally {
        context.signal?.removeEventListener('abort', abort);
      }
    },
    async close() {
      await transport.terminateSession().catch(() => {});
      await client.close();
      await agent.close();
    },
  };
}

function endlessList(url: string): CodezError {
  return new CodezError('unavailable', `The list of tools of ${url} does not end`, 'Is this a codez server?');
}

function requestOptions(signal: AbortSignal, progress: CallContext['progress']): Parameters<Client['request']>[2] {
  return {
    timeout: CALL_TIMEOUT_MS,
    signal,
    ...(progress === undefined ? {} : { onprogress: progress as (step: object) => void }),
  };
}

function toResult(result: CallToolResult): ToolResult {
  if (result.isError === true) throw toToolError(result);
  const [block] = result.content;
  const value = result.structuredContent ?? {};
  return { value, json: block?.type === 'text' ? block.text : JSON.stringify(value) };
}

function toToolError(result: CallToolResult): CodezError {
  const error = result.structuredContent?.['error'] as Record<string, unknown> | undefined;
  const [block] = result.content;
  const text = block?.type === 'text' ? block.text : 'The call failed';
  if (!isErrorCode(error?.['code'])) return new CodezError('internal', text, '');
  return new CodezError(error['code'], String(error['message']), String(error['hint']), {
    ...(error['fields'] === undefined ? {} : { fields: error['fields'] as Record<string, string[]> }),
  });
}

function toDescription(tool: Record<string, unknown>): ToolDescription {
  const meta = (tool['_meta'] ?? {}) as Record<string, unknown>;
  return {
    name: String(tool['name']),
    title: String(tool['title'] ?? tool['name']),
    description: String(tool['description'] ?? ''),
    group: (meta['codez/group'] ?? 'state') as ToolGroup,
    scope: (meta['codez/scope'] ?? 'state') as Scope,
    ...(typeof meta['codez/main'] === 'string' ? { main: meta['codez/main'] } : {}),
    inputSchema: tool['inputSchema'] as Record<string, unknown>,
    outputSchema: (tool['outputSchema'] ?? {}) as Record<string, unknown>,
    annotations: tool['annotations'] as ToolAnnotations,
  };
}

function rethrow(error: unknown): never {
  throw toCodezError(error);
}

function toCodezError(error: unknown): CodezError {
  if (error instanceof CodezError) return error;
  if (!(error instanceof McpError)) {
    return new CodezError(
      'unavailable',
      `The server's answer was not understood: ${(error as Error).message}`,
      'Is this a codez server?',
      {
        cause: error,
      },
    );
  }
  const data = error.data as Record<string, unknown> | undefined;
  const message = error.message.replace(/^MCP error -?\d+: /, '');
  if (isErrorCode(data?.['code'])) return new CodezError(data['code'], String(data['message']), String(data['hint']));
  if (error.code === INVALID_PARAMS && data?.['field'] === 'name')
    return new UnknownToolError('not_found', message, '');
  return new CodezError('internal', message, '', { cause: error });
}
