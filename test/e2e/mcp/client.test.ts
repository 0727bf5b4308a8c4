import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

async function connect(url = server.url): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name: 'oracle', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`));
  await client.connect(transport as Parameters<Client['connect']>[0]);
  return { client, transport };
}

test('the SDK client connects, lists and calls; every result fits its output schema [seed1.any-client, mcp.tools.schemas, seed2.mcp]', async () => {
  const { client, transport } = await connect();
  assert.ok(transport.sessionId);
  assert.equal(client.getServerVersion()?.name, 'codez');
  // After tools/list the client checks each structured result against the tool's output schema.
  const { tools } = await client.listTools();
  assert.ok(tools.some(({ name }) => name === 'memory_store'));
  const calls: [string, Record<string, unknown>][] = [
    ['memory_store', { id: 'sdk', content: 'stored by the client', tags: ['sdk'], metadata: { from: 'test' } }],
    ['memory_store', { id: 'sdk', content: 'stored by the client', expires_in: 3600 }],
    ['memory_retrieve', { id: 'sdk' }],
    ['memory_retrieve', { id: 'missing' }],
    ['memory_search', { query: 'stored', tags: ['sdk'] }],
    ['memory_search', { query: '' }],
    ['memory_append', { resource_id: 'res', text: 'a line' }],
    ['memory_query', { resource_id: 'res', query: 'line' }],
    ['memory_list', { resource_id: 'res' }],
    ['resource_create', { uri: 'memory://made', text: 'made' }],
    ['resource_read', { uri: 'memory://made' }],
    ['resource_update', { uri: 'memory://made', text: 'changed' }],
    ['resource_list', {}],
    ['resource_delete', { uri: 'memory://made' }],
    ['memory_delete', { id: 'sdk' }],
    ['memory_delete', { id: 'sdk' }],
  ];
  for (const [name, args] of calls) {
    const result = await client.callTool({ name, arguments: args });
    assert.notEqual(result.isError, true, `${name}: ${JSON.stringify(result.content)}`);
  }
  await client.close();
});

test('the SDK client sees a failing tool as an error it can read [mcp.call.failure]', async () => {
  const { client } = await connect();
  await client.listTools();
  const result = await client.callTool({ name: 'memory_store', arguments: { content: '' } });
  assert.equal(result.isError, true);
  assert.match(JSON.stringify(result.content), /content/);
  await client.close();
});

test('the SDK client lists, reads, completes and watches resources [mcp.resources.own, mcp.notify.resources]', async () => {
  const { client } = await connect();
  await client.callTool({ name: 'memory_store', arguments: { id: 'seen', content: 'first' } });
  const { resources } = await client.listResources();
  assert.ok(resources.some(({ uri }) => uri === 'memory://seen'));
  const { resourceTemplates } = await client.listResourceTemplates();
  assert.equal(resourceTemplates.length, 4);
  const { contents } = await client.readResource({ uri: 'memory://seen' });
  assert.equal((contents[0] as { text?: string }).text, 'first');
  const { completion } = await client.complete({
    ref: { type: 'ref/resource', uri: 'memory://{id}' },
    argument: { name: 'id', value: 'see' },
  });
  assert.deepEqual(completion.values, ['seen']);
  await client.subscribeResource({ uri: 'memory://seen' });
  const updated = new Promise<string>((resolve) => {
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri));
  });
  await client.callTool({ name: 'memory_store', arguments: { id: 'seen', content: 'second' } });
  assert.equal(await updated, 'memory://seen');
  await client.setLoggingLevel('warning');
  await client.ping();
  await client.close();
});

test('a connected SDK client goes on after kill -9 and a restart [mcp.session.restart]', async () => {
  const first = await startServer();
  const { client, transport } = await connect(first.url);
  const session = transport.sessionId;
  await client.callTool({ name: 'memory_store', arguments: { id: 'before', content: 'before the kill' } });
  await first.stop('SIGKILL');
  const second = await startServer({ folder: first.folder, port: first.port });
  const found = await client.callTool({ name: 'memory_search', arguments: { query: 'kill' } });
  assert.equal((found.structuredContent as { count: number }).count, 1);
  assert.equal(transport.sessionId, session);
  await transport.terminateSession();
  await client.close();
  await second.stop();
});
