import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import { randomIds } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { Memory } from '../../src/memories/memory-service.ts';
import { noteKey } from '../../src/memories/note-key.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { CODEZ_BIN, cleanEnvironment } from '../support/codez-process.ts';
import { makeNotes, QUERIES } from './notes-corpus.ts';
import { type BenchRow, percentile } from './row.ts';
import { rssOf } from './start.bench.ts';
import { load, post } from './support/load.ts';

const NOTES = 100_000;
const ROUND_MS = 8000;

/** The real server over 100,000 notes: how long a search takes at its door, and what it holds in memory. */
export async function rows(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  let server: ChildProcess | undefined;
  try {
    const env = cleanEnvironment(home);
    await fill(env['CODEZ_HOME'] ?? '');
    const startedAt = performance.now();
    server = spawn(process.execPath, [CODEZ_BIN, 'serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const readySeconds = (performance.now() - startedAt) / 1000;
    const port = Number(/:(\d+) /.exec(line.toString())?.[1]);
    const requests = Object.values(QUERIES).map((query) =>
      post(port, '/mcp', {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'memory_search', arguments: { query, limit: 20 } },
      }),
    );
    let next = 0;
    const request = (): Buffer => requests[next++ % requests.length] as Buffer;
    await load(port, 1, 1000, request);
    const { latenciesMs, calls } = await load(port, 1, ROUND_MS, request);
    const rss = await rssOf(server.pid ?? 0);
    return [
      {
        id: 'bench.search',
        name: `memory_search over ${NOTES} notes, p99 at the door`,
        ratio: percentile(latenciesMs, 0.99),
        unit: 'ms',
        target: { atMost: 15 },
        details: `${calls} calls of ${requests.length} kinds of query in turn, p50 ${percentile(latenciesMs, 0.5).toFixed(2)} ms`,
      },
      {
        id: 'bench.rss.full',
        name: `memory of the server with ${NOTES} notes`,
        ratio: rss,
        unit: 'MB',
        target: { atMost: 350 },
        details: `RSS after the searches; ready after ${readySeconds.toFixed(2)} s`,
      },
    ];
  } finally {
    server?.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
}

async function fill(home: string): Promise<void> {
  const store = await openStore({ home, logger: silentLogger, clock: systemClock, ids: randomIds, waitMs: 0 });
  const notes = await store.collection<Memory>('notes');
  let writes: Promise<void>[] = [];
  for (const note of makeNotes(NOTES)) {
    writes.push(notes.put(noteKey(note.space, note.id), note));
    if (writes.length === 1000) {
      await Promise.all(writes);
      writes = [];
    }
  }
  await Promise.all(writes);
  await store.close();
}
