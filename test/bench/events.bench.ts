import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchRow, median, percentile } from './row.ts';
import { measureAppends } from './support/append-rate.ts';
import { type ChildServer, startChildServer } from './support/child-server.ts';
import { openStreamReaders } from './support/stream-readers.ts';

const READERS = 1000;
/** Events of one append; two are on their way at a time, so that nobody waits for the client's answer. */
const BATCH = 20;
const ROUND_BATCHES = 20;
const ROUNDS = 7;
const LATENCIES = 300;

/** Events to a thousand readers against a bare server that writes the same, and what an append costs. */
export async function rows(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  const bare = await startChildServer('./raw-stream-server.js', home);
  const codez = await startChildServer('./event-server.js', home);
  try {
    const latencies = await measureLatencies(codez);
    const before = codez.rssBytes();
    const { ratio, rates } = await measureDelivery(bare, codez);
    const after = codez.rssBytes();
    const appends = await measureAppends(home);
    return [
      {
        id: 'bench.events.delivered',
        name: `events delivered per second to ${READERS} readers / bare server`,
        ratio,
        target: { atLeast: 0.7 },
        details: `${rates}; ${BATCH} events of 400 bytes at once`,
      },
      {
        id: 'bench.events.latency-p50',
        name: 'append to reader, median',
        ratio: percentile(latencies, 0.5),
        unit: 'ms',
        target: { atMost: 5 },
        details: `${latencies.length} events, one at a time`,
      },
      {
        id: 'bench.events.latency-p95',
        name: 'append to reader, 95 of 100',
        ratio: percentile(latencies, 0.95),
        unit: 'ms',
        target: { atMost: 25 },
        details: `${latencies.length} events, one at a time`,
      },
      {
        id: 'bench.events.append',
        name: 'events appended per second / bare write loop',
        ratio: appends.ratio,
        target: { atLeast: 0.5 },
        details: appends.details,
      },
      {
        id: 'bench.events.memory',
        name: `memory of the server for ${READERS} readers`,
        ratio: (after - before) / 1024 / 1024,
        unit: 'MB',
        target: { atMost: 100 },
        details: `${Math.round(after / 1024 / 1024)} MB after ${ROUNDS + 1} rounds, ${Math.round(before / 1024 / 1024)} MB before`,
      },
    ];
  } finally {
    await Promise.all([bare.stop(), codez.stop()]);
    await rm(home, { recursive: true, force: true });
  }
}

async function measureLatencies(server: ChildServer): Promise<number[]> {
  const latencies: number[] = [];
  const readers = await openStreamReaders(server.port, '/api/events?types=message.delta', 1, (piece) => {
    const madeAt = /"message_id":"(\d+)"/.exec(piece.toString('latin1'))?.[1];
    if (madeAt !== undefined) latencies.push(Number(process.hrtime.bigint() - BigInt(madeAt)) / 1e6);
  });
  for (let at = 1; at <= LATENCIES; at++) {
    server.tell(1);
    await readers.reached(at);
    await sleep(3);
  }
  readers.close();
  return latencies;
}

async function measureDelivery(bare: ChildServer, codez: ChildServer): Promise<{ ratio: number; rates: string }> {
  const ratios: number[] = [];
  const rates: [number, number][] = [];
  const bareReaders = await openStreamReaders(bare.port, '/', READERS);
  const codezReaders = await openStreamReaders(codez.port, '/api/events?types=message.delta', READERS);
  const measure = async (server: ChildServer, readers: typeof bareReaders): Promise<number> => {
    const start = performance.now();
    const base = readers.count();
    server.tell(BATCH);
    for (let batch = 1; batch <= ROUND_BATCHES; batch++) {
      if (batch < ROUND_BATCHES) server.tell(BATCH);
      await readers.reached(base + batch * BATCH * READERS);
    }
    return (ROUND_BATCHES * BATCH * READERS) / ((performance.now() - start) / 1000);
  };
  await measure(bare, bareReaders);
  await measure(codez, codezReaders);
  for (let round = 0; round < ROUNDS; round++) {
    const limit = await measure(bare, bareReaders);
    const reached = await measure(codez, codezReaders);
    ratios.push(reached / limit);
    rates.push([reached, limit]);
  }
  bareReaders.close();
  codezReaders.close();
  const [reached, limit] = [0, 1].map((which) => Math.round(median(rates.map((pair) => pair[which as 0 | 1]))));
  return { ratio: median(ratios), rates: `${reached} to ${limit} events/s` };
}
