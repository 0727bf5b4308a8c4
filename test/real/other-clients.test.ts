import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client as SdkClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CODEZ_BIN, cleanEnvironment } from '../support/codez-process.ts';
import { scratchFolder } from '../support/scratch.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { loadPackage, scriptOf } from './support/packages.ts';
import { type ClientSetting, runClient } from './support/run-client.ts';

const INSPECTOR = scriptOf('@modelcontextprotocol', 'inspector', 'clients', 'launcher', 'build', 'index.js');
const MCPORTER = scriptOf('mcporter', 'dist', 'cli.js');

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

const mcpUrl = (): string => `${server.url}/mcp`;

function createSetting(): ClientSetting {
  const folder = scratchFolder('codez-client-');
  return { cwd: folder, env: cleanEnvironment(folder) };
}

test('the MCP Inspector lists and calls [clients.inspector]', async () => {
  const setting = createSetting();
  const inspect = async (...args: string[]) =>
    JSON.parse((await runClient([...INSPECTOR, '--cli', mcpUrl(), '--transport', 'http', ...args], setting)).stdout);
  const { tools } = await inspect('--method', 'tools/list');
  assert.ok(tools.some(({ name }: { name: string }) => name === 'memory_store'));
  const call = ['--method', 'tools/call', '--tool-name', 'memory_store', '--tool-arg', 'content=seen by the inspector'];
  const { structuredContent } = await inspect(...call);
  assert.equal(structuredContent.memory.content, 'seen by the inspector');
});

test('mcporter lists and calls [clients.mcporter]', async () => {
  const setting = createSetting();
  const list = await runClient([...MCPORTER, 'list', mcpUrl(), '--allow-http', '--json'], setting);
  assert.match(list.stdout, /"memory_store"/);
  const call = ['call', `${mcpUrl()}.memory_store`, 'content=seen by mcporter', '--allow-http', '--output', 'json'];
  const { stdout } = await runClient([...MCPORTER, ...call], setting);
  assert.equal(JSON.parse(stdout).memory.content, 'seen by mcporter');
});

interface SdkV2 {
  readonly Client: new (
    info: object,
    options?: object,
  ) => {
    connect(transport: unknown): Promise<void>;
    listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>;
    callTool(
      call: object,
    ): Promise<{ readonly structuredContent?: { readonly memory?: { readonly content: string } } }>;
    close(): Promise<void>;
  };
  readonly StreamableHTTPClientTransport: new (url: URL) => unknown;
}

for (const [name, options] of [
  ['in its default mode', {}],
  ['probing for the newest protocol', { versionNegotiation: { mode: 'auto' } }],
] as const) {
  test(`the SDK of version 2, ${name}, lists and calls [clients.sdk-v2]`, async (t) => {
    const { Client, StreamableHTTPClientTransport } = await loadPackage<SdkV2>('@modelcontextprotocol/client');
    const client = new Client({ name: 'test', version: '1' }, options);
    t.after(() => client.close());
    await client.connect(new StreamableHTTPClientTransport(new URL(mcpUrl())));
    assert.ok((await client.listTools()).tools.some((tool) => tool.name === 'memory_store'));
    const content = `seen by version 2 ${name}`;
    const { structuredContent } = await client.callTool({ name: 'memory_store', arguments: { content } });
    assert.equal(structuredContent?.memory?.content, content);
  });
}

interface AiSdk {
  createMCPClient(options: object): Promise<{
    tools(): Promise<
      Readonly<
        Record<string, { execute(args: object, options: object): Promise<{ readonly structuredContent: unknown }> }>
      >
    >;
    close(): Promise<void>;
  }>;
}

test('@ai-sdk/mcp lists and calls [clients.ai-sdk]', async (t) => {
  const { createMCPClient } = await loadPackage<AiSdk>('@ai-sdk/mcp');
  const client = await createMCPClient({ transport: { type: 'http', url: mcpUrl() } });
  t.after(() => client.close());
  const { memory_store: store } = await client.tools();
  assert.ok(store);
  const result = await store.execute({ content: 'seen by the AI SDK' }, { toolCallId: '1', messages: [] });
  assert.match(JSON.stringify(result.structuredContent), /"content":"seen by the AI SDK"/);
});

for (const [name, id, folder] of [
  ['in front of the running server', 'mcp.stdio.proxy', () => server.folder],
  ['without a server', 'mcp.stdio.in-process', () => scratchFolder()],
] as const) {
  test(`codez mcp --stdio ${name} lists and calls for a client that starts a process [${id}]`, async (t) => {
    const env = cleanEnvironment(folder()) as Record<string, string>;
    const transport = new StdioClientTransport({ command: process.execPath, args: [CODEZ_BIN, 'mcp', '--stdio'], env });
    const client = new SdkClient({ name: 'test', version: '1' });
    t.after(() => client.close());
    await client.connect(transport);
    assert.ok((await client.listTools()).tools.some((tool) => tool.name === 'memory_store'));
    const content = `seen over stdio ${name}`;
    const { structuredContent } = await client.callTool({ name: 'memory_store', arguments: { content } });
    assert.match(JSON.stringify(structuredContent), new RegExp(`"content":"${content}"`));
    const found = await client.callTool({ name: 'memory_search', arguments: { query: 'stdio' } });
    assert.match(JSON.stringify(found.structuredContent), /"count":1/);
  });
}
