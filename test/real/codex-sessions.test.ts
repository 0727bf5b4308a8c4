import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SessionsDoor } from '../support/sessions/sessions-door.ts';
import { createCodexMachine } from './support/codex-machine.ts';
import { configure } from './support/configure.ts';
import { CODEX } from './support/packages.ts';
import { type ClientSetting, runClient } from './support/run-client.ts';
import { renderScript, type Step } from './support/script.ts';

interface Call {
  readonly tool: string;
  readonly status: string;
  readonly error?: { readonly message: string } | null;
}

/** Runs one prompt without a terminal and returns what became of its calls to codez. */
async function runPrompt(codex: ClientSetting, steps: readonly Step[]): Promise<readonly Call[]> {
  const { stdout } = await runClient([...CODEX, 'exec', '--json', '--skip-git-repo-check', renderScript(steps)], codex);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; item?: Call & { type: string } })
    .filter(({ type, item }) => type === 'item.completed' && item?.type === 'mcp_tool_call')
    .map(({ item }) => item as Call);
}

test('without a person Codex reads sessions, and starts one only where its configuration approves that tool [clients.codex.sessions]', async (t) => {
  const { server, cwd } = await SessionsDoor.open(t);
  const codex = await createCodexMachine(t);
  await configure(codex, 'codex', '--url', `${server.url}/mcp`);
  const step = (tool: string, input: Readonly<Record<string, unknown>>): Step => ({
    kind: 'call',
    tool: `mcp__codez__${tool}`,
    input,
  });
  const id = '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11';
  const steps = [step('list_sessions', {}), step('create_session', { cwd, session_id: id }), step('list_sessions', {})];
  const outcome = (calls: readonly Call[]): string[] => calls.map(({ tool, status }) => `${tool} ${status}`);
  const unasked = await runPrompt(codex, steps);
  assert.deepEqual(outcome(unasked), ['list_sessions completed', 'create_session failed', 'list_sessions completed']);
  const approval = ['', '[mcp_servers.codez.tools.create_session]', 'approval_mode = "approve"', ''].join('\n');
  appendFileSync(join(codex.env['CODEX_HOME'] ?? '', 'config.toml'), approval);
  const approved = await runPrompt(codex, steps);
  assert.deepEqual(outcome(approved), [
    'list_sessions completed',
    'create_session completed',
    'list_sessions completed',
  ]);
  assert.match(JSON.stringify(approved.at(-1)), new RegExp(id));
});
