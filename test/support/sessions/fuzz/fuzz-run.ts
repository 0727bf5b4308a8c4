import { setTimeout as delay } from 'node:timers/promises';
import { runCodez } from '../../codez-process.ts';
import type { SeenEvent } from '../sessions-door.ts';
import { EventCollector } from './event-collector.ts';
import { FuzzClient } from './fuzz-client.ts';
import { makeFaults } from './fuzz-faults.ts';
import { judgeEvents, judgeListing, judgePrompts } from './fuzz-verdict.ts';
import { FuzzWorld } from './fuzz-world.ts';
import { SeededRandom } from './seeded-random.ts';

export interface FuzzPlan {
  readonly seed: number;
  /** How long clients call and faults happen. */
  readonly durationMs: number;
  readonly clients?: number;
  /** Mean time between faults. */
  readonly faultEveryMs?: number;
  /** Holds everything; one that goes with the test by default. */
  readonly folder?: string;
}

export interface FuzzReport {
  readonly violations: readonly string[];
  readonly calls: number;
  readonly prompts: number;
  readonly events: number;
  readonly refusals: ReadonlyMap<string, number>;
  readonly longest: ReadonlyMap<string, number>;
}

const MAX_SESSIONS = 3;
const SETTLE_MS = 60_000;

/** Drives sessions at random from several clients while servers and processes die, and says what went wrong. */
export async function runFuzz({
  seed,
  durationMs,
  clients = 4,
  faultEveryMs = 700,
  folder,
}: FuzzPlan): Promise<FuzzReport> {
  const random = new SeededRandom(seed);
  const idle = random.chance(0.5) ? ['--idle-timeout', '2s'] : [];
  const world = new FuzzWorld(['--max-sessions', String(MAX_SESSIONS), ...idle], folder);
  await world.start();
  const first = await cursorOf(world);
  const collector = new EventCollector(world, random.fork(), first);
  const collecting = collector.run();
  const working = [
    ...Array.from({ length: clients }, () => new FuzzClient(world, random.fork()).run()),
    makeFaults(world, random.fork(), faultEveryMs),
    watchProcesses(world),
  ];
  await delay(durationMs);
  world.isOver = true;
  await Promise.all(working);
  await settle(world, random.fork());
  const events = await readAll(world, first);
  const told = judgeEvents(world, events);
  await judgePrompts(world, told);
  await judgeListing(world);
  await compare(world, collector, events);
  collector.stop();
  await endAll(world);
  await collecting;
  judgeLog(world);
  const { violations, calls, prompts, refusals, longest } = world;
  return { violations, calls, prompts: prompts.length, events: events.length, refusals, longest };
}

async function cursorOf(world: FuzzWorld): Promise<string> {
  const page = await world.call('poll_events', { timeout_ms: 0 });
  if (page.kind !== 'done') throw new Error(JSON.stringify(page));
  return page.value['cursor'] as string;
}

/** Counts the processes all the time: of each session one at most, and never more than there are places. */
async function watchProcesses(world: FuzzWorld): Promise<void> {
  while (!world.isOver) {
    const first = world.processes();
    const sessions = first.map(({ sessionId }) => sessionId);
    if (sessions.length > MAX_SESSIONS || new Set(sessions).size < sessions.length) {
      // A listing of processes is no picture of one moment.
      const again = new Set(world.processes().map(({ pid }) => pid));
      const both = first.filter(({ pid }) => again.has(pid));
      if (both.length > MAX_SESSIONS) world.complain(`${both.length} processes: ${JSON.stringify(both)}`);
      if (new Set(both.map(({ sessionId }) => sessionId)).size < both.length) {
        world.complain(`two processes of one session: ${JSON.stringify(both)}`);
      }
    }
    await delay(100);
  }
}

/** Answers what is asked and stops what hangs, until all that was accepted has ended. */
async function settle(world: FuzzWorld, random: SeededRandom): Promise<void> {
  const client = new FuzzClient(world, random);
  const deadline = Date.now() + SETTLE_MS;
  let open = [...world.prompts];
  for (let round = 0; Date.now() < deadline; round++) {
    const listed = await world.call('list_permissions');
    if (listed.kind !== 'done') throw new Error(JSON.stringify(listed));
    for (const asked of listed.value['requests'] as never[]) await client.respond(asked);
    const left: typeof open = [];
    for (const prompt of open) {
      const { sessionId, promptId } = prompt;
      const found = await world.call('get_prompt', { session_id: sessionId, prompt_id: promptId });
      const state = found.kind === 'done' ? found.value['state'] : 'unknown';
      if (state === 'queued' || state === 'running' || state === 'waiting') left.push(prompt);
      if (state === 'running' && round % 5 === 4) await world.call('abort_session', { session_id: sessionId });
    }
    open = left;
    if (open.length === 0) {
      const ids = world.sessions.slice(0, 50);
      for (const id of ids) await world.call('wait_for_idle', { session_ids: [id], timeout_ms: 5_000 });
      return;
    }
    await delay(100);
  }
  for (const { sessionId, promptId } of open) world.complain(`stuck: prompt ${promptId} of ${sessionId}`);
}

/** All events from the first cursor on, as `poll_events` gives them. */
async function readAll(world: FuzzWorld, first: string): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  for (let cursor = first; ; ) {
    const page = await world.call('poll_events', { cursor, timeout_ms: 0, limit: 500 });
    if (page.kind !== 'done') throw new Error(JSON.stringify(page));
    const { events: found, cursor: next, gap } = page.value as { events: SeenEvent[]; cursor: string; gap: boolean };
    if (gap) world.complain('poll_events has a gap');
    events.push(...found);
    if (found.length === 0) return events;
    cursor = next;
  }
}

/** What came over all connections is what the log says, in its order. */
async function compare(world: FuzzWorld, collector: EventCollector, events: readonly SeenEvent[]): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (collector.events.length < events.length && Date.now() < deadline) await delay(50);
  const streamed = collector.events.map(({ cursor }) => cursor);
  const polled = events.map(({ cursor }) => cursor);
  const at = polled.findIndex((cursor, place) => streamed[place] !== cursor);
  // A process may have become idle for long since.
  if (at < 0 && streamed.length >= polled.length) return;
  const here = JSON.stringify(collector.events[at]);
  world.complain(
    `streams differ at ${at} of ${streamed.length}/${polled.length}: ${here} ${JSON.stringify(events[at])}`,
  );
}

/** `codez stop --end-sessions` leaves nothing behind. */
async function endAll(world: FuzzWorld): Promise<void> {
  const { env } = world.server;
  const stopped = await runCodez(['stop', '--end-sessions'], env);
  if (stopped.code !== 0) world.complain(`stop --end-sessions: ${stopped.code} ${stopped.stderr}`);
  await world.stop('SIGKILL');
  for (const left of world.processes()) {
    world.complain(`left running: ${JSON.stringify(left)}`);
    process.kill(left.pid, 'SIGKILL');
  }
  if (world.runs().length > 0) world.complain(`left in run: ${world.runs().join(' ')}`);
}

function judgeLog(world: FuzzWorld): void {
  for (const line of world.stderr.split('\n')) {
    if (/internal error|unhandled|TypeError|"level":"error"| error /i.test(line))
      world.complain(`the server says: ${line}`);
  }
}
