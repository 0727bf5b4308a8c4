import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { totalOf } from '../support/corpus/truth.ts';
import { type Corpus, writeCorpus } from '../support/corpus/write-corpus.ts';
import { type BenchRow, median } from './row.ts';
import { benchTree } from './support/bench-tree.ts';
import { type CcusageRun, installCcusage } from './support/ccusage.ts';
import type { CountedUsage } from './support/count-usage.ts';

const ROUNDS = 7;
const SESSIONS = 375;
const BYTES = 100e6;
/** Rounds over 1 GB. */
const LARGE_ROUNDS = 3;

/** Usage of a year's transcripts: counted for the first time, again, and against what counts it elsewhere. */
export async function rows(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  try {
    const corpus = writeCorpus({ configDir: join(folder, 'claude'), bytes: BYTES, seed: 3, sessions: SESSIONS });
    const runOther = installCcusage(join(folder, 'other'));
    const rows = toRows(corpus, countInTurn(corpus, ROUNDS, runOther));
    return [...rows, ...toLargeRows(benchTree(), runOther)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Runs {
  readonly own: readonly CountedUsage[];
  /** Empty where ccusage could not be installed. */
  readonly other: readonly CcusageRun[];
}

/** Counts a tree round by round, ours and theirs in turn, each in processes that know nothing yet. */
function countInTurn({ configDir }: Corpus, rounds: number, runOther: ReturnType<typeof installCcusage>): Runs {
  const [own, other]: [CountedUsage[], CcusageRun[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    own.push(countUsage(configDir));
    if (runOther !== undefined) other.push(runOther(configDir));
  }
  return { own, other };
}

function toLargeRows(corpus: Corpus, runOther: ReturnType<typeof installCcusage>): BenchRow[] {
  const runs = countInTurn(corpus, LARGE_ROUNDS, runOther);
  return [
    ...againstOther('the same over 1 GB', corpus, runs),
    {
      id: 'bench.usage',
      name: 'usage of 1 GB again, nothing changed',
      ratio: median(runs.own.flatMap((run) => run.warmMs)),
      unit: 'ms',
      target: { atMost: 50 },
      details: `${corpus.files.length} files; ${offTruth(corpus, runs)} of ${expectedOf(corpus)} tokens wrong`,
    },
  ];
}

function againstOther(name: string, corpus: Corpus, { own, other }: Runs): BenchRow[] {
  const [first] = other;
  if (first === undefined) return [];
  const coldMs = median(own.map((run) => run.coldMs));
  const otherMs = median(other.map(({ ms }) => ms));
  const expected = expectedOf(corpus);
  const difference = ((first.tokens - expected) / expected) * 100;
  return [
    {
      id: 'bench.usage',
      name,
      ratio: coldMs / otherMs,
      target: { atMost: 1 },
      details: `${coldMs.toFixed(0)} ms; its command ${otherMs.toFixed(0)} ms, and its tokens are ${difference.toFixed(2)} % off`,
    },
  ];
}

function expectedOf({ truth }: Corpus): number {
  return allTokens(totalOf(truth.responses).tokens);
}

function offTruth(corpus: Corpus, { own }: Runs): number {
  const expected = expectedOf(corpus);
  return Math.max(...own.map(({ totals }) => Math.abs(allTokens(totals.tokens) - expected)));
}

function toRows(corpus: Corpus, runs: Runs): BenchRow[] {
  const { own, other } = runs;
  const truth = totalOf(corpus.truth.responses);
  const megabytes = corpus.files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  const tree = `${corpus.files.length} files, ${megabytes.toFixed(0)} MB, ${truth.messages} responses`;
  const coldMs = median(own.map((run) => run.coldMs));
  if (other.length === 0) process.stderr.write('ccusage could not be installed: nothing is measured against it\n');
  return [
    ...againstOther('usage for the first time against ccusage 20', corpus, runs),
    {
      id: 'bench.usage',
      name: 'usage of 650 files again, nothing changed',
      ratio: median(own.flatMap((run) => run.warmMs)),
      unit: 'ms',
      target: { atMost: 50 },
      details: `${tree}; for the first time, its thread started too: ${coldMs.toFixed(0)} ms`,
    },
    {
      id: 'bench.usage',
      name: 'tokens counted that are not the truth, or not counted that are',
      ratio: offTruth(corpus, runs),
      unit: 'count',
      target: { atMost: 0 },
      details: `of ${expectedOf(corpus)}`,
    },
    {
      id: 'bench.usage',
      name: 'event loop held by counting, longest',
      ratio: median(own.map((run) => run.heldMs)),
      unit: 'ms',
      target: { atMost: 20 },
      details: `${ROUNDS} processes, median`,
    },
  ];
}

function allTokens({
  input,
  output,
  cache_read: read,
  cache_write: written,
}: CountedUsage['totals']['tokens']): number {
  return input + output + read + written;
}

/** Counts in a process of its own, which knows nothing yet. */
function countUsage(configDir: string): CountedUsage {
  const script = fileURLToPath(new URL('./support/count-usage.js', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [script, configDir], { encoding: 'utf8' })) as CountedUsage;
}
