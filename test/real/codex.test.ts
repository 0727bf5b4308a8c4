import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/server.ts';
import { createCodexMachine } from './support/codex-machine.ts';
import { configure } from './support/configure.ts';
import { CODEX } from './support/packages.ts';
import { type ClientSetting, runClient } from './support/run-client.ts';
import { renderScript, type Step } from './support/script.ts';

const STORE: Step = {
  kind: 'call',
  tool: 'mcp__codez__memory_store',
  input: { content: 'the otter sleeps in lock 7' },
};
const SEARCH: Step = { kind: 'call', tool: 'mcp__codez__memory_search', input: { query: 'otter' } };

interface ThreadEvent {
  readonly type: string;
  readonly item?: {
    readonly type: string;
    readonly server?: string;
    readonly tool?: string;
    readonly status?: string;
    readonly result?: { readonly structured_content?: Readonly<Record<string, unknown>> } | null;
  };
}

/** Runs one prompt without a terminal and returns what each call to codez brought. */
async function runPrompt(codex: ClientSetting, steps: readonly Step[]): Promise<Readonly<Record<string, unknown>>[]> {
  const { stdout } = await runClient([...CODEX, 'exec', '--json', '--skip-git-repo-check', renderScript(steps)], codex);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ThreadEvent);
  const calls = events.filter(({ type, item }) => type === 'item.completed' && item?.type === 'mcp_tool_call');
  assert.deepEqual(
    calls.map(({ item }) => `mcp__${item?.server}__${item?.tool} ${item?.status}`),
    steps.map((step) => (step.kind === 'call' ? `${step.tool} completed` : '')),
    stdout,
  );
  return calls.map(({ item }) => item?.result?.structured_content ?? {});
}

test('one turn stores a note and finds it, a later one after kill -9 of the server [clients.codex.memory, seed2.hint.managed]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const codex = await createCodexMachine(t);
  await configure(codex, 'codex', '--url', `${server.url}/mcp`);
  const [stored, found] = await runPrompt(codex, [STORE, SEARCH]);
  assert.equal(stored?.['status'], 'created');
  assert.equal(found?.['count'], 1);
  assert.equal(await server.stop('SIGKILL'), 'SIGKILL');
  const next = await startServer({ folder: server.folder, port: server.port });
  t.after(() => next.stop());
  const [again] = await runPrompt(codex, [SEARCH]);
  assert.match(JSON.stringify(again), /"count":1,.*the otter sleeps in lock 7/);
});

test('codex mcp list shows the entry with its time-outs, and no more after --remove [clients.codex.memory]', async (t) => {
  const codex = await createCodexMachine(t);
  await configure(codex, 'codex', '--url', 'http://127.0.0.1:9/mcp', '--key-env', 'CODEZ_KEY');
  const list = async (): Promise<Readonly<Record<string, unknown>>[]> =>
    JSON.parse((await runClient([...CODEX, 'mcp', 'list', '--json'], codex)).stdout);
  const [entry] = await list();
  assert.deepEqual([entry?.['name'], entry?.['enabled']], ['codez', true]);
  assert.deepEqual([entry?.['startup_timeout_sec'], entry?.['tool_timeout_sec']], [30, 630]);
  assert.match(
    JSON.stringify(entry?.['transport']),
    /"url":"http:\/\/127\.0\.0\.1:9\/mcp","bearer_token_env_var":"CODEZ_KEY"/,
  );
  await configure(codex, 'codex', '--remove');
  assert.deepEqual(await list(), []);
});
