import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, existsSync, fstatSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { toLaunchArguments } from '../../src/claude/process/launch-arguments.ts';
import { OutputFollower } from '../../src/claude/process/output-follower.ts';
import { createSessionMachine, endSession, type SessionMachine } from '../support/claude-sessions.ts';
import { callTool } from '../support/mcp.ts';
import { startServer } from '../support/server.ts';
import { standInClaudeBin } from '../support/stand-in-claude-bin.ts';
import { type BenchRow, median, percentile } from './row.ts';

const STARTS = 15;
const APPENDS = 300;

/** What codez adds to the start of a session and to each of its records. The program is the stand-in. */
export async function rows(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  try {
    return [await startRow(folder), await createRow(folder), await recordRow(folder)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startRow(folder: string): Promise<BenchRow> {
  const machine = createSessionMachine({ folder });
  const bare: number[] = [];
  const launched: number[] = [];
  // The first of each pays for what is loaded once.
  for (let run = 0; run <= STARTS; run++) {
    bare.push(await startBare(machine));
    const startedAt = performance.now();
    const session = await machine.launcher.launch(machine.spec());
    launched.push(performance.now() - startedAt);
    await endSession(session);
  }
  // What else the machine does makes single starts slow: the better ones show what the work is.
  const [bareMs, launchedMs] = [bare, launched].map((times) => percentile(times.slice(1), 0.25)) as [number, number];
  return {
    id: 'bench.session.start',
    name: 'launch of a session beyond a bare spawn',
    ratio: Math.max(0, launchedMs - bareMs),
    unit: 'ms',
    target: { atMost: 30 },
    details: `until initialised, ${launchedMs.toFixed(0)} to ${bareMs.toFixed(0)} ms, lower quartile of ${STARTS} each, stand-in program`,
  };
}

/** The same through the door that agents use: a server, HTTP, the records and the event of a new session. */
async function createRow(folder: string): Promise<BenchRow> {
  const machine = createSessionMachine({ folder });
  const env = { CODEZ_CLAUDE_BIN: standInClaudeBin(), CLAUDE_CONFIG_DIR: join(folder, 'claude') };
  const server = await startServer({ folder, env });
  const bare: number[] = [];
  const created: number[] = [];
  for (let run = 0; run <= STARTS; run++) {
    bare.push(await startBare(machine));
    const startedAt = performance.now();
    const { session_id: id } = await callTool(server.url, 'create_session', { cwd: machine.cwd });
    created.push(performance.now() - startedAt);
    await callTool(server.url, 'dispose_session', { session_id: id });
  }
  await server.stop();
  const [bareMs, createdMs] = [bare, created].map((times) => percentile(times.slice(1), 0.25)) as [number, number];
  return {
    id: 'bench.session.create',
    name: 'create_session over HTTP beyond a bare spawn',
    ratio: Math.max(0, createdMs - bareMs),
    unit: 'ms',
    target: { atMost: 30 },
    details: `${createdMs.toFixed(0)} to ${bareMs.toFixed(0)} ms, lower quartile of ${STARTS} each, stand-in program`,
  };
}

/** Starts the program with a FIFO and an output that are there already, and waits for the same answer. */
async function startBare(machine: SessionMachine): Promise<number> {
  const out = join(machine.folder, 'bare.out');
  const fifo = join(machine.folder, 'bare.in');
  if (!existsSync(fifo)) execFileSync('mkfifo', [fifo]);
  const [input, output] = [openSync(fifo, 'r+'), openSync(out, 'w+')];
  const startedAt = performance.now();
  const child = spawn(standInClaudeBin(), toLaunchArguments(machine.spec()), {
    cwd: machine.cwd,
    env: machine.environment,
    stdio: [input, output, 'ignore'],
    detached: true,
  });
  const request = { type: 'control_request', request_id: 'bench', request: { subtype: 'initialize' } };
  writeSync(input, `${JSON.stringify(request)}\n`);
  while (fstatSync(output).size === 0) await setImmediate();
  const took = performance.now() - startedAt;
  child.kill('SIGKILL');
  await once(child, 'exit');
  closeSync(input);
  closeSync(output);
  return took;
}

async function recordRow(folder: string): Promise<BenchRow> {
  const path = join(folder, 'out');
  const handle = await open(path, 'w+');
  let seen = (): void => {};
  const output = { handle, path, stream: 'bench', onRecords: () => seen(), onError: () => {} };
  const follower = new OutputFollower(output);
  follower.start();
  await follower.drain();
  const delays: number[] = [];
  for (let n = 0; n < APPENDS; n++) {
    // The reading of the one before must be over, or it finds this one by chance.
    await delay(3);
    const isSeen = new Promise<void>((resolve) => {
      seen = resolve;
    });
    const startedAt = performance.now();
    appendFileSync(path, `${JSON.stringify({ type: 'stream_event', n, text: 'x'.repeat(300) })}\n`);
    await isSeen;
    delays.push(performance.now() - startedAt);
  }
  follower.stop();
  await handle.close();
  return {
    id: 'bench.session.record',
    name: 'a record from the file to its listener, p50',
    ratio: median(delays),
    unit: 'ms',
    target: { atMost: 5 },
    details: `${APPENDS} appends, p99 ${percentile(delays, 0.99).toFixed(1)} ms`,
  };
}
