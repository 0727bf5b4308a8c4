import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Corpus, writeCorpus } from '../support/corpus/write-corpus.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type BenchRow, median, percentile } from './row.ts';
import { rssOf } from './start.bench.ts';
import type { BuiltIndex } from './support/build-index.ts';
import { load, post } from './support/load.ts';

const BYTES = 1e9;
const ROUND_MS = 4_000;
const APPENDS = 20;

type Fields = Readonly<Record<string, unknown>>;

/** The index of 1 GB of transcripts: how fast it is built, what it takes, and how long searches of each kind take. */
export async function rows(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  let server: TestServer | undefined;
  try {
    const corpus = writeCorpus({ configDir: join(folder, 'claude'), bytes: BYTES, seed: 5 });
    const common = wordOf(corpus, 'common');
    const built = build(join(folder, '.codez', 'index', 'search.db'), corpus, common);
    server = await startServer({ folder, env: { CLAUDE_CONFIG_DIR: corpus.configDir } });
    const rssBefore = await rssOf(server.pid);
    // Titles come from the counts of transcripts, which are made once.
    await callTool(server, 'get_observability', {});
    const searches: BenchRow[] = [];
    for (const [kind, query] of Object.entries(queriesOf(corpus, common))) {
      searches.push(await measureKind(server, kind, query, corpus));
    }
    const appended = await measureAppends(server, corpus);
    const rssAfter = await rssOf(server.pid);
    return [...buildRows(built), ...searches, ...appended, memoryRow(rssAfter - rssBefore, rssAfter)];
  } finally {
    await server?.stop('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

function build(path: string, corpus: Corpus, query: string): BuiltIndex {
  const script = fileURLToPath(new URL('./support/build-index.js', import.meta.url));
  const args = [script, path, join(corpus.configDir, 'projects'), query];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as BuiltIndex;
}

function buildRows(built: BuiltIndex): BenchRow[] {
  const megabytes = built.transcriptBytes / 1e6;
  const id = 'bench.index.build';
  const tree = `${megabytes.toFixed(0)} MB of transcripts, ${built.documents} documents`;
  return [
    {
      id,
      name: 'transcripts a second, what people and the model said (MB)',
      ratio: megabytes / built.conversationSeconds,
      target: { atLeast: 100 },
      details: `${tree}; ${built.conversationSeconds.toFixed(1)} s, start of the thread included`,
    },
    {
      id,
      name: 'transcripts a second, tools (MB)',
      ratio: megabytes / built.toolsSeconds,
      target: { atLeast: 30 },
      details: `${built.toolsSeconds.toFixed(1)} s`,
    },
    {
      id,
      name: 'index of what was said / transcripts',
      ratio: built.conversationBytes / built.transcriptBytes,
      target: { atMost: 0.1 },
      details: `${(built.conversationBytes / 1e6).toFixed(0)} MB on disk`,
    },
    {
      id,
      name: 'whole index / transcripts',
      ratio: built.bothBytes / built.transcriptBytes,
      target: { atMost: 0.3 },
      details: `${(built.bothBytes / 1e6).toFixed(0)} MB on disk`,
    },
    {
      id,
      name: 'memory of the process, growth while it is built',
      ratio: built.grownBytes / 1e6,
      unit: 'MB',
      target: { atMost: 100 },
      details: 'resident set at its highest',
    },
    {
      id,
      name: 'event loop held meanwhile, longest',
      ratio: built.heldMs,
      unit: 'ms',
      target: { atMost: 20 },
      details: 'in the process it is built in',
    },
    {
      id,
      name: 'search while it is built, p99',
      ratio: percentile(built.searchesMs, 0.99),
      unit: 'ms',
      target: { atMost: 100 },
      details: `${built.searchesMs.length} searches, p50 ${median(built.searchesMs).toFixed(1)} ms`,
    },
  ];
}

function wordOf(corpus: Corpus, kind: string): string {
  const queries = corpus.truth.queries.filter((query) => query.class === kind);
  const best = queries.sort((one, other) => other.places.length - one.places.length)[0];
  if (best === undefined) throw new Error(`the corpus has no text of the class ${kind}`);
  return best.query;
}

function queriesOf(corpus: Corpus, common: string): Readonly<Record<string, Fields>> {
  const slug = corpus.truth.queries.find(({ query }) => query === common)?.places[0]?.slug;
  return {
    'rare word': { query: wordOf(corpus, 'tool_output') },
    'common word': { query: common },
    // Stand in almost every message of the corpus.
    'everyday word': { query: 'far' },
    'two words': { query: 'far ca' },
    phrase: { query: '"far ca"' },
    'two Chinese characters': { query: wordOf(corpus, 'cjk2') },
    'filtered by project and role': { query: 'far', slug, role: 'user' },
    'by relevance': { query: 'far ca', order: 'relevance' },
    'word that is nowhere': { query: 'zzqqxxnowhere' },
  };
}

async function measureKind(server: TestServer, kind: string, args: Fields, corpus: Corpus): Promise<BenchRow> {
  const params = { name: 'search_sessions', arguments: args };
  const request = post(server.port, '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  await load(server.port, 1, 500, () => request);
  const { latenciesMs, calls } = await load(server.port, 1, ROUND_MS, () => request);
  const p50 = percentile(latenciesMs, 0.5);
  const scan = scanMs(corpus, String(args['query']).replaceAll('"', ''));
  const beside = scan === undefined ? '' : `; rg -F over the same tree ${scan.toFixed(0)} ms`;
  return {
    id: 'bench.index.search',
    name: `search_sessions at the door, ${kind}, p99`,
    ratio: percentile(latenciesMs, 0.99),
    unit: 'ms',
    target: { atMost: 50 },
    details: `${calls} calls, p50 ${p50.toFixed(1)} ms${beside}`,
  };
}

/** How long it takes to look for a text in all files; undefined where there is nothing to do that with. */
function scanMs({ configDir }: Corpus, text: string): number | undefined {
  const startedAt = performance.now();
  const { error } = spawnSync('rg', ['-F', '-i', '-c', '--no-ignore', text, join(configDir, 'projects')], {
    stdio: 'ignore',
  });
  return error === undefined ? performance.now() - startedAt : undefined;
}

async function measureAppends(server: TestServer, corpus: Corpus): Promise<BenchRow[]> {
  const times: number[] = [];
  const file = corpus.files.find(({ path }) => !path.includes('agent-')) ?? corpus.files[0];
  for (let count = 0; count < APPENDS; count += 1) {
    const word = `heron${count}quay`;
    const record = {
      type: 'user',
      message: { role: 'user', content: `the ${word}` },
      timestamp: new Date().toISOString(),
    };
    const startedAt = performance.now();
    appendFileSync(file?.path ?? '', `${JSON.stringify({ ...record, uuid: `bench-${count}` })}\n`);
    while (!(await isFound(server, word))) if (performance.now() - startedAt > 10_000) break;
    times.push(performance.now() - startedAt);
  }
  return [
    {
      id: 'bench.index.search',
      name: 'a record that was appended is found, longest',
      ratio: Math.max(...times),
      unit: 'ms',
      target: { atMost: 1000 },
      details: `${APPENDS} records, median ${median(times).toFixed(0)} ms until a search has it`,
    },
  ];
}

async function isFound(server: TestServer, query: string): Promise<boolean> {
  return (await callTool(server, 'search_sessions', { query })).includes('snippet');
}

async function callTool({ url }: TestServer, name: string, args: Fields): Promise<string> {
  const response = await fetch(`${url}/api/tools/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  return await response.text();
}

function memoryRow(grown: number, rss: number): BenchRow {
  return {
    id: 'bench.index.search',
    name: 'memory of the server, growth by searching',
    ratio: grown,
    unit: 'MB',
    target: { atMost: 100 },
    details: `RSS ${rss.toFixed(0)} MB behind all of that; the index was there when the server started`,
  };
}
