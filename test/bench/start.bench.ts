import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CODEZ_BIN, cleanEnvironment } from '../support/codez-process.ts';
import { type BenchRow, median } from './row.ts';

const RUNS = 15;
const IDLE_MS = 3000;

/** What starting costs: help beside bare `node`, time to the ready line, memory of an idle server. */
export async function rows(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  try {
    const bare: number[] = [];
    const help: number[] = [];
    const ready: number[] = [];
    let rss = 0;
    for (let run = 0; run < RUNS; run++) {
      bare.push(secondsOf(['-e', '0'], home));
      help.push(secondsOf([CODEZ_BIN, '--help'], home));
    }
    for (let run = 0; run < 5; run++) {
      const server = await startServer(home, run === 4);
      ready.push(server.readySeconds);
      rss = Math.max(rss, server.rssMb);
    }
    const ratio = median(help.map((seconds, run) => seconds / (bare[run] ?? 0)));
    return [
      {
        id: 'bench.help',
        name: 'codez --help / node -e 0',
        ratio,
        target: { atMost: 1.6 },
        details: `wall time, ${ms(median(help))} to ${ms(median(bare))}, ${RUNS} pairs`,
      },
      {
        id: 'bench.ready',
        name: 'serve until the ready line',
        ratio: median(ready),
        unit: 's',
        target: { atMost: 0.5 },
        details: 'median of 5',
      },
      {
        id: 'bench.rss.idle',
        name: 'memory of an idle server',
        ratio: rss,
        unit: 'MB',
        target: { atMost: 100 },
        details: `RSS after ${IDLE_MS / 1000} s`,
      },
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function secondsOf(args: readonly string[], home: string): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, args, { env: cleanEnvironment(home), stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return (performance.now() - startedAt) / 1000;
}

async function startServer(home: string, waitIdle: boolean): Promise<{ readySeconds: number; rssMb: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CODEZ_BIN, 'serve', '--port', '0'], {
    env: cleanEnvironment(home),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const readySeconds = (performance.now() - startedAt) / 1000;
  if (waitIdle) await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const rssMb = await rssOf(child.pid ?? 0);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { readySeconds, rssMb: waitIdle ? rssMb : 0 };
}

/** Resident memory of a process, in MB. */
export async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

function ms(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
