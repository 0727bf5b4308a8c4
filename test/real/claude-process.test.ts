import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createProcessTable } from '../../src/claude/process/process-table.ts';
import { randomIds } from '../../src/core/ids.ts';
import { createSessionMachine, endSession, type SessionMachine, SessionReader } from '../support/claude-sessions.ts';
import { watchFor } from '../support/watch-for.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { claudeBinary } from './support/packages.ts';

const STARTER = join(dirname(fileURLToPath(import.meta.url)), '../support/programs/session-starter.js');
const table = createProcessTable(process.platform);

async function createMachine(t: TestContext): Promise<SessionMachine> {
  const { cwd, env } = await createClaudeMachine(t);
  return createSessionMachine({ claudeBin: claudeBinary(), folder: dirname(cwd), environment: env, cwd });
}

/** A step of the scripted model that runs a command. */
function bash(command: string): string {
  return `call Bash ${JSON.stringify({ command, description: 'a command' })}`;
}

test('a turn whose server was killed with a permission open is finished by the next one [sessions.process.real-adopt]', async (t) => {
  const machine = await createMachine(t);
  const sessionId = randomIds.uuid();
  const prompt = `${bash('echo from-the-tool > proof')}\nsay done`;
  const args = [STARTER, machine.folder, claudeBinary(), sessionId, 'turn', prompt];
  const starter = spawn(process.execPath, args, { env: machine.environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(starter, 'exit');
  for await (const line of createInterface({ input: starter.stdout })) {
    if (line === 'permission') starter.kill('SIGKILL');
  }
  await exited;
  const { processes, problems } = await machine.launcher.adoptAll();
  assert.deepEqual(problems, []);
  const [adopted] = processes;
  assert.ok(adopted?.isAlive === true);
  const reader = new SessionReader(adopted);
  await reader.allow(await reader.waitForPermission());
  const { value } = await reader.waitFor((record) => record.value?.['type'] === 'result');
  assert.equal(value?.['result'], 'done');
  assert.ok(existsSync(join(machine.cwd, 'proof')));
  assert.equal((await reader.prompt('say and more'))['result'], 'and more');
  await endSession(adopted);
  assert.deepEqual(readdirSync(machine.runRoot), []);
});

test('a session killed in a turn tells its exit, leaves no tool, and is resumed [sessions.process.real-kill]', async (t) => {
  const machine = await createMachine(t);
  const spec = machine.spec({ allowedTools: ['Bash'] });
  const session = await machine.launcher.launch(spec);
  const reader = new SessionReader(session);
  assert.equal((await reader.prompt('say first'))['result'], 'first');
  const file = join(machine.cwd, 'pid');
  await reader.send(bash(`echo $$ > ${file}.new; mv ${file}.new ${file}; sleep 1000`));
  const tool = Number(await watchFor(file));
  process.kill(session.pid, 'SIGKILL');
  const exit = await session.exited;
  assert.deepEqual({ code: exit.code, signal: exit.signal }, { code: null, signal: 'SIGKILL' });
  await endSession(session);
  assert.equal(await table.startOf(tool), undefined);
  const resumed = await machine.launcher.launch({ ...spec, start: 'resume' });
  assert.equal((await new SessionReader(resumed).prompt('say second'))['result'], 'second');
  await endSession(resumed);
});

test('ending a session ends its blocked and hidden tools within 10 s [sessions.process.real-end]', async (t) => {
  const machine = await createMachine(t);
  const session = await machine.launcher.launch(machine.spec({ allowedTools: ['Bash'] }));
  const reader = new SessionReader(session);
  const file = join(machine.cwd, 'pids');
  const hidden = `setsid sh -c "trap '' TERM HUP; echo \\$\\$ >> ${file}.new; mv ${file}.new ${file}; sleep 1000" &`;
  await reader.send(bash(`trap '' TERM; echo $$ > ${file}.new; ${hidden} sleep 1000 & sleep 1001`));
  const pids = (await watchFor(file)).trim().split('\n').map(Number);
  assert.equal(pids.length, 2);
  const before = performance.now();
  await session.end();
  const took = performance.now() - before;
  assert.ok(took < 10_000, `${took} ms`);
  for (const pid of [session.pid, ...pids]) assert.equal(await table.startOf(pid), undefined);
  assert.deepEqual(await table.withVariable('CLAUDE_PID', String(session.pid)), []);
  await session.remove();
});

test('in a folder that is not trusted nothing of the folder runs [sessions.process.untrusted]', async (t) => {
  const machine = await createMachine(t);
  const marks = join(machine.folder, 'marks');
  mkdirSync(marks);
  mkdirSync(join(machine.cwd, '.claude'));
  const hook = (name: string): unknown => [{ hooks: [{ type: 'command', command: `touch ${join(marks, name)}` }] }];
  const hooks = Object.fromEntries(
    ['SessionStart', 'UserPromptSubmit', 'Stop', 'SessionEnd'].map((name) => [name, hook(name)]),
  );
  const settings = { hooks, enableAllProjectMcpServers: true, permissions: { allow: ['Bash'] } };
  for (const name of ['settings.json', 'settings.local.json']) {
    writeFileSync(join(machine.cwd, '.claude', name), JSON.stringify(settings));
  }
  const server = { command: 'touch', args: [join(marks, 'server')] };
  writeFileSync(join(machine.cwd, '.mcp.json'), JSON.stringify({ mcpServers: { hostile: server } }));

  for (const trusted of [false, true]) {
    const session = await machine.launcher.launch(machine.spec({ trusted }));
    const result = await new SessionReader(session).prompt('say hello');
    assert.equal(result['result'], 'hello');
    await endSession(session);
    if (!trusted) assert.deepEqual(readdirSync(marks), []);
  }
  assert.ok(readdirSync(marks).includes('UserPromptSubmit'), 'in a trusted folder they run, so this test can fail');
});

test('a fork ends at the message it was made at, and the source stays as it was [sessions.process.real-fork]', async (t) => {
  const machine = await createMachine(t);
  const spec = machine.spec();
  const source = await machine.launcher.launch(spec);
  const reader = new SessionReader(source);
  const uuids: string[] = [];
  for (const word of ['one', 'two', 'three']) {
    await reader.prompt(`say ${word}`);
    const said = await reader.waitFor(
      ({ value }) => value?.['type'] === 'assistant' && JSON.stringify(value).includes(word),
    );
    uuids.push(String(said.value?.['uuid']));
  }
  await endSession(source);
  const fork = machine.spec({ start: 'fork', forkOf: spec.sessionId, forkAt: uuids[1] as string });
  const session = await machine.launcher.launch(fork);
  assert.equal((await new SessionReader(session).prompt('say four'))['result'], 'four');
  await endSession(session);
  assert.deepEqual(saidIn(machine, fork.sessionId), ['one', 'two', 'four']);
  assert.deepEqual(saidIn(machine, spec.sessionId), ['one', 'two', 'three']);
  const unknown = machine.spec({ start: 'fork', forkOf: spec.sessionId, forkAt: randomIds.uuid() });
  await assert.rejects(machine.launcher.launch(unknown), /ended with exit code 1 .*No message found/);
});

test('values that look like options reach Claude Code as values [sessions.process.real-arguments]', async (t) => {
  const machine = await createMachine(t);
  const folder = join(machine.folder, '-d,ir');
  mkdirSync(folder);
  const session = await machine.launcher.launch(
    machine.spec({
      permissionMode: 'acceptEdits',
      trusted: false,
      model: '--help',
      fallbackModel: '-x',
      effort: 'low',
      maxBudgetUsd: 5,
      appendSystemPrompt: '--version\n-p',
      jsonSchema: { type: 'object', properties: {} },
      allowedTools: ['Bash(echo *)', 'Bash(true)'],
      disallowedTools: ['Write', 'WebFetch'],
      addDirs: [folder],
    }),
  );
  const reader = new SessionReader(session);
  await reader.prompt('say hello');
  const { value } = await reader.waitFor((record) => record.value?.['subtype'] === 'init');
  assert.equal(value?.['model'], '--help');
  assert.equal(value?.['permissionMode'], 'acceptEdits');
  assert.deepEqual(value?.['additional_directories'], [folder]);
  const tools = value?.['tools'] as readonly string[];
  assert.deepEqual(
    ['Bash', 'Write', 'WebFetch', 'StructuredOutput'].map((name) => tools.includes(name)),
    [true, false, false, true],
  );
  await endSession(session);
});

/** The assistant's texts in a session's transcript. */
function saidIn(machine: SessionMachine, sessionId: string): string[] {
  const projects = join(String(machine.environment['CLAUDE_CONFIG_DIR']), 'projects');
  const slug = readdirSync(projects).find((name) => existsSync(join(projects, name, `${sessionId}.jsonl`)));
  const lines = readFileSync(join(projects, String(slug), `${sessionId}.jsonl`), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const record = line === '' ? {} : JSON.parse(line);
    return record.type === 'assistant' ? [record.message.content[0].text] : [];
  });
}
