import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { ClientCapabilities } from '@modelcontextprotocol/sdk/types.js';

export interface SdkConnection {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  /** Calls a tool and returns its structured content, also of a failure. */
  call(name: string, args?: Record<string, unknown>, meta?: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** Connects a client of the SDK to `/mcp`; `prepare` registers its handlers before it connects. */
export async function connectSdk(
  url: string,
  capabilities: ClientCapabilities = {},
  prepare: (client: Client) => void = () => {},
  headers: Readonly<Record<string, string>> = {},
): Promise<SdkConnection> {
  const client = new Client({ name: 'test', version: '1' }, { capabilities });
  prepare(client);
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } });
  await client.connect(transport as Parameters<Client['connect']>[0]);
  return {
    client,
    transport,
    async call(name, args = {}, meta) {
      const result = await client.callTool({ name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) });
      return (result.structuredContent ?? {}) as Record<string, unknown>;
    },
  };
}
