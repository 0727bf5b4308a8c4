import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez, spawnCodez } from '../support/codez-process.ts';
import { scratchFolder } from '../support/scratch.ts';

/** Returns a port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

test('without options serve takes 127.0.0.1:4097, or says that it is taken [seed1.default-address]', async () => {
  const child = spawnCodez(['serve'], cleanEnvironment(scratchFolder()));
  let stdout = '';
  let stderr = '';
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    void closed.then(() => resolve());
  });
  child.kill('SIGTERM');
  const code = await closed;
  if (stdout !== '') assert.equal(stdout, 'codez listening on http://127.0.0.1:4097 (mcp: /mcp)\n');
  else assert.match(`${code} ${stderr}`, /^5 .*port 4097 on (127\.0\.0\.1|::1) is in use/s);
});

test('where nothing listens a call says so and how to start the server [seed1.trouble.refused, cli.exit.unavailable]', async () => {
  const port = await closedPort();
  const env = cleanEnvironment(scratchFolder());
  const url = `http://127.0.0.1:${port}/mcp`;
  const { code, stdout, stderr } = await runCodez(['call', 'memory_search', '--url', url], env);
  assert.deepEqual([code, stdout], [6, '']);
  assert.match(stderr, new RegExp(`${port}.*ECONNREFUSED`));
  assert.match(stderr, /codez serve/);
});

test('an invalid mcp_servers.json is named with the position of its error and left alone [seed1.trouble.invalid-json]', async () => {
  const folder = scratchFolder();
  const file = join(folder, '.config', 'claude', 'mcp_servers.json');
  const content = '{\n  "other": {"type": "http"},\n  "codez": {,\n}\n';
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  const { code, stderr } = await runCodez(['config', 'claude'], cleanEnvironment(folder));
  assert.equal(code, 2);
  assert.match(stderr, /mcp_servers\.json:3:\d+/);
  assert.equal(readFileSync(file, 'utf8'), content);
});
