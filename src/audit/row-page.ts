import type { AccessRow } from './access-row.ts';
import type { RowFilter } from './row-filter.ts';
import { parseRow } from './row-line.ts';

export interface RowPageLimits {
  readonly limit: number;
  /** Bytes of lines at most; the first row always fits. */
  readonly maxBytes: number;
  /** Milliseconds of looking after which the page ends, however few rows it has. */
  readonly lookMs: number;
}

/** The rows found so far, and whether to look on. */
export class RowPage {
  readonly rows: AccessRow[] = [];
  readonly filter: RowFilter;
  readonly #limits: RowPageLimits;
  readonly #startedAt = performance.now();
  #bytes = 0;
  #hasLooked = false;

  constructor(filter: RowFilter, limits: RowPageLimits) {
    this.filter = filter;
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.rows.length >= this.#limits.limit;
  }

  /** False until something was looked at: each page gets further. */
  get isTimeOver(): boolean {
    return this.#hasLooked && performance.now() - this.#startedAt >= this.#limits.lookMs;
  }

  /** A piece of a file was looked through. */
  looked(): void {
    this.#hasLooked = true;
  }

  /** Takes the line's row if it matches; false when there is no room left for it. */
  offer(line: string): boolean {
    const row = parseRow(line);
    if (row === undefined || !this.filter.matches(row)) return true;
    if (this.isFull || (this.#bytes + line.length > this.#limits.maxBytes && this.rows.length > 0)) return false;
    this.rows.push(row);
    this.#bytes += line.length;
    return true;
  }
}
