import type { McpSession } from './mcp-session.ts';

/** A note by its place. */
export interface NotePlace {
  readonly space: string;
  readonly id: string;
}

/** A subscription: the URI is the one the session has sent. */
export interface Watch {
  readonly sessionId: string;
  readonly uri: string;
}

/** Which session watches which note under which URI: a change is offered to those alone. */
export class Watchers {
  /** `space/id` → who watches it, by session id and URI: one session may use both forms of a note's URI. */
  readonly #byPlace = new Map<string, Map<string, Watch>>();

  /** Follows a session's record from `previous` to `current`; undefined where there is none. */
  follow(previous: McpSession | undefined, current: McpSession | undefined): void {
    if (previous?.subscriptions === current?.subscriptions) return;
    for (const uri of previous?.subscriptions ?? []) this.#remove(previous as McpSession, uri);
    for (const uri of current?.subscriptions ?? []) this.#add(current as McpSession, uri);
  }

  /** Returns who watches this note. */
  of({ space, id }: NotePlace): Iterable<Watch> {
    return this.#byPlace.get(`${space}/${id}`)?.values() ?? [];
  }

  #add(session: McpSession, uri: string): void {
    const place = placeOf(session, uri);
    const watching = this.#byPlace.get(place) ?? new Map<string, Watch>();
    this.#byPlace.set(place, watching.set(`${session.id} ${uri}`, { sessionId: session.id, uri }));
  }

  #remove(session: McpSession, uri: string): void {
    const place = placeOf(session, uri);
    const watching = this.#byPlace.get(place);
    watching?.delete(`${session.id} ${uri}`);
    if (watching?.size === 0) this.#byPlace.delete(place);
  }
}

/** `memory://{id}` means the session's own space. */
function placeOf(session: McpSession, uri: string): string {
  const path = decodePath(uri.replace(/^memory:\/\//i, ''));
  return path.includes('/') ? path : `${session.space}/${path}`;
}

/** Only URIs that could be read are subscribed; a record that was edited by hand must not keep the server down. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
