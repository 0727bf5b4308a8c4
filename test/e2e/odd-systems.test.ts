import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez } from '../support/codez-process.ts';
import { postMcp } from '../support/mcp.ts';
import { scratchFolder } from '../support/scratch.ts';
import { startServer } from '../support/server.ts';

/** Makes Node run `code` before the program, so that the system around it looks odd. */
function before(code: string): Record<string, string> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

test('where the system cannot tell whose a connection is, serve says so and goes on [access.loopback.cannot-tell]', async () => {
  const server = await startServer({ env: before('delete process.getuid') });
  assert.equal((await postMcp(server.url, { jsonrpc: '2.0', id: 1, method: 'ping' })).status, 200);
  await server.stop();
  assert.match(server.stderr(), /every local user is the owner/);
});

test('a bug ends with 1, an id, and where the log has its stack, which is not shown [cli.exit.internal, cli.errors.no-trace]', async () => {
  const folder = scratchFolder();
  const env = cleanEnvironment(folder, before('performance.now = () => { throw new TypeError("planted bug") }'));
  const { code, stdout, stderr } = await runCodez(['call', 'memory_search'], env);
  assert.deepEqual([code, stdout], [1, '']);
  const id = /Internal error ([0-9a-f]{8})/.exec(stderr)?.[1];
  assert.ok(id, stderr);
  assert.doesNotMatch(stderr, /^ +at .*:\d+:\d+/m);
  const log = join(folder, '.codez', 'error.log');
  assert.ok(stderr.includes(log), stderr);
  assert.match(readFileSync(log, 'utf8'), new RegExp(`${id}.*planted bug`, 's'));
});
