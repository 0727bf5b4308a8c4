import assert from 'node:assert/strict';
import { callTool, rpcResult, type ToolReply } from './mcp.ts';

/** A note as the memory tools show it. */
export interface Note {
  readonly id: string;
  readonly space: string;
  readonly host: string;
  readonly content: string;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly updated_at: string;
  readonly expires_at?: string;
  readonly version: number;
  readonly score?: number;
}

export interface Matches {
  readonly query?: string;
  readonly resource_id?: string;
  readonly count: number;
  readonly matches: readonly Note[];
  readonly next_cursor?: string;
}

export interface Stored {
  readonly status: string;
  readonly id: string;
  readonly memory: Note;
}

/** The memory tools of a server, called over /mcp. */
export interface NotesDoor {
  store(args: object): Promise<Stored>;
  search(args: object | string): Promise<Matches>;
  /** The ids that a search finds, in its order. */
  find(args: object | string): Promise<string[]>;
  call(tool: string, args: object): Promise<Record<string, unknown>>;
  /** Returns the error of a call that must fail. */
  refusal(tool: string, args: unknown): Promise<{ code: string; message: string; fields?: Record<string, string[]> }>;
  /** Follows next_cursor to the end and returns every page. */
  pages(tool: string, args: object): Promise<Matches[]>;
}

export function notesDoor(url: () => string): NotesDoor {
  const call = async (tool: string, args: unknown): Promise<Record<string, unknown>> =>
    await callTool(url(), tool, args);
  const search = async (args: object | string): Promise<Matches> =>
    (await call('memory_search', args)) as unknown as Matches;
  return {
    call,
    search,
    store: async (args) => (await call('memory_store', args)) as unknown as Stored,
    find: async (args) => (await search(args)).matches.map(({ id }) => id),
    refusal: async (tool, args) => {
      const result = (await rpcResult(url(), 'tools/call', { name: tool, arguments: args })) as unknown as ToolReply;
      assert.equal(result.isError, true, JSON.stringify(result.structuredContent).slice(0, 500));
      return result.structuredContent['error'] as never;
    },
    pages: async (tool, args) => {
      const pages: Matches[] = [];
      let cursor: string | undefined;
      do {
        const page = (await call(tool, { ...args, ...(cursor === undefined ? {} : { cursor }) })) as unknown as Matches;
        pages.push(page);
        cursor = page.next_cursor;
        assert.ok(pages.length < 1000, 'paging ends');
      } while (cursor !== undefined);
      return pages;
    },
  };
}
