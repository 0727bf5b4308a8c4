import type { ResponseRows } from '../usage/usage.ts';
import type { ResponseKey } from './response-key.ts';
import { emptyRowBytes, type PackedRows, viewRows } from './response-rows.ts';

const MAX_MODELS = 65_535;
const SPARE_ROWS = 64;

/**
 * Collects the responses of one file, a row for each; a response that comes again takes its row over. It has memory of
 * its own: rows that it goes on from stay as they are.
 */
export class RowsBuilder {
  count = 0;
  readonly #before: PackedRows | undefined;
  #isChanged = false;
  readonly #models: string[];
  #capacity: number;
  #rows: ResponseRows;
  /** The keys as pairs of 32 bits, which are cheaper to deal with than numbers of 64. */
  #keyWords: Uint32Array;
  /** Where the row of a key is, plus 1; open addressing. */
  #places = new Int32Array(0);

  constructor(rows?: PackedRows) {
    this.#before = rows;
    this.#models = [...(rows?.models ?? [])];
    this.count = rows?.count ?? 0;
    this.#capacity = this.count + SPARE_ROWS;
    this.#rows = rowsFor(this.#capacity);
    if (rows !== undefined) copyRows(viewRows(rows), this.#rows, this.count);
    this.#keyWords = wordsOf(this.#rows);
  }

  /** Returns the columns; what is written to them stays as long as no row is added. */
  get columns(): ResponseRows {
    return this.#rows;
  }

  /** Returns the row of the response: the one it has, else a new one. */
  rowOf({ low, high }: ResponseKey): number {
    this.#isChanged = true;
    if (this.count === this.#capacity) this.#grow();
    if (this.#places.length < this.#capacity * 2) this.#index();
    const mask = this.#places.length - 1;
    for (let place = low & mask; ; place = (place + 1) & mask) {
      const row = (this.#places[place] as number) - 1;
      if (row < 0) {
        this.#places[place] = this.count + 1;
        this.#keyWords[this.count * 2] = low;
        this.#keyWords[this.count * 2 + 1] = high;
        this.count += 1;
        return this.count - 1;
      }
      if (this.#keyWords[row * 2] === low && this.#keyWords[row * 2 + 1] === high) return row;
    }
  }

  modelIndex(model: string): number {
    const known = this.#models.indexOf(model);
    if (known >= 0) return known;
    return this.#models.length < MAX_MODELS ? this.#models.push(model) - 1 : 0;
  }

  /** Returns the rows in memory of their own; the very ones it goes on from when none was added. */
  pack(): PackedRows {
    if (this.#before !== undefined && !this.#isChanged) return this.#before;
    const packed = { count: this.count, models: [...this.#models], bytes: emptyRowBytes(this.count) };
    copyRows(this.#rows, viewRows(packed), this.count);
    return packed;
  }

  #grow(): void {
    this.#capacity *= 2;
    const rows = rowsFor(this.#capacity);
    copyRows(this.#rows, rows, this.count);
    this.#rows = rows;
    this.#keyWords = wordsOf(rows);
  }

  #index(): void {
    let size = 32;
    while (size < this.#capacity * 2) size *= 2;
    const places = new Int32Array(size);
    for (let row = 0; row < this.count; row += 1) {
      let place = (this.#keyWords[row * 2] as number) & (size - 1);
      while (places[place] !== 0) place = (place + 1) & (size - 1);
      places[place] = row + 1;
    }
    this.#places = places;
  }
}

function rowsFor(count: number): ResponseRows {
  return viewRows({ count, models: [], bytes: emptyRowBytes(count) });
}

function wordsOf({ keys }: ResponseRows): Uint32Array {
  return new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
}

function copyRows(from: ResponseRows, to: ResponseRows, count: number): void {
  to.keys.set(from.keys.subarray(0, count));
  to.at.set(from.at.subarray(0, count));
  to.input.set(from.input.subarray(0, count));
  to.output.set(from.output.subarray(0, count));
  to.cacheRead.set(from.cacheRead.subarray(0, count));
  to.cacheWrite5m.set(from.cacheWrite5m.subarray(0, count));
  to.cacheWrite1h.set(from.cacheWrite1h.subarray(0, count));
  to.webSearches.set(from.webSearches.subarray(0, count));
  to.model.set(from.model.subarray(0, count));
  to.isCopy.set(from.isCopy.subarray(0, count));
}
