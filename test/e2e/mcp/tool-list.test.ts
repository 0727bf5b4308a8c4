import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { JSON_HEADERS, parseReply, postMcp, rpc, rpcResult } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface ListedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly annotations?: Readonly<Record<string, unknown>>;
}
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

const MEMORY_TOOLS = [
  'memory_append',
  'memory_delete',
  'memory_list',
  'memory_query',
  'memory_retrieve',
  'memory_search',
  'memory_store',
];
const RESOURCE_TOOLS = ['resource_create', 'resource_delete', 'resource_list', 'resource_read', 'resource_update'];

let server: TestServer;
let tools: readonly ListedTool[];
before(async () => {
  server = await startServer();
  tools = await listTools();
});
after(async () => {
  await server.stop();
});

async function listTools(path = '/mcp', headers: Readonly<Record<string, string>> = {}): Promise<ListedTool[]> {
  const result = await rpcResult(server.url, 'tools/list', {}, headers, path);
  assert.equal(result['nextCursor'], undefined);
  return result['tools'] as ListedTool[];
}

const names = (listed: readonly ListedTool[]): string[] => listed.map(({ name }) => name);

test('tools/list is sorted by name [mcp.tools.sorted]', () => {
  assert.deepEqual(names(tools), names(tools).sort());
  assert.ok(tools.length >= MEMORY_TOOLS.length);
});

test('the memory and resource tools of the seed are listed under underscored names [seed2.memory, seed2.notes, seed2.resource-tools, seed2.names, mcp.names]', () => {
  for (const name of [...MEMORY_TOOLS, ...RESOURCE_TOOLS]) assert.ok(names(tools).includes(name), name);
  for (const name of names(tools)) assert.match(name, /^[a-zA-Z0-9_-]+$/);
});

test('every tool has a title and a description that a model can act on [mcp.tools.described]', () => {
  for (const { name, title, description } of tools) {
    assert.ok(title !== undefined && title.length > 2 && title !== name, name);
    assert.ok((description ?? '').length >= 60, `${name}: ${description}`);
    assert.match(description ?? '', /\.$/, name);
  }
});

test('every tool has JSON Schemas for input and output, every field described [mcp.tools.schemas]', () => {
  for (const { name, inputSchema, outputSchema } of tools) {
    for (const schema of [inputSchema, outputSchema]) {
      assert.equal(schema?.type, 'object', name);
      for (const [field, property] of Object.entries(schema?.properties ?? {})) {
        assert.ok((property.description ?? '').length > 5, `${name}.${field} is not described`);
      }
    }
  }
});

test('every tool tells truthfully whether it reads, destroys, repeats and reaches out [mcp.tools.annotations]', () => {
  const hints = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'];
  const table = new Map(tools.map(({ name, annotations }) => [name, hints.map((hint) => annotations?.[hint])]));
  for (const [name, values] of table)
    assert.ok(
      values.every((value) => typeof value === 'boolean'),
      name,
    );
  for (const name of [
    'memory_retrieve',
    'memory_search',
    'memory_query',
    'memory_list',
    'resource_read',
    'resource_list',
  ]) {
    assert.deepEqual(table.get(name)?.slice(0, 2), [true, false], name);
  }
  for (const name of [
    'memory_store',
    'memory_append',
    'memory_delete',
    'resource_create',
    'resource_update',
    'resource_delete',
  ]) {
    assert.equal(table.get(name)?.[0], false, name);
  }
  for (const name of ['memory_delete', 'resource_delete', 'resource_update']) {
    assert.equal(table.get(name)?.[1], true, `${name} replaces or removes what was there`);
  }
  // It adds; it replaces only what the caller names. Unattended clients refuse tools that call themselves destructive.
  assert.equal(table.get('memory_store')?.[1], false);
  for (const name of ['memory_append', 'resource_create'])
    assert.deepEqual(table.get(name)?.slice(1, 3), [false, false], name);
  // What makes Claude Code work may change files, run commands and use the network.
  const reachingOut = ['create_session', 'respond_permission', 'send_and_wait', 'send_prompt'];
  for (const name of reachingOut) assert.deepEqual(table.get(name), [false, true, false, true], name);
  for (const [name, values] of table) {
    if (!reachingOut.includes(name)) assert.equal(values[3], false, `${name} reaches no outer world`);
  }
  const reading = [...table.keys()].filter((name) => /^(get|list|wait)_/.test(name));
  for (const name of reading) assert.deepEqual(table.get(name)?.slice(0, 2), [true, false], name);
  for (const name of ['dispose_session', 'update_state']) assert.equal(table.get(name)?.[1], true, name);
  for (const name of ['abort_session', 'fork_session', 'rename_session', 'archive_session', 'label_session'])
    assert.deepEqual(table.get(name)?.slice(0, 2), [false, false], name);
});

test('admin operations are not listed and cannot be called over TCP [mcp.tools.callable, access.admin-hidden, access.no-admin-tcp]', async () => {
  for (const operation of ['store_verify', 'store_compact', 'store_backup', 'store_export', 'store_import']) {
    assert.ok(!names(tools).includes(operation), operation);
    const { error, result } = await rpc(server.url, 'tools/call', { name: operation, arguments: {} });
    const refused =
      error?.code === -32602 || (result?.['isError'] === true && /forbidden|admin/.test(JSON.stringify(result)));
    assert.ok(refused, JSON.stringify(error ?? result));
  }
});

test('?tools= and X-Codez-Tools list only these groups [mcp.tools.groups, mcp.tools.groups-header]', async () => {
  assert.deepEqual(names(await listTools('/mcp?tools=memory')), MEMORY_TOOLS);
  assert.deepEqual(names(await listTools('/mcp?tools=resources')), RESOURCE_TOOLS);
  assert.deepEqual(names(await listTools('/mcp?tools=resources,memory')), [...MEMORY_TOOLS, ...RESOURCE_TOOLS]);
  assert.deepEqual(names(await listTools('/mcp?tools=resources&tools=memory')), [...MEMORY_TOOLS, ...RESOURCE_TOOLS]);
  assert.deepEqual(names(await listTools('/mcp', { 'x-codez-tools': 'memory' })), MEMORY_TOOLS);
  assert.deepEqual(names(await listTools('/mcp', { 'x-codez-tools': 'memory, resources' })), [
    ...MEMORY_TOOLS,
    ...RESOURCE_TOOLS,
  ]);
});

test('an unknown group is refused, naming the known ones [mcp.tools.groups-unknown]', async () => {
  for (const [path, headers] of [
    ['/mcp?tools=memory,nonsense', {}],
    ['/mcp', { 'x-codez-tools': 'nonsense' }],
  ] as const) {
    const reply = await postMcp(
      server.url,
      { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      { ...JSON_HEADERS, ...headers },
      path,
    );
    assert.equal(reply.status, 400);
    assert.match(parseReply(reply).error?.message ?? '', /nonsense.*memory.*resources/);
  }
});
