import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, median } from './row.ts';
import { benchTree } from './support/bench-tree.ts';
import type { ListedTree } from './support/list-sessions.ts';

const ROUNDS = 3;
const SCRIPT = fileURLToPath(new URL('./support/list-sessions.js', import.meta.url));

/** The list of all sessions of a heavy user: nothing known, known, and after a restart. */
export async function rows(): Promise<BenchRow[]> {
  const { configDir, files } = benchTree();
  const folder = mkdtempSync(join(tmpdir(), 'codez-bench-'));
  try {
    const [split, cold, kept]: [number[], ListedTree[], ListedTree[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      const cachePath = join(folder, `${round}.jsonl`);
      split.push(run('split', configDir).splitMs ?? Number.NaN);
      cold.push(run('list', configDir, cachePath));
      kept.push(run('list', configDir, cachePath));
    }
    const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
    const tree = `${cold[0]?.sessions} sessions, ${files.length} files, ${megabytes.toFixed(0)} MB`;
    return toRows(tree, split, cold, kept, statSync(join(folder, '0.jsonl')).size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toRows(
  tree: string,
  split: readonly number[],
  cold: readonly ListedTree[],
  kept: readonly ListedTree[],
  cacheBytes: number,
): BenchRow[] {
  const coldMs = median(cold.map(({ firstMs }) => firstMs));
  const splitMs = median(split);
  const again = cold.flatMap(({ againMs }) => againMs);
  return [
    row('sessions listed with tokens, nothing known before, against reading and splitting into lines', {
      ratio: splitMs / coldMs,
      target: { atLeast: 0.5 },
      details: `${tree}; ${coldMs.toFixed(0)} ms against ${splitMs.toFixed(0)} ms in one thread`,
    }),
    row('the same again, nothing changed', {
      ratio: median(again),
      unit: 'ms',
      target: { atMost: 30 },
      details: `one session of them: ${median(cold.flatMap(({ oneMs }) => oneMs)).toFixed(1)} ms`,
    }),
    row('the same after a restart', {
      ratio: median(kept.map(({ firstMs }) => firstMs)),
      unit: 'ms',
      target: { atMost: 250 },
      details: `the thread's start included; ${(cacheBytes / 1e6).toFixed(1)} MB are kept of the ${tree}`,
    }),
    row('event loop held by listing, longest', {
      ratio: Math.max(...[...cold, ...kept].map(({ heldMs }) => heldMs)),
      unit: 'ms',
      target: { atMost: 20 },
      details: `${cold.length + kept.length} processes`,
    }),
    row('memory that listing takes', {
      ratio: median(cold.map(({ grownBytes }) => grownBytes)) / 1e6,
      unit: 'MB',
      target: { atMost: 100 },
      details: `after a restart ${(median(kept.map(({ grownBytes }) => grownBytes)) / 1e6).toFixed(1)} MB`,
    }),
  ];
}

function row(name: string, figures: Omit<BenchRow, 'id' | 'name'>): BenchRow {
  return { id: 'bench.sessions.listing', name, ...figures };
}

/** In a process of its own. */
function run(...args: string[]): ListedTree {
  return JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', SCRIPT, ...args], { encoding: 'utf8' }),
  ) as ListedTree;
}
