import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratchFolder } from '../support/scratch.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { TranscriptWriter } from '../support/sessions/transcript-writer.ts';
import { readMessages } from '../support/sse.ts';
import { type BenchRow, percentile } from './row.ts';

const PROJECTS = 200;
const TRANSCRIPTS = 2_000;
const APPENDS = 200;
/** Longer than the time between two looks at everything. */
const IDLE_MS = 35_000;
/** Clock ticks a second, as /proc counts processor time. */
const TICKS = 100;

/** What following other processes' transcripts costs, and how soon an append is seen. */
export async function rows(): Promise<BenchRow[]> {
  const folder = scratchFolder('codez-bench-');
  const config = join(folder, '.claude');
  for (let n = 0; n < TRANSCRIPTS; n++) writeTranscript(config, n);
  const startedAt = performance.now();
  const server = await startServer({ folder, env: { CLAUDE_CONFIG_DIR: config } });
  const readySeconds = (performance.now() - startedAt) / 1000;
  try {
    await sleep(2_000);
    const before = await processorSeconds(server);
    await sleep(IDLE_MS);
    const share = ((await processorSeconds(server)) - before) / (IDLE_MS / 1000);
    const rssMb = await residentMb(server);
    const delays = await measureAppends(server, config);
    const corpus = `${TRANSCRIPTS} transcripts in ${PROJECTS} projects`;
    const sse = `append to SSE client, ${APPENDS} appends`;
    return [
      row('bench.watch.ready', 'serve until the ready line', readySeconds, 's', 1, corpus),
      row('bench.watch.cpu', 'processor time of an idle server, %', share * 100, undefined, 1, corpus),
      row('bench.watch.rss', 'memory of an idle server', rssMb, 'MB', 150, corpus),
      row('bench.watch.p50', 'an append is seen, p50', percentile(delays, 0.5), 'ms', 5, sse),
      row('bench.watch.p95', 'an append is seen, p95', percentile(delays, 0.95), 'ms', 25, sse),
    ];
  } finally {
    await server.stop();
  }
}

function row(
  id: string,
  name: string,
  ratio: number,
  unit: BenchRow['unit'] | undefined,
  atMost: number,
  details: string,
): BenchRow {
  return { id, name, ratio, ...(unit === undefined ? {} : { unit }), target: { atMost }, details };
}

function writeTranscript(config: string, n: number): void {
  const folder = join(config, 'projects', `-home-ann-p${n % PROJECTS}`);
  mkdirSync(folder, { recursive: true });
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const record = { type: 'user', uuid: id, cwd: '/home/ann', message: { role: 'user', content: 'word '.repeat(800) } };
  writeFileSync(join(folder, `${id}.jsonl`), `${JSON.stringify(record)}\n`);
}

async function measureAppends(server: TestServer, config: string): Promise<number[]> {
  const session = new TranscriptWriter(config, '-home-ann-p7');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${server.url}/api/events?types=prompt.started`, resolve).once('error', reject);
  });
  const events = readMessages(response);
  const delays: number[] = [];
  for (let n = 0; n < APPENDS; n++) {
    await sleep(10);
    const at = performance.now();
    session.prompt(`number ${n}`);
    await events.next();
    delays.push(performance.now() - at);
  }
  response.destroy();
  return delays;
}

async function processorSeconds({ pid }: TestServer): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

async function residentMb({ pid }: TestServer): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
