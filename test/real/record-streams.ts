import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startMessagesApi } from './support/messages-api.ts';
import { claudeBinary } from './support/packages.ts';
import { shortenRecord } from './support/shorten-record.ts';
import { id, isResult, type Json, SCENARIOS, type Scenario } from './support/stream-scenarios.ts';

/**
 * `node dist/test/real/record-streams.js FOLDER [name]...`
 *
 * Records what Claude Code says in scripted turns: FOLDER/<name>.jsonl is its output, FOLDER/<name>.transcript.jsonl
 * the transcript it wrote, <name>.agent.jsonl that of a sub-agent.
 */
const FLAGS =
  '-p --input-format stream-json --output-format stream-json --verbose --include-partial-messages --replay-user-messages --permission-prompt-tool stdio --permission-mode default';

async function record(name: string, scenario: Scenario, folder: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'rec-'));
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  const api = await startMessagesApi();
  const child = spawn(claudeBinary(), [...FLAGS.split(' '), '--session-id', id(999), ...(scenario.args ?? [])], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      TMPDIR: home,
      CLAUDE_CONFIG_DIR: join(home, 'claude'),
      ANTHROPIC_BASE_URL: api.url,
      ANTHROPIC_API_KEY: 'dummy',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_TELEMETRY: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_MAX_RETRIES: '1',
      ...scenario.env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = await drive(child, scenario);
  child.stdin?.end();
  await new Promise((resolve) => child.once('exit', resolve));
  await api.close();
  const redact = (text: string): string =>
    text.replaceAll(home, '/home/ann').replaceAll(home.replaceAll(/[^A-Za-z0-9]/g, '-'), '-home-ann');
  const keep = (text: string): string => `${redact(text).trimEnd().split('\n').map(shortenRecord).join('\n')}\n`;
  writeFileSync(join(folder, `${name}.jsonl`), keep(lines.join('\n')));
  const projects = join(home, 'claude', 'projects');
  for (const file of readdirSync(projects, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.jsonl')) continue;
    const kind = file.includes('subagents') ? 'agent' : 'transcript';
    writeFileSync(join(folder, `${name}.${kind}.jsonl`), keep(readFileSync(join(projects, file), 'utf8')));
  }
  rmSync(home, { recursive: true, force: true });
}

async function drive(child: ChildProcess, { steps, turns }: Scenario): Promise<string[]> {
  const lines: string[] = [];
  const waiting = [...steps];
  const advance = (record: Json): void => {
    let isFirst = true;
    while (waiting[0] !== undefined && (waiting[0].when === undefined || (isFirst && waiting[0].when(record)))) {
      isFirst = waiting[0].when === undefined;
      child.stdin?.write(`${JSON.stringify(waiting.shift()?.send(record))}\n`);
      if (!isFirst) isFirst = false;
    }
  };
  child.stdin?.write(
    `${JSON.stringify({ type: 'control_request', request_id: 'init-1', request: { subtype: 'initialize' } })}\n`,
  );
  advance({});
  let ended = 0;
  if (child.stdout === null) return lines;
  const alarm = setTimeout(() => child.kill('SIGKILL'), 40_000);
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const record = JSON.parse(line) as Json;
    advance(record);
    if (isResult(record) && ++ended === turns) child.stdin?.end();
  }
  clearTimeout(alarm);
  return lines;
}

const [folder = '.', ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  await record(name, scenario, folder);
  process.stdout.write(`${name}\n`);
}
