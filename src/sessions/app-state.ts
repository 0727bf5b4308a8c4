/** A place in a session that somebody marked. */
export interface Marker {
  readonly id: string;
  readonly message_id: string;
  readonly label?: string;
  readonly note?: string;
  readonly created_at: string;
  readonly resolved?: boolean;
}

/** What clients keep with codez; it never influences access, roots, modes or commands. */
export interface AppState {
  readonly markers: Readonly<Record<string, readonly Marker[]>>;
  readonly preferences: Readonly<Record<string, unknown>>;
  readonly recent_cwds: readonly string[];
  readonly version: number;
}

export interface AppStateService {
  read(): AppState;
  /**
   * Applies a merge patch (RFC 7396).
   * @throws CodezError `conflict` for a stale `ifVersion`; `invalid` for wrong types, forbidden keys, depth over 16;
   *   `too_large` above 256 KiB
   */
  patch(patch: unknown, ifVersion?: number): Promise<AppState>;
  /** Puts a folder first in `recent_cwds` (20 at most). */
  noteCwd(cwd: string): void;
}
