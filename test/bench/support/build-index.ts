import { monitorEventLoopDelay } from 'node:perf_hooks';
import { silentLogger } from '../../../src/core/logger.ts';
import { createSearchIndex } from '../../../src/search/create-search-index.ts';
import type { SearchPart } from '../../../src/search/search-index.ts';

/** How the index of a tree was built, and what that cost the process it was built in. */
export interface BuiltIndex {
  readonly conversationSeconds: number;
  readonly toolsSeconds: number;
  readonly conversationBytes: number;
  readonly bothBytes: number;
  readonly transcriptBytes: number;
  readonly documents: number;
  /** Growth of the resident set, at its highest. */
  readonly grownBytes: number;
  readonly heldMs: number;
  /** Of searches that were asked meanwhile. */
  readonly searchesMs: readonly number[];
}

const WORDS: ReadonlySet<SearchPart> = new Set(['text', 'thinking']);
const ALL: ReadonlySet<SearchPart> = new Set(['text', 'tools', 'subagents']);

/** A process of its own: builds the index `argv[2]` over `argv[3]`, searches for `argv[4]` meanwhile, prints JSON. */
const [path = '', root = '', query = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const startRss = process.memoryUsage().rss;
let highestRss = startRss;
const searchesMs: number[] = [];
let isBuilding = true;

async function searchMeanwhile(): Promise<void> {
  while (isBuilding) {
    const startedAt = performance.now();
    await index.search({ query, in: ALL, order: 'recent', limit: 20 }, signal).catch(() => undefined);
    searchesMs.push(performance.now() - startedAt);
    highestRss = Math.max(highestRss, process.memoryUsage().rss);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const index = createSearchIndex({ path, root, logger: silentLogger, clock: Date.now });
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
const startedAt = performance.now();
index.start();
const searching = searchMeanwhile();
const words = await index.settle(WORDS, 600_000, signal);
const wordsAt = performance.now();
const all = await index.settle(ALL, 600_000, signal);
const allAt = performance.now();
isBuilding = false;
await searching;
delays.disable();
const report: BuiltIndex = {
  conversationSeconds: (wordsAt - startedAt) / 1000,
  toolsSeconds: (allAt - wordsAt) / 1000,
  conversationBytes: words.sizeBytes,
  bothBytes: all.sizeBytes,
  transcriptBytes: all.conversation.totalBytes,
  documents: all.documents,
  grownBytes: highestRss - startRss,
  heldMs: delays.max / 1e6,
  searchesMs,
};
await index.close();
process.stdout.write(`${JSON.stringify(report)}\n`);
