import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { startServer } from '../support/server.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { configure } from './support/configure.ts';
import { claudeBinary } from './support/packages.ts';
import { type ClientSetting, collectOutput, runClient, spawnClient } from './support/run-client.ts';
import { renderScript, type Step } from './support/script.ts';
import { openRealDoor } from './support/sessions-door.ts';

const STORE: Step = {
  kind: 'call',
  tool: 'mcp__codez__memory_store',
  input: { content: 'the heron nests at berth 42' },
};
const SEARCH: Step = { kind: 'call', tool: 'mcp__codez__memory_search', input: { query: 'heron' } };
const PROMPT_FLAGS = ['--output-format', 'stream-json', '--verbose', '--allowedTools', 'mcp__codez__*'];

interface StreamRecord {
  readonly type: string;
  readonly subtype?: string;
  readonly result?: string;
  readonly is_error?: boolean;
  readonly tools?: readonly string[];
  readonly mcp_servers?: readonly { readonly name: string; readonly status: string }[];
}

/** Runs one prompt without a terminal and returns the model's last words, which are the tools' results. */
async function runPrompt(claude: ClientSetting, steps: readonly Step[], tools: string[] = []): Promise<string> {
  const { stdout } = await runClient([claudeBinary(), '-p', renderScript(steps), ...PROMPT_FLAGS], claude);
  const records = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StreamRecord);
  const init = records.find(({ subtype }) => subtype === 'init');
  assert.deepEqual(
    init?.mcp_servers?.map(({ name, status }) => [name, status]),
    [['codez', 'connected']],
    stdout,
  );
  tools.push(...(init?.tools ?? []));
  const last = records.find(({ type }) => type === 'result');
  assert.equal(last?.is_error, false, stdout);
  return last?.result ?? '';
}

test('claude mcp list shows codez connected [clients.claude.connected]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const claude = await createClaudeMachine(t);
  await configure(claude, 'claude', '--url', `${server.url}/mcp`);
  const { stdout } = await runClient([claudeBinary(), 'mcp', 'list'], claude);
  assert.match(stdout, /^codez: \S+\/mcp \(HTTP\) - ✔ Connected$/m);
  await configure(claude, 'claude', '--remove');
  const { stdout: after } = await runClient([claudeBinary(), 'mcp', 'list'], claude);
  assert.match(after, /No MCP servers configured/);
});

test('the entry of a project reaches Claude Code too [clients.claude.connected]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const claude = await createClaudeMachine(t);
  await configure(claude, 'claude', '--scope', 'project', '--url', `${server.url}/mcp`, '--tools', 'memory');
  assert.match(await runPrompt(claude, [STORE]), /"status":"created"/);
});

test('one turn stores a note and finds it [clients.claude.memory]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const claude = await createClaudeMachine(t);
  await configure(claude, 'claude', '--url', `${server.url}/mcp`);
  const [stored, found] = (await runPrompt(claude, [STORE, SEARCH])).split(' | ');
  assert.match(stored ?? '', /"status":"created"/);
  assert.match(found ?? '', /"count":1,.*the heron nests at berth 42/);
});

test('a later turn finds the note after kill -9 of the server [clients.claude.kill]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const claude = await createClaudeMachine(t);
  await configure(claude, 'claude', '--url', `${server.url}/mcp`);
  assert.match(await runPrompt(claude, [STORE]), /"status":"created"/);
  assert.equal(await server.stop('SIGKILL'), 'SIGKILL');
  const next = await startServer({ folder: server.folder, port: server.port });
  t.after(() => next.stop());
  assert.match(await runPrompt(claude, [SEARCH]), /"count":1,.*the heron nests at berth 42/);
});

test('a Claude Code that keeps running goes on after kill -9 of the server [clients.claude.kill]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const claude = await createClaudeMachine(t);
  await configure(claude, 'claude', '--url', `${server.url}/mcp`);
  const child = spawnClient([claudeBinary(), '-p', '--input-format', 'stream-json', ...PROMPT_FLAGS], claude);
  const errors = collectOutput(child.stderr);
  assert.ok(child.stdin && child.stdout);
  const { stdin } = child;
  const records = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (steps: readonly Step[]): Promise<string> => {
    const message = { role: 'user', content: renderScript(steps) };
    stdin.write(`${JSON.stringify({ type: 'user', message, parent_tool_use_id: null })}\n`);
    for (;;) {
      const { value, done } = await records.next();
      if (done) throw new Error(`Claude Code ended: ${errors()}`);
      const record = JSON.parse(value) as StreamRecord;
      if (record.type === 'result') return record.result ?? '';
    }
  };
  assert.match(await say([STORE]), /"status":"created"/);
  assert.equal(await server.stop('SIGKILL'), 'SIGKILL');
  const next = await startServer({ folder: server.folder, port: server.port });
  t.after(() => next.stop());
  assert.match(await say([SEARCH]), /"count":1,.*the heron nests at berth 42/);
  stdin.end();
});

test('one turn starts a session of another Claude Code, waits for its answer, reads and ends it [clients.claude.sessions]', async (t) => {
  const door = await openRealDoor(t);
  const { env } = door.server;
  const claude = { cwd: door.cwd, env };
  await configure(claude, 'claude', '--url', `${door.server.url}/mcp`);
  const session = { session_id: '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11' };
  const call = (tool: string, input: Readonly<Record<string, unknown>>): Step => ({
    kind: 'call',
    tool: `mcp__codez__${tool}`,
    input,
  });
  const tools: string[] = [];
  const steps = [
    call('create_session', { cwd: door.cwd, ...session }),
    call('send_and_wait', { ...session, text: 'say forty-two herons' }),
    call('poll_events', { ...session, timeout_ms: 0 }),
    call('get_session', session),
    call('dispose_session', session),
  ];
  const [made, answered, polled, read, ended] = (await runPrompt(claude, steps, tools)).split(' | ');
  assert.match(made ?? '', /"created":true/);
  assert.match(answered ?? '', /"state":"done".*"result_text":"forty-two herons"/);
  assert.match(polled ?? '', /"type":"session.idle"/);
  assert.match(read ?? '', /"status":"live".*"text":"forty-two herons"/);
  assert.match(ended ?? '', /"disposed":true/);
  for (const { tool } of steps as { tool: string }[]) assert.ok(tools.includes(tool), tool);
});
