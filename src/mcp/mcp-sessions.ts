import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import { type Principal, principalId } from '../core/principal.ts';
import type { Collection } from '../storage/collection.ts';
import type { McpSession } from './mcp-session.ts';
import { SessionStreams } from './session-streams.ts';
import type { ProtocolVersion } from './versions.ts';

/** How often last use is written at most: expiry counts in hours. */
const TOUCH_EVERY_MS = 60_000;

export interface McpSessionsOptions {
  readonly records: Collection<McpSession>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly ttlMs: number;
  readonly max: number;
  /** Names the tool list of this version. */
  readonly catalog: string;
}

/** MCP sessions: records that outlive the server, and their streams in this process. */
export class McpSessions {
  readonly #options: McpSessionsOptions;
  readonly #boot: string;
  readonly #streams = new Map<string, SessionStreams>();
  /** Sessions that watch something: a change is offered to these only. */
  readonly #watching = new Set<string>();

  constructor(options: McpSessionsOptions) {
    this.#options = options;
    this.#boot = options.ids.hex(4);
    const note = (id: string, session: McpSession | undefined): void => {
      if (session !== undefined && session.subscriptions.length > 0) this.#watching.add(id);
      else this.#watching.delete(id);
    };
    for (const [id, session] of options.records.entries()) note(id, session);
    options.records.subscribe(({ key, value }) => note(key, value));
  }

  /** Resolves when the session is durable; above the cap the longest idle one goes. */
  async create(principal: Principal, version: ProtocolVersion, client: string): Promise<McpSession> {
    const { records, clock, ids, catalog } = this.#options;
    await this.#makeRoom();
    const now = clock();
    const session: McpSession = {
      id: ids.uuid(),
      principal: principalId(principal),
      space: principal.spaces.own,
      version,
      client,
      created_at: now,
      last_used_at: now,
      subscriptions: [],
      catalog,
    };
    await records.put(session.id, session);
    return session;
  }

  /** Returns the living session of this principal; another's looks as if it did not exist. */
  find(id: string, principal: Principal): McpSession | undefined {
    const { records, clock } = this.#options;
    const session = records.get(id);
    if (session === undefined || session.principal !== principalId(principal)) return undefined;
    const now = clock();
    if (this.#isExpired(session, now)) {
      void this.#remove(id).catch(() => {});
      return undefined;
    }
    if (now - session.last_used_at < TOUCH_EVERY_MS) return session;
    const touched = { ...session, last_used_at: now };
    records.putBehind(id, touched);
    return touched;
  }

  /** Changes what is kept of a session. */
  async update(id: string, change: (session: McpSession) => McpSession): Promise<void> {
    await this.#options.records.update(id, (session) =>
      session === undefined
        ? { action: 'keep', result: undefined }
        : { action: 'put', value: change(session), result: undefined },
    );
  }

  async end(session: McpSession): Promise<void> {
    await this.#remove(session.id);
  }

  streamsOf(session: McpSession): SessionStreams {
    let streams = this.#streams.get(session.id);
    if (streams === undefined) {
      streams = new SessionStreams(this.#boot);
      this.#streams.set(session.id, streams);
    }
    return streams;
  }

  /** Sends `message` to each watching session for which there is one, now or when it next listens. */
  announce(message: (session: McpSession) => string | undefined): void {
    const now = this.#options.clock();
    for (const id of this.#watching) {
      const session = this.#options.records.get(id);
      if (session === undefined || this.#isExpired(session, now)) continue;
      const text = message(session);
      if (text !== undefined) this.streamsOf(session).standalone.push(text);
    }
  }

  /** Ends the streams of no call, for a server that stops; those of running calls end with their results. */
  endStandaloneStreams(): void {
    for (const streams of this.#streams.values()) streams.standalone.end();
  }

  #isExpired(session: McpSession, now: number): boolean {
    const isOpen = this.#streams.get(session.id)?.isOpen ?? false;
    return !isOpen && now - session.last_used_at > this.#options.ttlMs;
  }

  async #remove(id: string): Promise<void> {
    this.#streams.get(id)?.end();
    this.#streams.delete(id);
    await this.#options.records.delete(id);
  }

  async #makeRoom(): Promise<void> {
    const { records, clock, max } = this.#options;
    if (records.size < max) return;
    const now = clock();
    const all = [...records.entries()].map(([, session]) => session);
    const expired = all.filter((session) => this.#isExpired(session, now));
    const idle = all.filter((session) => !(this.#streams.get(session.id)?.isOpen ?? false));
    const [oldest] = (idle.length > 0 ? idle : all).sort((a, b) => a.last_used_at - b.last_used_at);
    const leaving = expired.length > 0 ? expired : oldest === undefined ? [] : [oldest];
    await Promise.all(leaving.map((session) => this.#remove(session.id)));
  }
}
