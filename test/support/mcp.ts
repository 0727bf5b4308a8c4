import assert from 'node:assert/strict';
import { type HttpReply, send } from './http.ts';

export const JSON_HEADERS = { 'content-type': 'application/json' } as const;
export const BOTH = { ...JSON_HEADERS, accept: 'application/json, text/event-stream' } as const;

export interface RpcReply {
  readonly jsonrpc: string;
  readonly id: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What `tools/call` answers. */
export interface ToolReply {
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly structuredContent: Record<string, unknown>;
  readonly isError?: boolean;
}

/** POSTs `body` to /mcp: a string as it is, anything else as JSON. */
export async function postMcp(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = JSON_HEADERS,
  path = '/mcp',
): Promise<HttpReply> {
  return await send(url, {
    method: 'POST',
    path,
    headers,
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });
}

/** Sends one request (id 1) and returns its parsed reply, which must be JSON. */
export async function rpc(
  url: string,
  method: string,
  params?: unknown,
  headers: Readonly<Record<string, string>> = {},
  path = '/mcp',
): Promise<RpcReply> {
  const body = { jsonrpc: '2.0', id: 1, method, ...(params === undefined ? {} : { params }) };
  return parseReply(await postMcp(url, body, { ...JSON_HEADERS, ...headers }, path));
}

/** Returns the result of a request that must succeed. */
export async function rpcResult(
  url: string,
  method: string,
  params?: unknown,
  headers: Readonly<Record<string, string>> = {},
  path = '/mcp',
): Promise<Record<string, unknown>> {
  const reply = await rpc(url, method, params, headers, path);
  assert.equal(reply.error, undefined, JSON.stringify(reply.error));
  assert.ok(reply.result);
  return reply.result;
}

/** Calls a tool that must succeed and returns its structured content. */
export async function callTool(url: string, name: string, args: unknown = {}): Promise<Record<string, unknown>> {
  const result = (await rpcResult(url, 'tools/call', { name, arguments: args })) as unknown as ToolReply;
  assert.notEqual(result.isError, true, JSON.stringify(result));
  return result.structuredContent;
}

export function parseReply(reply: HttpReply): RpcReply {
  return JSON.parse(reply.text) as RpcReply;
}

/** Initialises a session and returns the headers that belong to it. */
export async function openSession(
  url: string,
  protocolVersion = '2025-06-18',
): Promise<{ id: string; headers: Record<string, string> }> {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  const reply = await postMcp(url, { jsonrpc: '2.0', id: 1, method: 'initialize', params });
  assert.equal(reply.status, 200, reply.text);
  const id = reply.headers['mcp-session-id'];
  assert.equal(typeof id, 'string');
  const headers = { ...JSON_HEADERS, 'mcp-session-id': String(id), 'mcp-protocol-version': protocolVersion };
  await postMcp(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers);
  return { id: String(id), headers };
}
