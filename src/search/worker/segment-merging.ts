import type { Database, Statement } from 'libsql';

/** Pages a step writes: a few milliseconds. */
const PAGES = 64;
/** Fewer changes than this: there was nothing to merge. */
const MIN_CHANGES = 2;

/** Merges the pieces that each commit adds to the index's tables, in small steps, so that queries stay fast. */
export class SegmentMerging {
  readonly #db: Database;
  readonly #changes: Statement;
  readonly #merges: readonly Statement[];
  readonly #vacuum: Statement;
  #next = 0;

  constructor(db: Database) {
    this.#db = db;
    this.#changes = db.prepare('SELECT total_changes() AS changes');
    this.#merges = ['conversation', 'tools'].map((table) =>
      db.prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ${PAGES})`),
    );
    this.#vacuum = db.prepare('PRAGMA incremental_vacuum(256)');
  }

  /** Something was written: there may be something to merge. */
  begin(): void {
    this.#next = 0;
  }

  /** Does a step; returns false when there is nothing left to do. */
  step(): boolean {
    const merge = this.#merges[this.#next];
    if (merge === undefined) return false;
    const before = this.#count();
    merge.run();
    if (this.#count() - before < MIN_CHANGES) this.#next += 1;
    return true;
  }

  /** Gives pages that are no longer used back to the disk. */
  shrink(): boolean {
    const { free } = this.#db.prepare('SELECT freelist_count AS free FROM pragma_freelist_count').get() as {
      free: number;
    };
    if (free < 1_024) return false;
    this.#vacuum.all();
    return true;
  }

  #count(): number {
    return (this.#changes.get() as { changes: number }).changes;
  }
}
