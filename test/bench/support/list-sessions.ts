import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createTranscripts } from '../../../src/claude/transcripts/create-transcripts.ts';

/** What listing a tree of transcripts costs one process. Times in ms. */
export interface ListedTree {
  readonly sessions: number;
  /** The first list, from the call on. */
  readonly firstMs: number;
  readonly againMs: readonly number[];
  readonly oneMs: readonly number[];
  /** Longest stretch for which the event loop was held. */
  readonly heldMs: number;
  /** Growth of the resident set, once all is at rest. */
  readonly grownBytes: number;
  /** The other process: every file read and split into lines. */
  readonly splitMs?: number;
}

const ROUNDS = 15;
const REST_MS = 300;

// Run as a program: `list DIRECTORY CACHE` or `split DIRECTORY`.
const [, , what, configDir = '', cachePath = ''] = process.argv;
process.stdout.write(JSON.stringify(what === 'split' ? split(configDir) : await list()));

async function list(): Promise<ListedTree> {
  collect();
  const before = process.memoryUsage.rss();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const transcripts = createTranscripts({ configDir, cachePath });
  const startedAt = performance.now();
  const first = await transcripts.listSessions();
  const firstMs = performance.now() - startedAt;
  const againMs = await repeat(() => transcripts.listSessions());
  const { sessionId = '' } = first[first.length >> 1] ?? {};
  const oneMs = await repeat(() => transcripts.find(sessionId));
  delays.disable();
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  collect();
  const grownBytes = process.memoryUsage.rss() - before;
  await transcripts.close();
  return { sessions: first.length, firstMs, againMs, oneMs, heldMs: delays.max / 1e6, grownBytes };
}

async function repeat(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return times;
}

function split(folder: string): Pick<ListedTree, 'splitMs'> & { readonly lines: number } {
  const startedAt = performance.now();
  let lines = 0;
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.jsonl')) continue;
    const full = join(folder, path);
    if (statSync(full).isFile()) lines += readFileSync(full, 'latin1').split('\n').length;
  }
  return { splitMs: performance.now() - startedAt, lines };
}

function collect(): void {
  (globalThis as { gc?: () => void }).gc?.();
}
