import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { endProcessTree } from '../../../../src/claude/process/end-process-tree.ts';
import { createProcessTable } from '../../../../src/claude/process/process-table.ts';
import { createSessionMachine, SessionReader } from '../../../support/claude-sessions.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { watchFor } from '../../../support/watch-for.ts';

const table = createProcessTable(process.platform);

async function start(
  t: TestContext,
  script: string,
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProcess & { pid: number }> {
  const options = { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'ignore'] as const };
  const child = spawn('sh', ['-c', script], { ...options, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  await once(child, 'spawn');
  // With all it has started, which would keep its output open.
  t.after(() => killGroup(child.pid));
  return child as ChildProcess & { pid: number };
}

function killGroup(pid: number | undefined): void {
  try {
    process.kill(-(pid as number), 'SIGKILL');
  } catch {
    // The test has ended it.
  }
}

async function printedPids(child: ChildProcess, count: number): Promise<number[]> {
  let text = '';
  while (text.trim().split('\n').length < count || !text.endsWith('\n')) {
    const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    text += chunk.toString();
  }
  return text.trim().split('\n').map(Number);
}

async function isAlive(pid: number): Promise<boolean> {
  return (await table.startOf(pid)) !== undefined;
}

test('descendants end with a process, also those of other sessions and whose parent has gone [sessions.process.end]', async (t) => {
  // A child in a session of its own that ignores SIGTERM, and a grandchild whose parent ends at once.
  const script = `
    setsid sh -c "trap '' TERM; echo \\$\\$; sleep 1000" &
    sh -c 'sleep 1000 & echo $!; sleep 1000' &
    wait`;
  const child = await start(t, script);
  const pids = await printedPids(child, 2);
  const tree = { table, pid: child.pid, start: (await table.startOf(child.pid)) as number };
  await endProcessTree(tree);
  for (const pid of [child.pid, ...pids]) assert.equal(await isAlive(pid), false);
});

test('processes that carry its CLAUDE_PID end with it, those of another one do not [sessions.process.end]', async (t) => {
  const claude = await start(t, 'sleep 1000 & wait');
  const tool = await start(t, 'sleep 1000', { CLAUDE_PID: String(claude.pid) });
  const other = await start(t, 'sleep 1000', { CLAUDE_PID: `${claude.pid}0` });
  await endProcessTree({ table, pid: claude.pid, start: (await table.startOf(claude.pid)) as number });
  assert.deepEqual(await Promise.all([claude, tool, other].map(({ pid }) => isAlive(pid))), [false, false, true]);
});

test('what a dead process has left ends, and who got its number is not touched [sessions.process.identity]', async (t) => {
  const holder = await start(t, 'sleep 1000 & echo $!; wait');
  const [child] = (await printedPids(holder, 1)) as [number];
  const start2 = (await table.startOf(holder.pid)) as number;
  // The dead one had this number, and began before its new holder.
  const older = await start(t, 'sleep 1000', { CLAUDE_PID: String(holder.pid) });
  await endProcessTree({ table, pid: holder.pid, start: start2 - 1 });
  assert.equal(await isAlive(holder.pid), true);
  assert.equal(await isAlive(child), true);
  assert.equal(await isAlive(older.pid), true, "it began after the new holder: it is that one's");
});

test('a session that ignores SIGTERM is killed with its blocked tool within 10 s [sessions.process.end]', async () => {
  const machine = createSessionMachine({
    environment: { ...process.env, HOME: scratchFolder(), STAND_IN_CLAUDE: 'ignore-sigterm' },
  });
  const session = await machine.launcher.launch(machine.spec({ allowedTools: ['Bash'] }));
  const reader = new SessionReader(session);
  const file = join(machine.cwd, 'pid');
  await reader.send(`call Bash {"command":"trap '' TERM; echo $$ > ${file}.new; mv ${file}.new ${file}; sleep 1000"}`);
  const pid = Number(await watchFor(file));
  assert.equal(await isAlive(pid), true);
  const before = performance.now();
  await session.end();
  assert.ok(performance.now() - before < 10_000);
  assert.equal(await isAlive(pid), false);
  assert.equal(await isAlive(session.pid), false);
  assert.equal((await session.exited).signal, 'SIGKILL');
  await session.remove();
});
