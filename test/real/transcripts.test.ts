import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { resolveClaudeConfigDir } from '../../src/claude/transcripts/claude-config-dir.ts';
import { createTranscripts } from '../../src/claude/transcripts/create-transcripts.ts';
import { slugOf } from '../../src/claude/transcripts/slug-of.ts';
import type { Transcripts } from '../../src/claude/transcripts/transcripts.ts';
import { readAll } from '../support/transcripts/read-all.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { claudeBinary } from './support/packages.ts';
import { type ClientSetting, collectOutput, runClient, spawnClient } from './support/run-client.ts';
import { renderScript } from './support/script.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';
const FORK = 'aaaaaaaa-0000-4000-8000-000000000002';
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface Machine {
  readonly configDir: string;
  readonly transcripts: Transcripts;
  readonly work: string;
  readonly env: NodeJS.ProcessEnv;
}

async function createMachine(t: TestContext): Promise<Machine> {
  const { cwd, env } = await createClaudeMachine(t);
  const { folder: configDir } = resolveClaudeConfigDir(env, env['HOME'] ?? '');
  return { configDir, transcripts: createTranscripts({ configDir }), work: realpathSync(cwd), env };
}

/** Sends one prompt as a stream-json client does, so that it may hold images. */
async function prompt(setting: ClientSetting, content: readonly unknown[], uuid: string): Promise<void> {
  const flags = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];
  const child = spawnClient([claudeBinary(), '-p', '--resume', SESSION, ...flags], setting);
  const output = collectOutput(child.stdout);
  const message = { role: 'user', content };
  child.stdin?.end(`${JSON.stringify({ type: 'user', message, parent_tool_use_id: null, uuid })}\n`);
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, output());
}

test('a session of Claude Code is read back as it was [sessions.transcripts.real]', async (t) => {
  const { transcripts, work, env } = await createMachine(t);
  const cwd = join(work, 'a_b.c-d é');
  mkdirSync(cwd);
  const steps = renderScript([
    { kind: 'call', tool: 'Bash', input: { command: 'echo hi; exit 3', description: 'fail' } },
    {
      kind: 'call',
      tool: 'Task',
      input: { description: 'sub', prompt: 'say from sub', subagent_type: 'general-purpose' },
    },
    { kind: 'say', text: 'done' },
  ]);
  const tools = ['--allowedTools', 'Bash', 'Task'];
  await runClient([claudeBinary(), '-p', steps, '--session-id', SESSION, ...tools], { cwd, env });
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } };
  const uuid = 'cccccccc-0000-4000-8000-000000000001';
  await prompt({ cwd, env }, [image, { type: 'text', text: 'say saw é' }], uuid);

  const summary = await transcripts.find(SESSION);
  assert.equal(summary?.cwd, cwd);
  assert.equal(summary.slug, slugOf(cwd));
  assert.equal(summary.title, steps.replaceAll('\n', ' '));
  const messages = await readAll(transcripts, SESSION, { limit: 2 });
  assert.equal(summary.messageCount, messages.length);
  const calls = messages.flatMap(({ parts }) => parts).filter((part) => part.type === 'tool_use');
  assert.deepEqual(
    calls.map(({ tool, state }) => [tool, state]),
    [
      ['Bash', 'error'],
      ['Task', 'completed'],
    ],
  );
  assert.deepEqual(messages[0]?.parts, [{ type: 'text', text: steps }]);
  assert.deepEqual(messages.at(-2)?.id, uuid);
  assert.deepEqual(messages.at(-2)?.parts, [
    { type: 'image', media_type: 'image/png', bytes: Buffer.from(PNG, 'base64').length },
    { type: 'text', text: 'say saw é' },
  ]);
  assert.deepEqual(messages.at(-1)?.parts, [{ type: 'text', text: 'saw é' }]);
  assert.deepEqual(messages.at(-1)?.usage, { input: 10, output: 5, cache_read: 0, cache_write: 0 });

  const all = await readAll(transcripts, SESSION, { limit: 3, include: ['subagents', 'tool_results'] });
  const agent = all.filter(({ agentId }) => agentId !== undefined);
  assert.deepEqual(
    agent.map(({ role, parts }) => [role, parts]),
    [
      ['user', [{ type: 'text', text: 'say from sub' }]],
      ['assistant', [{ type: 'text', text: 'from sub' }]],
    ],
  );
  assert.equal(all.length, messages.length + agent.length);
  const result = all.flatMap(({ parts }) => parts).find((part) => part.type === 'tool_result');
  assert.deepEqual([result?.is_error, result?.text.includes('hi')], [true, true]);
});

test('a fork of Claude Code names its source and has its messages [sessions.transcripts.real]', async (t) => {
  const { transcripts, work, env } = await createMachine(t);
  const setting = { cwd: work, env };
  await runClient([claudeBinary(), '-p', 'say one', '--session-id', SESSION], setting);
  const before = await readAll(transcripts, SESSION);
  const fork = ['--resume', SESSION, '--fork-session', '--session-id', FORK];
  await runClient([claudeBinary(), '-p', 'say two', ...fork], setting);
  assert.equal((await transcripts.find(FORK))?.forkedFrom, SESSION);
  const messages = await readAll(transcripts, FORK);
  assert.deepEqual(messages.slice(0, 2), before);
  assert.equal(messages.length, 4);
  const [project, ...others] = await transcripts.listProjects();
  assert.deepEqual([project?.path, project?.sessionCount, others], [work, 2, []]);
});

test('slugs are those of Claude Code, for long paths and any script [sessions.transcripts.real]', async (t) => {
  const { configDir, transcripts, work, env } = await createMachine(t);
  const folders = [
    join(work, `${'dir_'.repeat(30)}a`, 'x'.repeat(90)),
    join(work, `${'日本'.repeat(40)} é`, '港'.repeat(70), '_'.repeat(90)),
  ];
  for (const cwd of folders) {
    mkdirSync(cwd, { recursive: true });
    await runClient([claudeBinary(), '-p', 'say hi'], { cwd, env });
  }
  assert.deepEqual(readdirSync(join(configDir, 'projects')).sort(), folders.map(slugOf).sort());
  assert.ok(folders.every((cwd) => slugOf(cwd).length > 200));
  assert.deepEqual((await transcripts.listProjects()).map(({ path }) => path).sort(), folders.sort());
});
