import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cleanEnvironment } from '../support/codez-process.ts';
import { scratchFolder } from '../support/scratch.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { scriptOf } from './support/packages.ts';
import { runClient } from './support/run-client.ts';

const CONFORMANCE = scriptOf('@modelcontextprotocol', 'conformance', 'dist', 'index.js');

/** The other scenarios call tools, resources and prompts that the suite expects by name. */
const SCENARIOS = [
  'server-initialize',
  'ping',
  'logging-set-level',
  'completion-complete',
  'tools-list',
  'resources-list',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
];

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

for (const scenario of SCENARIOS) {
  test(`the conformance suite passes ${scenario} [clients.conformance]`, async () => {
    const cwd = scratchFolder('codez-conformance-');
    const command: [string, ...string[]] = [...CONFORMANCE, 'server', '--url', `${server.url}/mcp`];
    const run = await runClient([...command, '--scenario', scenario], { cwd, env: cleanEnvironment(cwd) });
    assert.match(`${run.stdout}${run.stderr}`, /Passed: [1-9]\d*\/\d+, 0 failed/);
  });
}
