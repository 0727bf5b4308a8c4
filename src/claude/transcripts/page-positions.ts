/** How far a file of messages has been read back. */
export interface SourcePosition {
  /** Offset to go on from; 0 when nothing is left. */
  readonly from: number;
  /** No message before it is newer. */
  readonly newest: number;
}

/** Cursors whose positions are remembered; another one costs reading the sub-agents' files from their ends again. */
const MAX_CURSORS = 32;

/** Remembers where the files of sub-agents were when a page ended, which a cursor has no room for. */
export class PagePositions {
  readonly #known = new Map<string, ReadonlyMap<string, SourcePosition>>();

  keep(cursor: string, positions: ReadonlyMap<string, SourcePosition>): void {
    if (positions.size === 0) return;
    this.#known.delete(cursor);
    this.#known.set(cursor, positions);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_CURSORS) break;
      this.#known.delete(oldest);
    }
  }

  find(cursor: string | undefined): ReadonlyMap<string, SourcePosition> {
    return (cursor === undefined ? undefined : this.#known.get(cursor)) ?? new Map();
  }
}
