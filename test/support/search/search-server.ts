import { join } from 'node:path';
import { send } from '../http.ts';
import { JSON_HEADERS } from '../mcp.ts';
import { scratchFolder } from '../scratch.ts';
import { startServer, type TestServer } from '../server.ts';

export type Fields = Record<string, unknown>;

/** What a tool answered over REST. */
export interface ToolAnswer {
  readonly status: number;
  /** The result, or what is wrong. */
  readonly value: Fields;
}

/** A server over a tree of transcripts of its own, asked over HTTP. */
export interface SearchServer {
  readonly server: TestServer;
  readonly configDir: string;
  /** Calls a tool as the owner. */
  call(tool: string, args: Fields): Promise<ToolAnswer>;
  /** Searches and returns the results. */
  find(query: string, args?: Fields): Promise<Fields[]>;
}

/** Starts a server; `prepare` fills the configuration directory before. */
export async function startSearchServer(prepare: (configDir: string) => void = () => {}): Promise<SearchServer> {
  const folder = scratchFolder('cz-');
  const configDir = join(folder, 'claude');
  prepare(configDir);
  const server = await startServer({ folder, env: { CLAUDE_CONFIG_DIR: configDir } });
  const call = async (tool: string, args: Fields): Promise<ToolAnswer> => {
    const post = { method: 'POST', path: `/api/tools/${tool}`, headers: JSON_HEADERS, body: JSON.stringify(args) };
    const { status, text } = await send(server.url, post);
    const { data, ...failure } = JSON.parse(text) as { data?: Fields };
    return { status, value: data ?? failure };
  };
  return {
    server,
    configDir,
    call,
    async find(query, args = {}) {
      const { status, value } = await call('search_sessions', { query, ...args });
      if (status !== 200) throw new Error(JSON.stringify(value));
      return value['results'] as Fields[];
    },
  };
}
