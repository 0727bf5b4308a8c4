import { setTimeout as delay } from 'node:timers/promises';
import { CodezError } from '../../core/errors.ts';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

/** How long `claude` may take to end its tools and itself. */
const GRACE_MS = 5_000;
/** How long all of it may go on after that. */
const KILL_MS = 4_000;
const LOOK_EVERY_MS = 20;
const LOOK_AGAIN_MS = 50;

export interface ProcessTree {
  readonly table: ProcessTable;
  readonly pid: number;
  readonly start: number;
}

/**
 * Ends a `claude` and everything it has started: SIGTERM to it, and after at most 5 s SIGKILL to it, to its
 * descendants (also those whose parent is gone by then) and to every process that carries its `CLAUDE_PID`, since each
 * of its tools is a session of its own. A process that only has the number of one of them is never touched.
 * @throws CodezError `timeout` when some are still there after 9 s (a process the system cannot end)
 */
export async function endProcessTree(tree: ProcessTree): Promise<void> {
  const { table, pid, start } = tree;
  const known = new Map<number, ProcessEntry>();
  if ((await table.startOf(pid)) === start) {
    await learnDescendants(tree, known);
    signal(pid, 'SIGTERM');
    await waitForEnd(tree, GRACE_MS);
    // What it started meanwhile.
    if ((await table.startOf(pid)) === start) await learnDescendants(tree, known);
  }
  const deadline = performance.now() + KILL_MS;
  for (;;) {
    const left = await findLeft(tree, known);
    if (left.length === 0) return;
    if (performance.now() > deadline) throw notEnded(left);
    for (const entry of left) {
      // Its own children must be known before it is gone.
      known.set(entry.pid, entry);
      signal(entry.pid, 'SIGKILL');
    }
    await delay(LOOK_AGAIN_MS);
  }
}

/** Adds the processes below `tree` and below those known already, as far as those are what they were. */
async function learnDescendants(tree: ProcessTree, known: Map<number, ProcessEntry>): Promise<void> {
  const starts = new Map<number, number>();
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of await tree.table.list()) {
    starts.set(entry.pid, entry.start);
    const siblings = children.get(entry.parentPid);
    if (siblings === undefined) children.set(entry.parentPid, [entry]);
    else siblings.push(entry);
  }
  const pending = [tree, ...known.values()].filter(({ pid, start }) => starts.get(pid) === start);
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const entry of children.get(parent.pid) ?? []) {
      if (known.has(entry.pid) || entry.start < tree.start) continue;
      known.set(entry.pid, entry);
      pending.push({ ...tree, ...entry });
    }
  }
}

async function waitForEnd({ table, pid, start }: ProcessTree, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline && (await table.startOf(pid)) === start) await delay(LOOK_EVERY_MS);
}

/** Returns what is still running of the tree: itself, what was known, and what carries its process id. */
async function findLeft(tree: ProcessTree, known: Map<number, ProcessEntry>): Promise<readonly ProcessEntry[]> {
  const carriers = await tree.table.withVariable('CLAUDE_PID', String(tree.pid));
  // Its number may have gone to another process by now, which has tools of its own.
  const holder = await tree.table.startOf(tree.pid);
  const before = holder === undefined || holder === tree.start ? Number.POSITIVE_INFINITY : holder;
  for (const entry of carriers) {
    if (entry.start >= tree.start && entry.start < before) known.set(entry.pid, entry);
  }
  await learnDescendants(tree, known);
  known.set(tree.pid, { pid: tree.pid, parentPid: 0, start: tree.start });
  const left: ProcessEntry[] = [];
  for (const entry of known.values()) {
    if (entry.pid !== process.pid && (await tree.table.startOf(entry.pid)) === entry.start) left.push(entry);
    else known.delete(entry.pid);
  }
  return left;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile, or belongs to another user, and then it is seen to be still there.
  }
}

function notEnded(left: readonly ProcessEntry[]): CodezError {
  return new CodezError(
    'timeout',
    `The system has not ended process ${left.map(({ pid }) => pid).join(', ')} of the session`,
    'It may wait for a device or a network file system; look at it with ps.',
  );
}
