import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez, spawnCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer } from '../../support/server.ts';

test('serve prints one ready line on stdout and its rules and log on stderr [cli.serve.ready, cli.serve.port-zero, cli.serve.rules, cli.streams]', async () => {
  const server = await startServer({ args: ['--allowed-origins', 'https://app.example.com'] });
  assert.notEqual(server.port, 0);
  assert.equal((await fetch(`${server.url}/api/tools`)).status, 200);
  assert.equal(await server.stop('SIGTERM'), 0);
  assert.equal(server.stdout(), `codez listening on ${server.url} (mcp: /mcp)`);
  for (const rule of [
    `bind address:    127.0.0.1:${server.port}`,
    'loopback trust:  on',
    'public URL:      none',
    "allowed origins: the server's own, https://app.example.com",
    'OAuth issuer:    none',
    'file root:       none',
  ]) {
    assert.ok(server.stderr().includes(rule), `${rule}\n${server.stderr()}`);
  }
  assert.match(server.stderr(), /info stopping/);
});

test('server.json says where the server is while it runs, and goes with it [cli.serve.server-json]', async () => {
  const server = await startServer();
  const file = join(server.home, 'server.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  assert.deepEqual([record['pid'], record['url'], record['version']], [server.pid, server.url, '0.1.0']);
  assert.ok(Math.abs(Date.parse(String(record['started_at'])) - Date.now()) < 60_000);
  assert.equal(await server.stop('SIGINT'), 0);
  assert.equal(existsSync(file), false);
  assert.equal(existsSync(join(server.home, 'server.sock')), false);
});

test('a running request is finished before SIGTERM ends the server with 0 [cli.serve.sigterm]', async () => {
  const server = await startServer();
  const body = JSON.stringify({ content: 'finished during shutdown' });
  const socket = createConnection(server.port, '127.0.0.1');
  let reply = '';
  socket.setEncoding('utf8').on('data', (text) => {
    reply += text;
  });
  // The server waits for the rest of the body: the request is running.
  socket.write(
    `POST /mcp/memories/store HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: ${body.length}\r\n` +
      'Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n',
  );
  await once(socket, 'data');
  const ended = server.stop('SIGTERM');
  await lineOf(server.stderr, /info stopping/);
  socket.write(body);
  await once(socket, 'close');
  assert.equal(await ended, 0);
  assert.match(reply, /HTTP\/1\.1 200 [\s\S]*"status":"ok"/);
  const { stdout } = await runCodez(['call', 'memory_search', 'shutdown'], server.env);
  assert.match(stdout, /finished during shutdown/);
});

test('a second server on the same data directory ends with 5, naming pid and URL of the first [cli.serve.second, cli.exit.refused]', async () => {
  const first = await startServer();
  const { code, stdout, stderr } = await runCodez(['serve', '--port', '0'], first.env);
  assert.deepEqual([code, stdout], [5, '']);
  assert.match(stderr, new RegExp(`^error: .*pid ${first.pid}, ${first.url}\\nhint: {2}.*codez stop`));
  assert.equal((await fetch(`${first.url}/api/tools`)).status, 200);
  await first.stop();
});

test('a port in use ends with 5, naming it; the data directory is free again [product.port-in-use]', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const env = cleanEnvironment(scratchFolder());
  const { code, stderr } = await runCodez(['serve', '--port', String(port)], env);
  assert.equal(code, 5);
  assert.match(stderr, new RegExp(`^error: .*port ${port} on 127\\.0\\.0\\.1 is in use\\nhint: {2}.*--port`));
  assert.equal((await runCodez(['store', 'verify'], env)).code, 0);
  other.close();
});

test('listening beyond loopback without TLS is refused, and with --insecure-http warned about [cli.serve.insecure]', async () => {
  const refused = await runCodez(['serve', '--port', '0', '--host', '0.0.0.0'], cleanEnvironment(scratchFolder()));
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^error: Listening on 0\.0\.0\.0 without TLS .*\nhint: {2}.*--insecure-http/);
  const server = await startServer({ args: ['--host', '0.0.0.0', '--insecure-http'] });
  await lineOf(server.stderr, /^warning: listening on 0\.0\.0\.0 without TLS/m);
  assert.equal(await server.stop(), 0);
});

test('a home that cannot be made or written is refused with the reason', async () => {
  const folder = scratchFolder();
  const { code, stderr } = await runCodez(
    ['serve', '--port', '0', '--home', '/dev/null/codez'],
    cleanEnvironment(folder),
  );
  assert.equal(code, 6);
  assert.match(stderr, /^error: .*\/dev\/null\/codez.*\nhint: {2}.*--home/);
});

test('the data directory is 0700, its files 0600, and nothing is written outside it [cli.files.modes, cli.files.nothing-else]', async () => {
  const server = await startServer();
  await runCodez(['call', 'memory_store', '--content', 'x'], server.env);
  await server.stop();
  await runCodez(['store', 'compact'], server.env);
  assert.deepEqual(readdirSync(server.folder), ['.codez']);
  assert.equal(statSync(server.home).mode & 0o777, 0o700);
  for (const name of readdirSync(server.home, { recursive: true, encoding: 'utf8' })) {
    const found = statSync(join(server.home, name));
    assert.equal(found.mode & 0o777, found.isDirectory() ? 0o700 : 0o600, name);
  }
});

test('with --json the ready line is JSON [cli.json]', async () => {
  const child = spawnCodez(['serve', '--port', '0', '--json'], cleanEnvironment(scratchFolder()));
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const ready = JSON.parse(line.toString()) as { url: string; mcp: string; pid: number };
  assert.deepEqual([ready.mcp, ready.pid], [`${ready.url}/mcp`, child.pid]);
  child.kill('SIGTERM');
  await once(child, 'close');
});

/** Resolves when the text matches; the runner's limit ends a wait in vain. */
async function lineOf(text: () => string, pattern: RegExp): Promise<void> {
  while (!pattern.test(text())) await new Promise((next) => setImmediate(next));
}
