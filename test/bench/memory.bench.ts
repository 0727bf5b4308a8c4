import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../../src/core/clock.ts';
import { randomIds } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { OWNER } from '../../src/core/principal.ts';
import { createMemoryService } from '../../src/memories/create-memory-service.ts';
import type { Memory, MemoryService } from '../../src/memories/memory-service.ts';
import { noteKey } from '../../src/memories/note-key.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { makeNotes, QUERIES } from './notes-corpus.ts';
import { type BenchRow, percentile } from './row.ts';

const NOTES = 100_000;
const ROUNDS = 200;

/** Notes in this process: how long the index takes to build, whom it holds up meanwhile, and what a search costs. */
export async function rows(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  const store = await openStore({ home, logger: silentLogger, clock: systemClock, ids: randomIds, waitMs: 0 });
  try {
    const notes = await store.collection<Memory>('notes');
    const writes: Promise<void>[] = [];
    for (const note of makeNotes(NOTES)) {
      writes.push(notes.put(noteKey(note.space, note.id), note));
      if (writes.length === 1000) await Promise.all(writes.splice(0));
    }
    await Promise.all(writes);
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    const memories = createMemoryService({ notes, clock: systemClock, ids: randomIds });
    await memories.search({ query: 'nothing found', limit: 1 }, OWNER);
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    delays.disable();
    const searches = await measureSearches(memories);
    memories.close();
    return [
      {
        id: 'bench.search',
        name: `index of ${NOTES} notes at the start`,
        ratio: (user + system) / 1e6,
        unit: 's',
        target: { atMost: 5 },
        details: `CPU, in slices; ${seconds.toFixed(2)} s by the clock until the first search is answered`,
      },
      {
        id: 'bench.search',
        name: 'event loop held by building it, p99',
        ratio: delays.percentile(99) / 1e6,
        unit: 'ms',
        target: { atMost: 10 },
        details: `median ${(delays.percentile(50) / 1e6).toFixed(2)} ms, longest ${(delays.max / 1e6).toFixed(2)} ms`,
      },
      {
        id: 'bench.search',
        name: `memory_search over ${NOTES} notes in process, p99`,
        ratio: percentile(searches.all, 0.99),
        unit: 'ms',
        target: { atMost: 10 },
        details: `p50 ${percentile(searches.all, 0.5).toFixed(2)} ms; slowest kind: ${searches.slowest}`,
      },
    ];
  } finally {
    await store.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function measureSearches(memories: MemoryService): Promise<{ all: number[]; slowest: string }> {
  const times = new Map<string, number[]>(Object.keys(QUERIES).map((kind) => [kind, []]));
  for (let round = -20; round < ROUNDS; round += 1) {
    for (const [kind, query] of Object.entries(QUERIES)) {
      const startedAt = performance.now();
      await memories.search({ query, limit: 20 }, OWNER);
      if (round >= 0) times.get(kind)?.push(performance.now() - startedAt);
    }
  }
  const medians = [...times].map(([kind, values]) => ({ kind, ms: percentile(values, 0.5) }));
  const slowest = medians.reduce((worst, kind) => (kind.ms > worst.ms ? kind : worst));
  return { all: [...times.values()].flat(), slowest: `${slowest.kind}, p50 ${slowest.ms.toFixed(2)} ms` };
}
