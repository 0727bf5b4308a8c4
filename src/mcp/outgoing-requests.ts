import type { RpcMessage, RpcParams } from './json-rpc.ts';
import { renderNotification, renderRequest } from './json-rpc.ts';
import type { McpSession } from './mcp-session.ts';
import type { McpSessions } from './mcp-sessions.ts';

/** Requests one client leaves open at most: it is asked nothing more until it has answered. */
const MAX_OPEN = 100;

interface Waiting {
  readonly settle: (result: RpcParams | undefined) => void;
}

/** Requests of the server to its clients, and the responses that come back by POST. */
export class OutgoingRequests {
  readonly #sessions: McpSessions;
  /** MCP session → id of the request → who waits for its response. */
  readonly #open = new Map<string, Map<string, Waiting>>();
  #next = 1;

  constructor(sessions: McpSessions) {
    this.#sessions = sessions;
    sessions.onEnd((id) => this.#drop(id));
  }

  /**
   * Asks the client of an MCP session. Resolves to its result; to undefined when it answers with an error, when
   * `signal` is aborted or the time is over (the client is told that nobody waits any more), or its session has ended.
   */
  send(
    session: McpSession,
    method: string,
    params: RpcParams,
    { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ): Promise<RpcParams | undefined> {
    const open = this.#open.get(session.id) ?? new Map<string, Waiting>();
    if (signal.aborted || open.size >= MAX_OPEN) return Promise.resolve(undefined);
    this.#open.set(session.id, open);
    const id = `codez-${this.#next++}`;
    const streams = this.#sessions.streamsOf(session);
    return new Promise((resolve) => {
      const giveUp = (reason: string): void => {
        if (!open.has(id)) return;
        settle(undefined);
        streams.pushToClient(renderNotification('notifications/cancelled', { requestId: id, reason }));
      };
      const onAbort = (): void => giveUp('It has been answered elsewhere.');
      const timer = setTimeout(giveUp, timeoutMs, 'Nobody waits for the answer any more.').unref();
      const settle = (result: RpcParams | undefined): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        open.delete(id);
        if (open.size === 0 && this.#open.get(session.id) === open) this.#open.delete(session.id);
        resolve(result);
      };
      signal.addEventListener('abort', onAbort);
      open.set(id, { settle });
      streams.pushToClient(renderRequest(id, method, params));
    });
  }

  /** Takes a response; one that nobody waits for is ignored. Only the session that was asked can answer. */
  settle(session: McpSession | undefined, response: RpcMessage & { kind: 'response' }): void {
    if (session === undefined || typeof response.id !== 'string') return;
    this.#open.get(session.id)?.get(response.id)?.settle(response.result);
  }

  #drop(sessionId: string): void {
    for (const waiting of [...(this.#open.get(sessionId)?.values() ?? [])]) waiting.settle(undefined);
  }
}
