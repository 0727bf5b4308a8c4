import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { callTool } from '../../support/mcp.ts';

/** Calls a tool that must succeed and returns its structured content. */
// biome-ignore lint/suspicious/noExplicitAny: each tool has a result of its own
export type CallTool = (name: string, args?: object) => Promise<any>;

/** The ways by which an agent may reach the tools. */
export const TOOL_DOORS: Readonly<Record<string, (t: TestContext, url: string) => Promise<CallTool>>> = {
  'with an MCP session': openMcpClient,
  'without an MCP session': async (_t, url) => (name, args) => callTool(url, name, args),
};

/** Connects an MCP client that has a session; it is closed when the test ends. */
export async function openMcpClient(t: TestContext, url: string): Promise<CallTool> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  // biome-ignore lint/suspicious/noExplicitAny: the class does not keep to its own interface's exact optional types
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url)) as any);
  t.after(() => client.close());
  return async (name, args = {}) => {
    const result = await client.callTool({ name, arguments: { ...args } });
    assert.notEqual(result.isError, true, JSON.stringify(result.content));
    return result.structuredContent;
  };
}
