import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createClaudeMachine } from './support/claude-machine.ts';
import { createCodexMachine } from './support/codex-machine.ts';
import { configure } from './support/configure.ts';
import { startLoopbackServer } from './support/loopback-server.ts';
import { CODEX, claudeBinary } from './support/packages.ts';
import { runClient } from './support/run-client.ts';
import { renderScript } from './support/script.ts';

const KEY = { CODEZ_KEY: 'key-of-the-test' };

/** Starts a server that refuses everybody and writes down what they presented. */
async function startRefusal(t: TestContext) {
  const credentials = new Set<string | undefined>();
  const server = await startLoopbackServer(async (request, response) => {
    credentials.add(request.headers.authorization);
    response.writeHead(401).end();
  });
  t.after(() => server.close());
  return { url: `${server.url}/mcp`, credentials };
}

test('Claude Code presents the key that --key-env names [config.key-env]', async (t) => {
  const { url, credentials } = await startRefusal(t);
  const claude = await createClaudeMachine(t, KEY);
  await configure(claude, 'claude', '--url', url, '--key-env', 'CODEZ_KEY');
  await runClient([claudeBinary(), 'mcp', 'list'], claude);
  assert.ok(credentials.has('Bearer key-of-the-test'), [...credentials].join());
});

test('Codex presents the key that --key-env names [config.key-env]', async (t) => {
  const { url, credentials } = await startRefusal(t);
  const codex = await createCodexMachine(t, KEY);
  await configure(codex, 'codex', '--url', url, '--key-env', 'CODEZ_KEY');
  const prompt = renderScript([{ kind: 'say', text: 'nothing to do' }]);
  await runClient([...CODEX, 'exec', '--json', '--skip-git-repo-check', prompt], codex);
  assert.deepEqual([...credentials], ['Bearer key-of-the-test']);
});
