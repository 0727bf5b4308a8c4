import { join } from 'node:path';
import { after } from 'node:test';
import { systemClock } from '../../../src/core/clock.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { createSearchIndex } from '../../../src/search/create-search-index.ts';
import type { SearchHit, SearchIndex, SearchPage, SearchPart, SearchQuery } from '../../../src/search/search-index.ts';
import { scratchFolder } from '../scratch.ts';
import { TranscriptBuilder } from '../transcripts/transcript-builder.ts';

const NEVER = new AbortController().signal;
const PARTS: readonly SearchPart[] = ['text', 'tools', 'subagents'];

/** A tree of transcripts and the index over it, for one test file. */
export class IndexedTree {
  readonly configDir = join(scratchFolder('cz-'), 'claude');
  readonly index: SearchIndex;
  #sessions = 0;

  constructor() {
    this.index = createSearchIndex({
      path: join(this.configDir, '..', 'index', 'search.db'),
      root: join(this.configDir, 'projects'),
      logger: silentLogger,
      clock: systemClock,
    });
    after(() => this.index.close());
  }

  /** A transcript to be filled and written. */
  session({ cwd = '/home/me/app', startAt, agentId }: SessionOptions = {}): TranscriptBuilder {
    this.#sessions += 1;
    const sessionId = `aaaaaaaa-0000-4000-8000-${String(this.#sessions).padStart(12, '0')}`;
    return new TranscriptBuilder({ sessionId, cwd, ...(startAt && { startAt }), ...(agentId && { agentId }) });
  }

  /** Searches when everything that was written is indexed. */
  async search(
    query: string,
    options: Partial<Omit<SearchQuery, 'query' | 'in'>> & { in?: readonly SearchPart[] } = {},
  ): Promise<SearchPage> {
    const parts = new Set(options.in ?? PARTS);
    await this.index.settle(new Set(['text', 'tools']), 60_000, NEVER);
    return await this.index.search({ order: 'recent', limit: 20, ...options, in: parts, query }, NEVER);
  }

  /** Returns the hits of all pages. */
  async searchAll(query: string, options: Parameters<IndexedTree['search']>[1] = {}): Promise<SearchHit[]> {
    const hits: SearchHit[] = [];
    let cursor: string | undefined;
    do {
      const page: SearchPage = await this.search(query, { ...options, cursor });
      hits.push(...page.hits);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return hits;
  }
}

interface SessionOptions {
  readonly cwd?: string;
  readonly startAt?: number;
  readonly agentId?: string;
}
