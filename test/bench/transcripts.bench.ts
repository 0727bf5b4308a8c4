import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createTranscripts } from '../../src/claude/transcripts/create-transcripts.ts';
import { slugOf } from '../../src/claude/transcripts/slug-of.ts';
import { type BenchRow, median } from './row.ts';
import { type CorpusFile, writeCorpus } from './support/transcript-corpus.ts';

const ROUNDS = 7;
const CWD = '/home/me/project';

/** Transcripts of one project: what listing them costs for the first time, and the newest page of a long one. */
export async function rows(): Promise<BenchRow[]> {
  const configDir = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  try {
    const files = writeCorpus(configDir, CWD);
    const megabytes = files.reduce((sum, { path }) => sum + statSync(path).size, 0) / 1e6;
    const corpus = `${files.length} transcripts, ${megabytes.toFixed(0)} MB, 20 KB to 13 MB`;
    const listing = await measureListing(configDir, files);
    const pages = Array.from({ length: ROUNDS }, () => readFirstPage(configDir, files.at(-1)));
    return [
      {
        id: 'bench.transcripts',
        name: 'sessions of a project listed, nothing known before',
        ratio: listing.coldMs,
        unit: 'ms',
        target: { atMost: 150 },
        details: `${corpus}; again ${listing.warmMs.toFixed(1)} ms`,
      },
      {
        id: 'bench.transcripts',
        name: 'the same against reading these files and splitting them into lines',
        ratio: listing.coldMs / listing.plainMs,
        target: { atMost: 1 },
        details: `one file after the other: ${listing.plainMs.toFixed(0)} ms`,
      },
      {
        id: 'bench.transcripts',
        name: 'event loop held by it, longest',
        ratio: listing.heldMs,
        unit: 'ms',
        target: { atMost: 20 },
        details: `longest stretch of ${ROUNDS} listings, median`,
      },
      {
        id: 'bench.transcripts',
        name: 'newest 50 messages of 13 MB',
        ratio: median(pages.map(({ ms }) => ms)),
        unit: 'ms',
        target: { atMost: 50 },
        details: `first read of a fresh process; ${pages[0]?.messages} messages`,
      },
      {
        id: 'bench.transcripts',
        name: 'memory that takes',
        ratio: median(pages.map(({ bytes }) => bytes)) / 1e6,
        unit: 'MB',
        target: { atMost: 20 },
        details: 'growth of the resident set of a fresh process',
      },
    ];
  } finally {
    await rm(configDir, { recursive: true, force: true });
  }
}

async function measureListing(
  configDir: string,
  files: readonly CorpusFile[],
): Promise<{ coldMs: number; warmMs: number; plainMs: number; heldMs: number }> {
  const [cold, warm, plain, held]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const transcripts = createTranscripts({ configDir });
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    cold.push(await timed(() => transcripts.listSessions(slugOf(CWD))));
    delays.disable();
    held.push(delays.max / 1e6);
    warm.push(await timed(() => transcripts.listSessions(slugOf(CWD))));
    plain.push(
      await timed(async () => {
        let lines = 0;
        for (const { path } of files) lines += (await readFile(path, 'latin1')).split('\n').length;
        return lines;
      }),
    );
  }
  return { coldMs: median(cold), warmMs: median(warm), plainMs: median(plain), heldMs: median(held) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function readFirstPage(
  configDir: string,
  file: CorpusFile | undefined,
): { ms: number; bytes: number; messages: number } {
  const script = fileURLToPath(new URL('./support/read-first-page.js', import.meta.url));
  const args = ['--expose-gc', script, configDir, file?.sessionId ?? ''];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ReturnType<typeof readFirstPage>;
}
