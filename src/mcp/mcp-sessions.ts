import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import { type Principal, principalId } from '../core/principal.ts';
import type { Collection } from '../storage/collection.ts';
import { chooseLeaving } from './choose-leaving.ts';
import { renderNotification } from './json-rpc.ts';
import { KeptReplies } from './kept-replies.ts';
import type { McpSession } from './mcp-session.ts';
import { mayWatch } from './resources/resource-schemes.ts';
import { SessionStreams } from './session-streams.ts';
import type { ProtocolVersion } from './versions.ts';
import { Watchers } from './watchers.ts';

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
  readonly #kept = new KeptReplies();
  readonly #streams = new Map<string, SessionStreams>();
  readonly #watchers = new Watchers();
  /** When a session's last use was last handed to the store: the record shows it only once it is durable. */
  readonly #touchedAt = new Map<string, number>();
  /** Who used a session last: what they may do is not kept in the record. */
  readonly #principals = new Map<string, Principal>();
  readonly #endListeners: ((id: string) => void)[] = [];
  /** Ids of sessions whose record is on its way into the store, or out of it. */
  readonly #arriving = new Set<string>();
  readonly #leaving = new Set<string>();

  constructor(options: McpSessionsOptions) {
    this.#options = options;
    this.#boot = options.ids.hex(4);
    for (const [, session] of options.records.entries()) this.#watchers.follow(undefined, session);
    options.records.subscribe(({ key, value, previous }) => {
      this.#watchers.follow(previous, value);
      (value === undefined ? this.#leaving : this.#arriving).delete(key);
    });
  }

  /** Resolves when the session is durable; above the cap those idle longest go, of whoever has the most. */
  async create(
    principal: Principal,
    version: ProtocolVersion,
    client: string,
    { elicits = false }: { readonly elicits?: boolean } = {},
  ): Promise<McpSession> {
    const { records, clock, ids, catalog } = this.#options;
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
      ...(elicits ? { elicits } : {}),
    };
    this.#arriving.add(session.id);
    try {
      await this.#makeRoom();
      await records.put(session.id, session);
    } finally {
      this.#arriving.delete(session.id);
    }
    return session;
  }

  /** Returns the living session of this principal; another's looks as if it did not exist. */
  find(id: string, principal: Principal): McpSession | undefined {
    const { records, clock } = this.#options;
    const session = this.#leaving.has(id) ? undefined : records.get(id);
    if (session === undefined || session.principal !== principalId(principal)) return undefined;
    const now = clock();
    if (this.#isExpired(session, now)) {
      // The store tells of itself when it cannot write; an expired record is found by nobody.
      void this.#remove(id).catch(() => {});
      return undefined;
    }
    if (now - session.last_used_at >= TOUCH_EVERY_MS) this.#touch(id, now);
    this.#principals.set(id, principal);
    return session;
  }

  /** Returns the living session with this id, whoever made it. */
  get(id: string): McpSession | undefined {
    const session = this.#leaving.has(id) ? undefined : this.#options.records.get(id);
    return session === undefined || this.#isExpired(session, this.#options.clock()) ? undefined : session;
  }

  /** Returns who used the session last, with what they may do; undefined when nobody has since the server started. */
  principalOf(id: string): Principal | undefined {
    return this.#principals.get(id);
  }

  /** Calls `listener` with the id of each session that ends. */
  onEnd(listener: (id: string) => void): void {
    this.#endListeners.push(listener);
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

  /** Returns the session's streams; a call that outlives its session gets some that nothing else knows. */
  streamsOf({ id }: McpSession): SessionStreams {
    const streams = this.#streams.get(id) ?? new SessionStreams(this.#boot, this.#kept);
    if (this.#options.records.get(id) !== undefined && !this.#leaving.has(id)) this.#streams.set(id, streams);
    return streams;
  }

  /** Whether any session watches this topic. */
  isWatched(topic: string): boolean {
    return this.#watchers.has(topic);
  }

  /** Tells each session that watches the topic of a change, now or when it next listens. */
  announceChange(topic: string): void {
    const now = this.#options.clock();
    for (const { sessionId, uri } of this.#watchers.of(topic)) {
      const session = this.#options.records.get(sessionId);
      if (session === undefined || this.#isExpired(session, now)) continue;
      // Rights may have been withdrawn since it was subscribed; who has not come yet is judged when it does.
      const principal = this.#principals.get(sessionId);
      if (principal !== undefined && !mayWatch(uri, session, principal)) continue;
      this.streamsOf(session).standalone.push(renderNotification('notifications/resources/updated', { uri }));
    }
  }

  /** Ends the streams of no call, for a server that stops; those of running calls end with their results. */
  endStandaloneStreams(): void {
    for (const streams of this.#streams.values()) streams.standalone.end();
  }

  /** Writes the last use without making anybody wait for it; a change of the same record that is queued stays. */
  #touch(id: string, now: number): void {
    if (now - (this.#touchedAt.get(id) ?? 0) < TOUCH_EVERY_MS) return;
    this.#touchedAt.set(id, now);
    this.update(id, (session) => ({ ...session, last_used_at: now })).catch(() => {});
  }

  #isExpired(session: McpSession, now: number): boolean {
    const isOpen = this.#streams.get(session.id)?.isOpen ?? false;
    return !isOpen && now - session.last_used_at > this.#options.ttlMs;
  }

  async #remove(id: string): Promise<void> {
    this.#leaving.add(id);
    this.#streams.get(id)?.end();
    this.#streams.delete(id);
    this.#touchedAt.delete(id);
    this.#principals.delete(id);
    for (const listener of this.#endListeners) listener(id);
    try {
      await this.#options.records.delete(id);
    } finally {
      this.#leaving.delete(id);
    }
  }

  async #makeRoom(): Promise<void> {
    const { records, clock, max } = this.#options;
    const excess = records.size + this.#arriving.size - this.#leaving.size - max;
    if (excess <= 0) return;
    const now = clock();
    const staying = [...records.entries()].map(([, session]) => session).filter(({ id }) => !this.#leaving.has(id));
    const expired = staying.filter((session) => this.#isExpired(session, now)).length;
    const isOpen = ({ id }: McpSession): boolean => this.#streams.get(id)?.isOpen ?? false;
    const isGone = (session: McpSession): boolean => this.#isExpired(session, now);
    const leaving = chooseLeaving(staying, Math.max(excess, expired), { isGone, isOpen });
    await Promise.all(leaving.map(({ id }) => this.#remove(id)));
  }
}
