import { BoundedMap } from '../../core/bounded-map.ts';

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
  readonly #known = new BoundedMap<string, ReadonlyMap<string, SourcePosition>>(MAX_CURSORS);

  keep(cursor: string, positions: ReadonlyMap<string, SourcePosition>): void {
    if (positions.size === 0) return;
    this.#known.set(cursor, positions);
  }

  find(cursor: string | undefined): ReadonlyMap<string, SourcePosition> {
    return (cursor === undefined ? undefined : this.#known.get(cursor)) ?? new Map();
  }
}
