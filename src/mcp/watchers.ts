import type { McpSession } from './mcp-session.ts';
import { topicOf } from './resources/resource-schemes.ts';

/** A subscription: the URI is the one the session has sent. */
export interface Watch {
  readonly sessionId: string;
  readonly uri: string;
}

/** Which session watches what under which URI: a change is offered to those alone. */
export class Watchers {
  /** Topic → who watches it, by session id and URI: one session may use several forms of a resource's URI. */
  readonly #byTopic = new Map<string, Map<string, Watch>>();

  /** Follows a session's record from `previous` to `current`; undefined where there is none. */
  follow(previous: McpSession | undefined, current: McpSession | undefined): void {
    if (previous?.subscriptions === current?.subscriptions) return;
    for (const uri of previous?.subscriptions ?? []) this.#remove(previous as McpSession, uri);
    for (const uri of current?.subscriptions ?? []) this.#add(current as McpSession, uri);
  }

  /** Returns who watches this topic. */
  of(topic: string): Iterable<Watch> {
    return this.#byTopic.get(topic)?.values() ?? [];
  }

  has(topic: string): boolean {
    return this.#byTopic.has(topic);
  }

  #add(session: McpSession, uri: string): void {
    const topic = topicOf(uri, session);
    if (topic === undefined) return;
    const watching = this.#byTopic.get(topic) ?? new Map<string, Watch>();
    this.#byTopic.set(topic, watching.set(`${session.id} ${uri}`, { sessionId: session.id, uri }));
  }

  #remove(session: McpSession, uri: string): void {
    const topic = topicOf(uri, session);
    const watching = topic === undefined ? undefined : this.#byTopic.get(topic);
    watching?.delete(`${session.id} ${uri}`);
    if (topic !== undefined && watching?.size === 0) this.#byTopic.delete(topic);
  }
}
