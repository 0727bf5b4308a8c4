import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CODEZ_BIN, cleanEnvironment, runProgram, spawnCodez } from '../../support/codez-process.ts';
import { callTool } from '../../support/mcp.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer } from '../../support/server.ts';

async function connect(folder: string): Promise<Client> {
  const client = new Client({ name: 'oracle', version: '1.0.0' });
  const env = cleanEnvironment(folder) as Record<string, string>;
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [CODEZ_BIN, 'mcp', '--stdio'], env }),
  );
  return client;
}

async function count(client: Client, query: string): Promise<number> {
  const result = await client.callTool({ name: 'memory_search', arguments: { query } });
  return (result.structuredContent as { count: number }).count;
}

test('without a server the registry is served in process, and what is stored is there for a server [mcp.stdio.in-process, cli.mcp.stdio]', async () => {
  const folder = scratchFolder();
  const client = await connect(folder);
  assert.ok((await client.listTools()).tools.some(({ name }) => name === 'memory_store'));
  await client.callTool({ name: 'memory_store', arguments: { id: 'by-stdio', content: 'stored over stdio' } });
  assert.equal(await count(client, 'stdio'), 1);
  await client.close();
  const server = await startServer({ folder });
  assert.equal((await callTool(server.url, 'memory_retrieve', { id: 'by-stdio' }))['status'], 'found');
  await server.stop();
});

test('the data directory is free again 1 s after the last call, while the process lives on [storage.owner.stdio]', async () => {
  const folder = scratchFolder();
  const client = await connect(folder);
  assert.equal(await count(client, 'anything'), 0);
  const lock = join(folder, '.codez', 'owner.lock');
  const env = { PATH: process.env['PATH'] ?? '' };
  const { code } = await runProgram('flock', ['--timeout', '20', lock, 'true'], { env });
  assert.equal(code, 0, 'the lock came free');
  const server = await startServer({ folder });
  await callTool(server.url, 'memory_store', { content: 'stored by the server meanwhile' });
  assert.equal(await count(client, 'meanwhile'), 1);
  await server.stop();
  await client.close();
});

test('with a server calls go through it, and a server that comes or goes is followed [mcp.stdio.proxy]', async () => {
  const first = await startServer();
  const client = await connect(first.folder);
  await client.callTool({ name: 'memory_store', arguments: { id: 'proxied', content: 'through the proxy' } });
  assert.equal((await callTool(first.url, 'memory_retrieve', { id: 'proxied' }))['status'], 'found');
  await first.stop();
  assert.equal(await count(client, 'proxy'), 1, 'in process, since the server is gone');
  const second = await startServer({ folder: first.folder });
  assert.equal(await count(client, 'proxy'), 1, 'through the next server');
  await second.stop('SIGKILL');
  assert.equal(await count(client, 'proxy'), 1, 'in process, since the server was killed');
  await client.close();
});

test('nothing but protocol appears on stdout, whatever comes in, and the end of input is its end [mcp.stdio.clean]', async () => {
  const child = spawnCodez(['mcp', '--stdio'], cleanEnvironment(scratchFolder(), { CODEZ_LOG_LEVEL: 'debug' }));
  assert.ok(child.stdin && child.stdout);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const messages: Record<string, unknown>[] = [];
  const lines = createInterface({ input: child.stdout });
  const answered = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      const message = JSON.parse(line) as Record<string, unknown>;
      assert.equal(message['jsonrpc'], '2.0');
      messages.push(message);
      if (message['id'] === 'last') resolve();
    });
  });
  const initialize = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } };
  for (const line of [
    JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: initialize }),
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    'this is no JSON',
    '{"jsonrpc":"2.0","id":1,"method":"nobody/knows"}',
    '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"memory_store","arguments":{"content":""}}}',
    '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"memory_store","arguments":{"content":"kept"}}}',
    '{"jsonrpc":"2.0","id":"last","method":"ping"}',
  ]) {
    child.stdin.write(`${line}\n`);
  }
  await answered;
  child.stdin.end();
  assert.equal(await exited, 0);
  const about = (id: unknown): string => JSON.stringify(messages.find((message) => message['id'] === id));
  assert.match(about(1), /"code":-32601/);
  assert.match(about(2), /"isError":true/);
  assert.match(about(3), /created/);
  assert.match(about(null), /"code":-32700/);
});
