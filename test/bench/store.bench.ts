import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanEnvironment, PROJECT_ROOT, runProgram } from '../support/codez-process.ts';
import { makeNotes, makeShortNotes } from './notes-corpus.ts';
import { type BenchRow, median } from './row.ts';
import { type BareLoop, createBareLoop } from './support/bare-loop.ts';
import { type OpenNotes, openNotes } from './support/open-notes.ts';

const READER = resolve(PROJECT_ROOT, 'dist', 'test', 'bench', 'support', 'store-reader.js');
const SMALL = 100;
const LARGE = 100_000;
const WRITER_ROUNDS = 21;
const FLAT_ROUNDS = 21;
const READ_ROUNDS = 7;
const OPERATIONS = 250;
const WRITERS = 128;
const WRITES_EACH = 40;

/** The store against the bare system calls and the bare parsing it cannot do without, in turns. */
export async function rows(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  const home = join(folder, 'large');
  try {
    const short = await openNotes(join(folder, 'short'), makeShortNotes(SMALL));
    const small = await openNotes(join(folder, 'small'), makeNotes(SMALL));
    const writing = await measureWriters(short, small, folder);
    await short.store.close();
    const large = await openNotes(home, makeNotes(LARGE));
    writing.push(await measureFlatness(small, large));
    await small.store.close();
    await large.store.close();
    return [...writing, await measureReopening(home), await measureMerging(home)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes of a journal line of an average note. */
function lineBytes({ notes, keys }: OpenNotes): number {
  const total = keys.reduce((sum, key) => sum + key.length + Buffer.byteLength(JSON.stringify(notes.get(key))), 0);
  return Math.round(total / keys.length) + 62;
}

interface WriterRound {
  readonly bare: number;
  readonly blocking: number;
  readonly one: number;
  readonly many: number;
}

/** Both rows are measured with short notes; the details say what notes of 40 words, one in five Chinese, come to. */
async function measureWriters(short: OpenNotes, wordy: OpenNotes, folder: string): Promise<BenchRow[]> {
  const loops = [await createBareLoop(join(folder, 'bare-short'), lineBytes(short))];
  loops.push(await createBareLoop(join(folder, 'bare-wordy'), lineBytes(wordy)));
  const [shortLoop, wordyLoop] = loops as [BareLoop, BareLoop];
  const rounds: { short: WriterRound; wordy: WriterRound }[] = [];
  for (let round = 0; round < WRITER_ROUNDS; round++) {
    rounds.push({
      short: await measureRound(short, shortLoop),
      wordy: await measureRound(wordy, wordyLoop),
    });
  }
  for (const loop of loops) await loop.close();
  const of = (pick: (round: WriterRound) => number, size: 'short' | 'wordy' = 'short'): number =>
    median(rounds.map((round) => pick(round[size])));
  const us = (pick: (round: WriterRound) => number): string => `${of(pick).toFixed(1)} µs`;
  const one = (round: WriterRound): number => round.bare / round.one;
  const many = (round: WriterRound): number => round.bare / round.many;
  const bytes = `${lineBytes(short)} bytes`;
  const longer = `with ${lineBytes(wordy)} bytes`;
  return [
    {
      id: 'bench.store.one-writer',
      name: 'store, one writer / bare write and fdatasync',
      ratio: of(one),
      target: { atLeast: 0.6 },
      details:
        `${us((round) => round.one)} to ${us((round) => round.bare)} for ${bytes}; against blocking calls ` +
        `(${us((round) => round.blocking)}) ${of((round) => round.blocking / round.one).toFixed(2)}; ` +
        `${longer} ${of(one, 'wordy').toFixed(2)}`,
    },
    {
      id: 'bench.store.many-writers',
      name: `store, ${WRITERS} writers / the same loop`,
      ratio: of(many),
      target: { atLeast: 20 },
      details:
        `${us((round) => round.many)} a write of ${bytes}; against blocking calls ` +
        `${of((round) => round.blocking / round.many).toFixed(1)}; ${longer} ${of(many, 'wordy').toFixed(1)}`,
    },
  ];
}

async function measureRound(store: OpenNotes, bare: BareLoop): Promise<WriterRound> {
  return {
    bare: await bare.asynchronous(OPERATIONS),
    one: await writeInTurn(store, OPERATIONS),
    blocking: bare.blocking(OPERATIONS),
    many: await writeTogether(store),
  };
}

async function writeInTurn({ notes, keys }: OpenNotes, operations: number): Promise<number> {
  const values = keys.map((key) => notes.get(key));
  const start = performance.now();
  for (let at = 0; at < operations; at++) {
    const index = at % keys.length;
    await notes.put(keys[index] as string, values[index] as never);
  }
  return ((performance.now() - start) / operations) * 1000;
}

async function writeTogether({ notes, keys }: OpenNotes): Promise<number> {
  const values = keys.map((key) => notes.get(key));
  const writer = async (from: number): Promise<void> => {
    for (let at = 0; at < WRITES_EACH; at++) {
      const index = (from + at) % keys.length;
      await notes.put(keys[index] as string, values[index] as never);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(index)));
  return ((performance.now() - start) / (WRITERS * WRITES_EACH)) * 1000;
}

async function measureFlatness(small: OpenNotes, large: OpenNotes): Promise<BenchRow> {
  const times: { small: number[]; large: number[] } = { small: [], large: [] };
  for (let round = 0; round < FLAT_ROUNDS; round++) {
    await timeWrites(small, round, times.small);
    await timeWrites(large, round, times.large);
  }
  const p50 = { small: median(times.small), large: median(times.large) };
  return {
    id: 'bench.store.flat',
    name: 'store, p50 of a write at 100,000 notes / at 100',
    ratio: p50.large / p50.small,
    target: { atMost: 1.3 },
    details: `${(p50.large * 1000).toFixed(1)} to ${(p50.small * 1000).toFixed(1)} µs`,
  };
}

async function timeWrites({ notes, keys }: OpenNotes, round: number, times: number[]): Promise<void> {
  for (let at = 0; at < OPERATIONS; at++) {
    const key = keys[(round * 7919 + at * 104_729) % keys.length] as string;
    const value = notes.get(key) as never;
    const start = performance.now();
    await notes.put(key, value);
    times.push(performance.now() - start);
  }
}

/** The best of several runs of each, since only the processor limits both. */
async function measureReopening(home: string): Promise<BenchRow> {
  const parsing: number[] = [];
  const opening: number[] = [];
  const rss: number[] = [];
  let bytes = 0;
  for (let round = 0; round < READ_ROUNDS; round++) {
    const parsed = await read<{ bytes: number; ms: number }>(home, 'parse');
    const opened = await read<{ ms: number; rssMb: number }>(home, 'open');
    bytes = parsed.bytes;
    parsing.push(parsed.ms);
    opening.push(opened.ms);
    rss.push(opened.rssMb);
  }
  const rate = (times: readonly number[]): number => bytes / 1000 / Math.min(...times);
  return {
    id: 'bench.store.reopen',
    name: 'store, reopening 100,000 notes / JSON.parse of the same lines, MB/s',
    ratio: rate(opening) / rate(parsing),
    target: { atLeast: 0.5 },
    details: `${rate(opening).toFixed(0)} to ${rate(parsing).toFixed(0)} MB/s, best of ${READ_ROUNDS} processes each; RSS ${median(rss).toFixed(0)} MB`,
  };
}

async function measureMerging(home: string): Promise<BenchRow> {
  const rounds: { idleMs: number; longestMs: number; ms: number }[] = [];
  for (let round = 0; round < READ_ROUNDS; round++) rounds.push(await read(home, 'merge'));
  const of = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick));
  return {
    id: 'bench.store.stall',
    name: 'store, longest stop of the event loop while 100,000 notes are merged',
    ratio: of(({ longestMs }) => longestMs),
    unit: 'ms',
    target: { atMost: 10 },
    details: `merging took ${of(({ ms }) => ms).toFixed(0)} ms; longest stop when idle ${of(({ idleMs }) => idleMs).toFixed(1)} ms`,
  };
}

async function read<R>(home: string, what: string): Promise<R> {
  const run = await runProgram(process.execPath, [READER, home, what], { env: cleanEnvironment(home) });
  if (run.code !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as R;
}
