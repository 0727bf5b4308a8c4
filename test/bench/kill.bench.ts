import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKillCycles } from '../support/kill/kill-cycles.ts';
import type { BenchRow } from './row.ts';

const KILLS = 200;

/** Kills a writing process 200 times; a lost or damaged record ends the bench with an error that names it. */
export async function rows(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  try {
    const start = performance.now();
    const { kills, acknowledged, merges, tornTails } = await runKillCycles(home, KILLS);
    return [
      {
        id: 'bench.store.kill',
        name: `store, acknowledged records lost or damaged in ${kills} times kill -9`,
        ratio: 0,
        unit: 'count',
        target: { atMost: 0 },
        details: `${acknowledged} acknowledged by 16 writers, ${merges} merges meanwhile, ${tornTails} torn tails cut, ${((performance.now() - start) / 1000).toFixed(0)} s`,
      },
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
