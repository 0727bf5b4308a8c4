import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createRunningClaudes, type RunningClaudes } from '../../../../src/claude/process/create-running-claudes.ts';
import { createProcessTable, type ProcessTable } from '../../../../src/claude/process/process-table.ts';
import { createSessionMachine, endSession, SessionReader } from '../../../support/claude-sessions.ts';
import { scratchFolder } from '../../../support/scratch.ts';

/** A table in which processes 10 and 11 live since tick 500. */
const TABLE: ProcessTable = {
  startsAre: 'ticks',
  bootId: async () => 'boot',
  startOf: async (pid) => (pid === 10 || pid === 11 ? 500 : undefined),
  list: async () => [],
  withVariable: async () => [],
  readingFrom: async () => [],
};

function makeRegistry(entries: Readonly<Record<string, unknown>>, table = TABLE): RunningClaudes {
  const configDir = scratchFolder();
  mkdirSync(join(configDir, 'sessions'));
  for (const [name, entry] of Object.entries(entries)) {
    writeFileSync(join(configDir, 'sessions', name), typeof entry === 'string' ? entry : JSON.stringify(entry));
  }
  return createRunningClaudes({ configDir, table });
}

test('a session with a living process of the right start is running [sessions.process.registry]', async () => {
  const entry = { pid: 10, sessionId: 'a', procStart: '500', startedAt: 5, cwd: '/w', status: 'busy', more: [1] };
  const running = makeRegistry({
    '10.json': entry,
    '11.json': { pid: 11, sessionId: 'recycled', procStart: '499' },
    '12.json': { pid: 12, sessionId: 'dead' },
    '10.abc.key': 'x',
  });
  assert.deepEqual(await running.list(), [{ pid: 10, sessionId: 'a', cwd: '/w', status: 'busy', startedAt: 5 }]);
  assert.equal((await running.find('a'))?.pid, 10);
  assert.equal(await running.find('dead'), undefined);
});

test('odd entries are left out, and no registry is an empty one', async () => {
  const odd = { '10.json': '{"pid":10,', '11.json': [], '13.json': { pid: 10, sessionId: 'x' }, '014.json': null };
  assert.deepEqual(await makeRegistry({ ...odd, '15.json': { pid: 15, sessionId: 7 } }).list(), []);
  assert.deepEqual(await createRunningClaudes({ configDir: '/nowhere', table: TABLE }).list(), []);
});

test('where starts are seconds, a process younger than its entry has only taken over the number', async () => {
  const table: ProcessTable = { ...TABLE, startsAre: 'seconds', startOf: async () => 1_000 };
  const running = makeRegistry(
    {
      '10.json': { pid: 10, sessionId: 'old', startedAt: 900_000 },
      '11.json': { pid: 11, sessionId: 'new', startedAt: 1_000_500 },
    },
    table,
  );
  assert.deepEqual(
    (await running.list()).map(({ sessionId }) => sessionId),
    ['new'],
  );
});

test('a started session is seen, and gone when it has ended', async (t: TestContext) => {
  const machine = createSessionMachine();
  const session = await machine.launcher.launch(machine.spec());
  t.after(() => rmSync(machine.folder, { recursive: true, force: true }));
  const table = createProcessTable(process.platform);
  let now = 0;
  const running = createRunningClaudes({ configDir: join(machine.folder, 'claude'), table, monotonic: () => now });
  assert.equal((await running.find(session.sessionId))?.pid, session.pid);
  await new SessionReader(session).prompt('say x');
  await endSession(session);
  assert.equal((await running.find(session.sessionId))?.pid, session.pid, 'for a moment the list is kept');
  now = 1_000;
  assert.equal(await running.find(session.sessionId), undefined);
});

test('a pipe in the registry is left out, and waited for by nobody [sessions.process.registry]', async () => {
  const configDir = scratchFolder();
  const folder = join(configDir, 'sessions');
  mkdirSync(folder);
  const pipe = join(folder, '11.json');
  execFileSync('mkfifo', [pipe]);
  writeFileSync(join(folder, '10.json'), JSON.stringify({ pid: 10, sessionId: 'a', procStart: '500' }));
  // Who waits for the pipe goes on when it is closed, so that nothing of this test stays behind.
  const release = setTimeout(() => writeFileSync(pipe, JSON.stringify({ pid: 11, sessionId: 'b' })), 2_000);
  const found = await createRunningClaudes({ configDir, table: TABLE }).list();
  clearTimeout(release);
  assert.deepEqual(found, [{ pid: 10, sessionId: 'a' }]);
});
