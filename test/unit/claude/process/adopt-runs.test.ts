import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createProcessTable } from '../../../../src/claude/process/process-table.ts';
import { randomIds } from '../../../../src/core/ids.ts';
import {
  createSessionMachine,
  endSession,
  type SessionMachine,
  SessionReader,
} from '../../../support/claude-sessions.ts';
import { standInClaudeBin } from '../../../support/stand-in-claude-bin.ts';

const STARTER = join(dirname(fileURLToPath(import.meta.url)), '../../../support/programs/session-starter.js');
const table = createProcessTable(process.platform);

interface StartedElsewhere {
  readonly machine: SessionMachine;
  readonly sessionId: string;
}

/** Starts a session in another process, which is killed when it has printed `line` (or kills itself). */
async function startAndKill(t: TestContext, when: string, line: string, prompt = ''): Promise<StartedElsewhere> {
  const machine = createSessionMachine();
  const sessionId = randomIds.uuid();
  const args = [STARTER, machine.folder, standInClaudeBin(), sessionId, when, prompt];
  const starter = spawn(process.execPath, args, { env: machine.environment, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => starter.kill('SIGKILL'));
  const exited = once(starter, 'exit');
  for await (const printed of createInterface({ input: starter.stdout })) {
    if (printed.startsWith(line)) starter.kill('SIGKILL');
  }
  await exited;
  return { machine, sessionId };
}

test('a session whose server was killed in a turn is adopted, answered and goes on [sessions.process.adopt]', async (t) => {
  const prompt = 'call Bash {"command":"echo from the tool"}\nsay done';
  const { machine, sessionId } = await startAndKill(t, 'turn', 'permission', prompt);
  const { processes, problems } = await machine.launcher.adoptAll();
  assert.deepEqual(problems, []);
  const [adopted] = processes;
  assert.ok(adopted?.isAlive === true && adopted.sessionId === sessionId);
  const reader = new SessionReader(adopted);
  await reader.allow(await reader.waitForPermission());
  const { value } = await reader.waitFor((record) => record.value?.['type'] === 'result');
  assert.equal(value?.['result'], 'done');
  assert.ok(reader.records.some((record) => JSON.stringify(record.value).includes('from the tool')));
  assert.equal((await reader.prompt('say more'))['result'], 'more');
  assert.deepEqual((await machine.launcher.adoptAll()).processes, [], 'it is adopted once');
  await endSession(adopted);
  assert.deepEqual(readdirSync(machine.runRoot), []);
});

test('the end of an adopted process is noticed, and what it wrote is handed on first', async (t) => {
  const { machine } = await startAndKill(t, 'ready', 'ready');
  const [adopted] = (await machine.launcher.adoptAll()).processes;
  assert.ok(adopted !== undefined);
  const reader = new SessionReader(adopted);
  await reader.send('exit 4');
  const exit = await adopted.exited;
  assert.deepEqual(exit, { code: null, signal: null, stderr: 'stand-in: ends with 4 as it was told\n' });
  assert.ok(reader.records.some(({ value }) => value?.['state'] === 'started'));
  await endSession(adopted);
});

test('what a process wrote before it ended can be read by the next server', async (t) => {
  const { machine, sessionId } = await startAndKill(t, 'turn', 'permission', 'call Bash {"command":"true"}');
  const record = JSON.parse(readFileSync(join(machine.runRoot, sessionId, 'process.json'), 'utf8'));
  process.kill(record.pid, 'SIGKILL');
  while ((await table.startOf(record.pid)) !== undefined) await new Promise(setImmediate);
  const [ended] = (await machine.launcher.adoptAll()).processes;
  assert.ok(ended?.isAlive === false);
  const reader = new SessionReader(ended);
  await ended.exited;
  assert.equal(reader.records.filter(({ value }) => value?.['type'] === 'control_request').length, 1);
  await endSession(ended);
});

test('a server killed between start and record leaves no process that nobody knows [sessions.process.orphan]', async (t) => {
  const { machine, sessionId } = await startAndKill(t, 'spawned', 'never');
  const fifo = join(machine.runRoot, sessionId, 'in');
  assert.equal((await table.readingFrom(fifo)).length, 1, 'the session was started');
  assert.ok(!existsSync(join(machine.runRoot, sessionId, 'process.json')));
  const { processes, problems } = await machine.launcher.adoptAll();
  assert.deepEqual(processes, []);
  assert.match(problems.join(), /could not be gone on with and was ended: .*process\.json/);
  assert.deepEqual(await table.readingFrom(fifo), []);
  assert.deepEqual(readdirSync(machine.runRoot), []);
});

test('where there is no FIFO a session runs through a pipe and ends with its server [sessions.process.pipe]', async (t) => {
  const here = createSessionMachine();
  const session = await here.another({ platform: 'win32' }).launch(here.spec());
  assert.equal((await new SessionReader(session).prompt('say through a pipe'))['result'], 'through a pipe');
  await endSession(session);
  assert.deepEqual(readdirSync(here.runRoot), []);

  const { machine, sessionId } = await startAndKill(t, 'piped', 'ready');
  const { pid } = JSON.parse(readFileSync(join(machine.runRoot, sessionId, 'process.json'), 'utf8'));
  while ((await table.startOf(pid)) !== undefined) await new Promise(setImmediate);
  const [ended] = (await machine.launcher.adoptAll()).processes;
  assert.equal(ended?.isAlive, false);
  await ended?.remove();
});

const damages: readonly [name: string, damage: (folder: string) => void, problem: RegExp][] = [
  ['its record is garbage', (folder) => writeFileSync(join(folder, 'process.json'), '{"pid":'), /JSON/],
  ['its record is empty', (folder) => writeFileSync(join(folder, 'process.json'), ''), /JSON/],
  ['its input is gone', (folder) => rmSync(join(folder, 'in')), /\/in'/],
  ['its input is a file', (folder) => replace(join(folder, 'in'), (path) => writeFileSync(path, '')), /no FIFO/],
  ['its input is a link', (folder) => replace(join(folder, 'in'), (path) => symlinkSync('/dev/null', path)), /no FIFO/],
  ['its output is gone', (folder) => rmSync(join(folder, 'out')), /\/out'/],
  [
    'its output is a link',
    (folder) => replace(join(folder, 'out'), (path) => symlinkSync('/etc/passwd', path)),
    /ELOOP/,
  ],
  [
    'its output is a FIFO',
    (folder) => replace(join(folder, 'out'), (path) => execFileSync('mkfifo', [path])),
    /not what/,
  ],
];
for (const [name, damage, problem] of damages) {
  test(`a session is ended when ${name} [sessions.process.odd-run]`, async (t) => {
    const { machine, sessionId } = await startAndKill(t, 'ready', 'ready');
    const folder = join(machine.runRoot, sessionId);
    const { pid } = JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8'));
    damage(folder);
    const { processes, problems } = await machine.launcher.adoptAll();
    assert.deepEqual(processes, []);
    assert.match(problems.join(), problem);
    assert.equal(await table.startOf(pid), undefined);
    assert.deepEqual(readdirSync(machine.runRoot), []);
  });
}

test('what is no run is told and left alone [sessions.process.odd-run]', async () => {
  const machine = createSessionMachine();
  mkdirSync(machine.runRoot);
  const outside = join(machine.folder, 'outside');
  mkdirSync(outside);
  symlinkSync(outside, join(machine.runRoot, randomIds.uuid()));
  writeFileSync(join(machine.runRoot, randomIds.uuid()), 'a file');
  mkdirSync(join(machine.runRoot, 'not-a-session'));
  const before = readdirSync(machine.runRoot);
  const { processes, problems } = await machine.launcher.adoptAll();
  assert.deepEqual(processes, []);
  assert.equal(problems.length, 3);
  assert.ok(problems.every((problem) => problem.includes('left alone')));
  assert.deepEqual(readdirSync(machine.runRoot), before);
});

test('what a server has not finished removing is removed without a word', async () => {
  const machine = createSessionMachine();
  mkdirSync(join(machine.runRoot, `${randomIds.uuid()}.removed`), { recursive: true });
  writeFileSync(join(machine.runRoot, readdirSync(machine.runRoot)[0] as string, 'out'), 'a part');
  assert.deepEqual(await machine.launcher.adoptAll(), { processes: [], problems: [], givenUp: [] });
  assert.deepEqual(readdirSync(machine.runRoot), []);
});

test('a start where another server has a process for the session is refused, whatever became of its files', async (t) => {
  const { machine, sessionId } = await startAndKill(t, 'ready', 'ready');
  const spec = machine.spec({ sessionId });
  await assert.rejects(machine.launcher.launch(spec), /has a running process already/);
  rmSync(join(machine.runRoot, sessionId, 'in'));
  await assert.rejects(machine.launcher.launch(spec), /has a running process already/);
  const { problems } = await machine.launcher.adoptAll();
  assert.equal(problems.length, 1);
  const session = await machine.launcher.launch(spec);
  await endSession(session);
});

test('a recycled process id is never taken for a session [sessions.process.identity]', async (t) => {
  const { machine, sessionId } = await startAndKill(t, 'ready', 'ready');
  const path = join(machine.runRoot, sessionId, 'process.json');
  const record = JSON.parse(readFileSync(path, 'utf8'));
  process.kill(record.pid, 'SIGKILL');
  while ((await table.startOf(record.pid)) !== undefined) await new Promise(setImmediate);
  const stranger = spawn('sleep', ['1000'], { stdio: 'ignore' });
  t.after(() => stranger.kill('SIGKILL'));
  await once(stranger, 'spawn');
  const start = await table.startOf(stranger.pid as number);
  for (const other of [{ start: record.start }, { start, bootId: 'another boot' }]) {
    writeFileSync(path, JSON.stringify({ ...record, pid: stranger.pid, ...other }));
    const launcher = machine.another();
    const [found] = (await launcher.adoptAll()).processes;
    assert.equal(found?.isAlive, false);
    await found?.end();
    found?.detach();
  }
  assert.equal(await table.startOf(stranger.pid as number), start, 'it goes on');
});

function replace(path: string, make: (path: string) => void): void {
  rmSync(path);
  make(path);
}
