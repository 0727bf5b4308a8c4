import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { verifyStore } from '../../../src/storage/maintenance/verify-store.ts';
import { cleanEnvironment, PROJECT_ROOT } from '../codez-process.ts';
import { withStore } from '../store.ts';
import { stateAfter } from './writer-script.ts';

const WRITER = resolve(PROJECT_ROOT, 'dist', 'test', 'support', 'kill', 'killed-writer.js');
const WRITERS = 16;
/** A cycle is killed within so many milliseconds after its first acknowledgement. */
const MAX_WRITING_MS = 150;
/** One cycle in so many waits for the end of a merge first. */
const MERGED_EVERY = 4;

/** What many kills came to; a lost or invented record throws instead. */
export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Merges that ended while writes went on. */
  readonly merges: number;
  /** Openings that found an unfinished last line. */
  readonly tornTails: number;
}

/**
 * Kills a writing process (SIGKILL) `kills` times at random moments, opens the store each time and holds it against
 * what had been acknowledged: every writer's records are exactly those after some step, and not before the last
 * acknowledged one.
 */
export async function runKillCycles(home: string, kills: number): Promise<KillReport> {
  let steps: number[] = Array(WRITERS).fill(0) as number[];
  let acknowledged = 0;
  let merges = 0;
  let tornTails = 0;
  for (let kill = 0; kill < kills; kill++) {
    const run = await writeAndKill(home, steps, kill % MERGED_EVERY === 0 ? 'm' : '');
    acknowledged += run.acknowledged;
    merges += run.merges;
    const lines: string[] = [];
    steps = await withStore(home, (store) => findSteps(store, run.steps, kill), {}, lines);
    tornTails += lines.filter((line) => line.includes('unfinished last line')).length;
  }
  const { ok, files } = await verifyStore(home);
  assert.ok(ok, JSON.stringify(files.filter(({ problems }) => problems.length > 0)));
  return { kills, acknowledged, merges, tornTails };
}

interface Run {
  readonly steps: number[];
  readonly acknowledged: number;
  readonly merges: number;
}

/** Lets the writers go on and kills them at a random moment after the first line that starts with `after`. */
async function writeAndKill(home: string, before: readonly number[], after: string): Promise<Run> {
  const child = spawn(process.execPath, [WRITER, home, JSON.stringify(before)], {
    env: cleanEnvironment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killed = once(child, 'close');
  const steps = [...before];
  let acknowledged = 0;
  let merges = 0;
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith(after)) timer ??= setTimeout(() => child.kill('SIGKILL'), Math.random() * MAX_WRITING_MS);
    if (line === 'm') merges += 1;
    else {
      const [writer, step] = line.split(' ').map(Number) as [number, number];
      steps[writer] = step;
      acknowledged += 1;
    }
  }
  clearTimeout(timer);
  const [code, signal] = (await killed) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', `the writer ended by itself, code ${code}`);
  return { steps, acknowledged, merges };
}

async function findSteps(
  store: Parameters<Parameters<typeof withStore>[1]>[0],
  acknowledged: readonly number[],
  kill: number,
): Promise<number[]> {
  const records = await store.collection<number>('records');
  assert.equal(store.health().state, 'ok', JSON.stringify(store.health().problems));
  const found: Record<string, number>[] = acknowledged.map(() => ({}));
  for (const [key, value] of records.entries()) {
    const mine = found[Number(key.slice(1, key.indexOf('/')))];
    assert.ok(mine !== undefined, `${key} was never written`);
    mine[key] = value;
  }
  return acknowledged.map((steps, writer) => {
    const mine = found[writer] as Record<string, number>;
    // It may have got further than what we read of its acknowledgements; its last step may be a deletion.
    const newest = Math.max(steps, ...Object.values(mine));
    for (const candidate of [newest, newest + 1, newest + 2]) {
      if (isSame(mine, stateAfter(writer, candidate))) return candidate;
    }
    throw new assert.AssertionError({
      message: `kill ${kill}: writer ${writer} had ${steps} steps acknowledged`,
      actual: mine,
      expected: stateAfter(writer, newest),
    });
  });
}

function isSame(a: Record<string, number>, b: Record<string, number>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
