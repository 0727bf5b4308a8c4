import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { silentLogger } from '../../src/core/logger.ts';
import { createSearchIndex, type SearchIndexOptions } from '../../src/search/create-search-index.ts';
import type { IndexStatus, SearchHit, SearchIndex, SearchPart, SearchQuery } from '../../src/search/search-index.ts';
import { scratchFolder } from './scratch.ts';

export const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';
export const OTHER_SESSION = 'aaaaaaaa-0000-4000-8000-000000000002';

type Fields = Readonly<Record<string, unknown>>;

const PARTS: ReadonlySet<SearchPart> = new Set(['text', 'tools', 'subagents']);
const never = new AbortController().signal;

/** A tree of transcripts with an index over it, each in a folder of its own. */
export class IndexTree {
  readonly root = join(scratchFolder('codez-ix-'), 'projects');
  readonly home = scratchFolder('codez-ix-');
  readonly path = join(this.home, 'index', 'search.db');
  index: SearchIndex;
  readonly #options: Partial<SearchIndexOptions>;
  #time = Date.UTC(2026, 0, 1);
  #records = 0;

  constructor(options: Partial<SearchIndexOptions> = {}) {
    this.#options = options;
    this.index = this.open();
  }

  /** Another index over the same files, as after a restart; the last one is to be closed before. */
  open(): SearchIndex {
    const { path, root } = this;
    this.index = createSearchIndex({
      path,
      root,
      logger: silentLogger,
      clock: Date.now,
      retryMs: 50,
      ...this.#options,
    });
    return this.index;
  }

  pathOf(sessionId = SESSION, slug = '-p'): string {
    return join(this.root, slug, `${sessionId}.jsonl`);
  }

  /** Replaces what a file holds, in place. */
  write(path: string, lines: readonly string[]): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  }

  append(path: string, ...lines: readonly string[]): void {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, lines.map((line) => `${line}\n`).join(''));
  }

  prompt(text: string, fields: Fields = {}): string {
    return this.#line('user', { message: { role: 'user', content: text }, ...fields });
  }

  /** A record of the response `id`. */
  answer(id: string, ...content: readonly Fields[]): string {
    return this.#line('assistant', { message: { id, role: 'assistant', content } });
  }

  call(id: string, toolUseId: string, input: Fields): string {
    return this.answer(id, { type: 'tool_use', id: toolUseId, name: 'Bash', input });
  }

  result(toolUseId: string, text: string): string {
    const content = [{ type: 'tool_result', tool_use_id: toolUseId, content: text }];
    return this.#line('user', { message: { role: 'user', content }, toolUseResult: { stdout: text } });
  }

  /** Waits until all that was written is indexed, and returns how the index stands. */
  async settle(parts: ReadonlySet<SearchPart> = PARTS): Promise<IndexStatus> {
    return await this.index.settle(parts, 60_000, never);
  }

  async search(query: string, options: Partial<SearchQuery> = {}): Promise<readonly SearchHit[]> {
    const page = await this.index.search({ query, in: PARTS, order: 'recent', limit: 100, ...options }, never);
    return page.hits;
  }

  /** Settles and returns the ids of the messages that are found, newest first. */
  async find(query: string, options: Partial<SearchQuery> = {}): Promise<string[]> {
    await this.settle();
    return (await this.search(query, options)).map(({ messageId = 'title' }) => messageId);
  }

  /** The uuid of the `n`th record that was made, from 1 on. */
  uuid(n: number): string {
    return `eeeeeeee-0000-4000-8000-${n.toString().padStart(12, '0')}`;
  }

  lines(path: string): string[] {
    return readFileSync(path, 'utf8').trimEnd().split('\n');
  }

  #line(type: string, fields: Fields): string {
    this.#records += 1;
    this.#time += 1000;
    const timestamp = new Date(this.#time).toISOString();
    return JSON.stringify({
      type,
      ...fields,
      uuid: this.uuid(this.#records),
      timestamp,
      cwd: '/p',
      sessionId: SESSION,
    });
  }
}

/** Resolves when the index stands as `test` says. */
export async function untilStatus(index: SearchIndex, test: (status: IndexStatus) => boolean): Promise<IndexStatus> {
  // The index's thread alone keeps no process running.
  const alive = setInterval(() => undefined, 60_000);
  return await new Promise((resolve) => {
    let end: () => void = () => undefined;
    const look = (status: IndexStatus): void => {
      if (!test(status)) return;
      end();
      clearInterval(alive);
      resolve(status);
    };
    end = index.onStatus(look);
    look(index.status());
  });
}
