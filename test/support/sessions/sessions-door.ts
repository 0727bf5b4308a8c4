import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { EventType } from '../../../src/sessions/events/event.ts';
import { EVENT_SCHEMAS } from '../../../src/tools/events/event-schemas.ts';
import { type Finished, runCodez } from '../codez-process.ts';
import { send } from '../http.ts';
import { JSON_HEADERS } from '../mcp.ts';
import { scratchFolder } from '../scratch.ts';
import { type ServerOptions, startServer, type TestServer } from '../server.ts';
import { standInClaudeBin } from '../stand-in-claude-bin.ts';

export interface SeenEvent {
  readonly cursor: string;
  readonly at: string;
  readonly type: string;
  readonly session_id?: string;
  readonly [field: string]: unknown;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export type Result = Record<string, unknown>;

/** A server over sessions, used as a client of its tools uses it. */
export class SessionsDoor {
  /** Where sessions work. */
  readonly cwd: string;
  readonly #options: ServerOptions;
  #server: TestServer;
  #client: Promise<Client> | undefined;

  private constructor(server: TestServer, options: ServerOptions) {
    this.#server = server;
    this.#options = { ...options, folder: server.folder };
    this.cwd = join(server.folder, 'work');
    mkdirSync(this.cwd, { recursive: true });
  }

  /** Starts a server whose `claude` is the scripted stand-in, unless the environment names another. */
  static async open(
    t: { after(cleanUp: () => Promise<void>): void },
    options: ServerOptions = {},
  ): Promise<SessionsDoor> {
    const folder = options.folder ?? scratchFolder('cz-');
    const env = { CODEZ_CLAUDE_BIN: standInClaudeBin(), CLAUDE_CONFIG_DIR: join(folder, 'claude'), ...options.env };
    const chosen = { ...options, folder, env };
    const door = new SessionsDoor(await startServer(chosen), chosen);
    t.after(() => door.#cleanUp());
    return door;
  }

  get server(): TestServer {
    return this.#server;
  }

  /** Calls a tool that must succeed. */
  async call(name: string, args: Result = {}): Promise<Result> {
    const reply = await this.#callTool(name, args);
    assert.notEqual(reply.isError, true, `${name}: ${JSON.stringify(reply)}`);
    return reply.structuredContent as Result;
  }

  /** Calls a tool that must be refused. */
  async refused(name: string, args: Result = {}): Promise<Refusal> {
    const reply = await this.#callTool(name, args);
    assert.equal(reply.isError, true, `${name}: ${JSON.stringify(reply)}`);
    return (reply.structuredContent as { error: Refusal }).error;
  }

  /** Calls an operation of the machine's owner, over the socket. */
  async admin(name: string, args: Result = {}): Promise<void> {
    const socketPath = join(this.#server.home, 'server.sock');
    const call = { method: 'POST', path: `/api/tools/${name}`, headers: JSON_HEADERS, body: JSON.stringify(args) };
    const reply = await send('http://socket', { ...call, socketPath });
    assert.equal(reply.status, 200, reply.text);
  }

  /** Runs `codez call WORDS` with the environment of the server. */
  async cli(...words: readonly string[]): Promise<Finished> {
    return await runCodez(['call', ...words], this.#server.env);
  }

  async create(args: Result = {}): Promise<{ session_id: string; cursor: string } & Result> {
    return (await this.call('create_session', { cwd: this.cwd, ...args })) as never;
  }

  /** Sends a prompt and returns what became of it. */
  async ask(sessionId: string, text: string, args: Result = {}): Promise<Result> {
    const reply = await this.call('send_and_wait', { session_id: sessionId, text, timeout_ms: 30_000, ...args });
    assert.equal(reply['timed_out'], false, JSON.stringify(reply));
    return reply['prompt'] as Result;
  }

  /** Collects events behind `cursor` until one satisfies `isLast`. */
  async events(cursor: string, isLast: (event: SeenEvent) => boolean, args: Result = {}): Promise<SeenEvent[]> {
    const seen: SeenEvent[] = [];
    let from = cursor;
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      const page = await this.call('poll_events', { cursor: from, timeout_ms: 5_000, ...args });
      for (const event of page['events'] as SeenEvent[]) {
        EVENT_SCHEMAS[event.type as EventType].parse(event);
        seen.push(event);
      }
      if (seen.some(isLast)) return seen;
      from = page['cursor'] as string;
    }
    throw new Error(`the event did not come; seen: ${JSON.stringify(seen)}`);
  }

  /** Returns the next request for a permission behind `cursor`. */
  async permission(sessionId: string, cursor: string): Promise<SeenEvent & { request_id: string }> {
    const isAsked = (event: SeenEvent): boolean => event.type === 'permission.requested';
    const seen = await this.events(cursor, isAsked, { session_id: sessionId });
    return seen.find(isAsked) as never;
  }

  async #callTool(name: string, args: Result): Promise<{ isError?: boolean; structuredContent?: unknown }> {
    this.#client ??= connect(this.#server.url);
    const client = await this.#client;
    return (await client.callTool({ name, arguments: args })) as { isError?: boolean; structuredContent?: unknown };
  }

  /** Ends the server by `signal` and starts another one on the same files. */
  async restart(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.stop(signal);
    this.#server = await startServer(this.#options);
  }

  /** Ends the server by `signal`. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await this.#server.stop(signal);
    await client?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  /** Process ids of the sessions, by session. */
  pids(): ReadonlyMap<string, number> {
    const run = join(this.#server.home, 'run');
    const found = new Map<string, number>();
    for (const name of readNames(run)) {
      try {
        const { pid } = JSON.parse(readFileSync(join(run, name, 'process.json'), 'utf8')) as { pid: number };
        found.set(name, pid);
      } catch {
        // It is being started or removed.
      }
    }
    return found;
  }

  /** Sessions outlive their server: what a test leaves is ended here. */
  async #cleanUp(): Promise<void> {
    await this.stop('SIGTERM');
    for (const pid of this.pids().values()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}

/** Connects a client that holds every result against the tool's output schema. */
async function connect(url: string): Promise<Client> {
  const client = new Client({ name: 'sessions-door', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)) as Parameters<Client['connect']>[0]);
  await client.listTools();
  return client;
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
