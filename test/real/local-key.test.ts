import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCodez } from '../support/codez-process.ts';
import { startServer } from '../support/server.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { claudeBinary } from './support/packages.ts';
import { type ClientSetting, runClient } from './support/run-client.ts';
import { renderScript } from './support/script.ts';

const CONNECTED = /^codez: \S+\/mcp \(HTTP\) - ✔ Connected$/m;

async function listServers(setting: ClientSetting): Promise<string> {
  return (await runClient([claudeBinary(), 'mcp', 'list'], setting)).stdout;
}

/** Starts a server that trusts nobody without a key, on a person's machine with Claude Code. */
async function start(t: Parameters<typeof createClaudeMachine>[0]) {
  const claude = await createClaudeMachine(t);
  const server = await startServer({ folder: claude.env['HOME'] ?? '', env: { CODEZ_LOOPBACK: 'off' } });
  t.after(() => server.stop());
  const config = (...words: readonly string[]) =>
    runCodez(['config', 'claude', ...words], claude.env, { cwd: claude.cwd });
  return { claude, config };
}

test('with loopback trust off Claude Code is let in with the key that config gave it, and without it not [clients.claude.local-key]', async (t) => {
  const { claude, config } = await start(t);
  const { stdout } = await config();
  const key = /export CODEZ_LOCAL_KEY='(\S+)'/.exec(stdout)?.[1] ?? '';
  assert.doesNotMatch(await listServers(claude), CONNECTED);
  const keyed = { ...claude, env: { ...claude.env, CODEZ_LOCAL_KEY: key } };
  assert.match(await listServers(keyed), CONNECTED);
  const store = { kind: 'call', tool: 'mcp__codez__memory_store', input: { content: 'the heron nests here' } } as const;
  const prompt = renderScript([store]);
  await runClient([claudeBinary(), '-p', prompt, '--allowedTools', 'mcp__codez__*'], keyed);
  const found = await runCodez(['call', 'memory_search', 'heron', '--space', 'local'], claude.env);
  assert.match(found.stdout, /the heron nests here/, 'in the owner’s own space');
  await config('--remove');
  assert.match(await listServers(keyed), /No MCP servers configured/);
});

test('with the key in the file no variable is needed [clients.claude.local-key]', async (t) => {
  const { claude, config } = await start(t);
  assert.equal((await config('--embed-key')).code, 0);
  assert.match(await listServers(claude), CONNECTED);
});
