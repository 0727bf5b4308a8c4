import type { CountedFile } from './usage.ts';

/** A file's responses, and which of them count. */
export interface IndexedFile {
  readonly file: CountedFile;
  /** Its place in the index. */
  readonly slot: number;
  /** 1: this response counts here; 0: it counts in another file. */
  readonly counts: Uint8Array;
  /** The next holder of the same response, where there are several: file and row. */
  nextFile: Int32Array | undefined;
  nextRow: Int32Array | undefined;
}

/** Beyond this share of places taken the table is laid out anew. */
const MAX_LOAD = 0.7;
const FIRST_PLACES = 1024;
const NOBODY = -1;
const NEVER_TAKEN = -2;

/**
 * Knows every response of all files and decides in which of them it counts: where it is no copy, else in the file
 * that is older (of the same age: by path). Adding or removing a file costs a look-up for each of its responses.
 */
export class ResponseIndex {
  readonly #files: (IndexedFile | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #onTurn: (file: IndexedFile) => void;
  /** The two halves of a key, its first holder's file (or {@link NOBODY}, {@link NEVER_TAKEN}) and row. */
  #low = new Uint32Array(FIRST_PLACES);
  #high = new Uint32Array(FIRST_PLACES);
  #headFile = new Int32Array(FIRST_PLACES).fill(NEVER_TAKEN);
  #headRow = new Int32Array(FIRST_PLACES);
  #taken = 0;

  /** `onTurn` is told of a file that gained or lost a response because another file came or went. */
  constructor(onTurn: (file: IndexedFile) => void) {
    this.#onTurn = onTurn;
  }

  add(file: CountedFile): IndexedFile {
    const { count } = file.rows;
    const slot = this.#freeSlots.pop() ?? this.#files.length;
    const added: IndexedFile = { file, slot, counts: new Uint8Array(count), nextFile: undefined, nextRow: undefined };
    this.#files[slot] = added;
    if (this.#taken + count > this.#headFile.length * MAX_LOAD) this.#makeRoom(count);
    const halves = halvesOf(file);
    for (let row = 0; row < count; row += 1) {
      const place = this.#placeOf(halves[2 * row] ?? 0, halves[2 * row + 1] ?? 0);
      const first = this.#headFile[place] ?? NOBODY;
      if (first === NEVER_TAKEN) this.#taken += 1;
      if (first >= 0) {
        this.#chain(added, row, first, this.#headRow[place] ?? 0);
        this.#decide(slot, row, added);
      } else {
        added.counts[row] = 1;
      }
      this.#headFile[place] = slot;
      this.#headRow[place] = row;
    }
    return added;
  }

  remove(gone: IndexedFile): void {
    const { file, slot } = gone;
    const halves = halvesOf(file);
    for (let row = 0; row < file.rows.count; row += 1) {
      const place = this.#placeOf(halves[2 * row] ?? 0, halves[2 * row + 1] ?? 0);
      this.#unchain(place, slot, row);
      const first = this.#headFile[place] ?? NOBODY;
      if (first >= 0 && gone.counts[row] === 1) this.#decide(first, this.#headRow[place] ?? 0, gone);
    }
    this.#files[slot] = undefined;
    this.#freeSlots.push(slot);
  }

  /** Lets the one of a chain's holders count that the response belongs to. */
  #decide(headFile: number, headRow: number, cause: IndexedFile): void {
    let best: IndexedFile | undefined;
    let bestRow = 0;
    for (let at = this.#files[headFile], row = headRow; at !== undefined; ) {
      if (best === undefined || isBetter(at, row, best, bestRow)) {
        best = at;
        bestRow = row;
      }
      const next: IndexedFile | undefined = this.#files[at.nextFile?.[row] ?? NOBODY];
      row = at.nextRow?.[row] ?? 0;
      at = next;
    }
    for (let at = this.#files[headFile], row = headRow; at !== undefined; ) {
      const counts = at === best && row === bestRow ? 1 : 0;
      if (at.counts[row] !== counts) {
        at.counts[row] = counts;
        if (at !== cause) this.#onTurn(at);
      }
      const next: IndexedFile | undefined = this.#files[at.nextFile?.[row] ?? NOBODY];
      row = at.nextRow?.[row] ?? 0;
      at = next;
    }
  }

  #chain(holder: IndexedFile, row: number, nextFile: number, nextRow: number): void {
    holder.nextFile ??= new Int32Array(holder.file.rows.count).fill(NOBODY);
    holder.nextRow ??= new Int32Array(holder.file.rows.count);
    holder.nextFile[row] = nextFile;
    holder.nextRow[row] = nextRow;
  }

  #unchain(place: number, slot: number, row: number): void {
    const gone = this.#files[slot];
    const nextFile = gone?.nextFile?.[row] ?? NOBODY;
    const nextRow = gone?.nextRow?.[row] ?? 0;
    if (this.#headFile[place] === slot && this.#headRow[place] === row) {
      this.#headFile[place] = nextFile;
      this.#headRow[place] = nextRow;
      return;
    }
    let at = this.#files[this.#headFile[place] ?? NOBODY];
    let atRow = this.#headRow[place] ?? 0;
    while (at !== undefined) {
      const next = at.nextFile?.[atRow] ?? NOBODY;
      const follows = at.nextRow?.[atRow] ?? 0;
      if (next === slot && follows === row) {
        this.#chain(at, atRow, nextFile, nextRow);
        return;
      }
      at = this.#files[next];
      atRow = follows;
    }
  }

  /** Returns the place of a key; a free one becomes its. */
  #placeOf(low: number, high: number): number {
    const mask = this.#headFile.length - 1;
    for (let place = (low ^ Math.imul(high, 0x9e3779b1)) & mask; ; place = (place + 1) & mask) {
      if (this.#headFile[place] === NEVER_TAKEN) {
        this.#low[place] = low;
        this.#high[place] = high;
        return place;
      }
      if (this.#low[place] === low && this.#high[place] === high) return place;
    }
  }

  /** Lays the table out anew, without what nobody holds any more, so that `more` keys fit. */
  #makeRoom(more: number): void {
    const before = { low: this.#low, high: this.#high, file: this.#headFile, row: this.#headRow };
    const held = before.file.reduce((sum, file) => (file >= 0 ? sum + 1 : sum), 0);
    let places = FIRST_PLACES;
    while ((held + more) * 1.5 > places * MAX_LOAD) places *= 2;
    this.#low = new Uint32Array(places);
    this.#high = new Uint32Array(places);
    this.#headFile = new Int32Array(places).fill(NEVER_TAKEN);
    this.#headRow = new Int32Array(places);
    this.#taken = held;
    for (let from = 0; from < before.file.length; from += 1) {
      const file = before.file[from] ?? NOBODY;
      if (file < 0) continue;
      const place = this.#placeOf(before.low[from] ?? 0, before.high[from] ?? 0);
      this.#headFile[place] = file;
      this.#headRow[place] = before.row[from] ?? 0;
    }
  }
}

/** Returns true when a response held by both counts where `one` holds it. */
function isBetter(one: IndexedFile, row: number, other: IndexedFile, otherRow: number): boolean {
  if (one === other) return row > otherRow;
  const copies = (one.file.rows.isCopy[row] ?? 0) - (other.file.rows.isCopy[otherRow] ?? 0);
  if (copies !== 0) return copies < 0;
  const age = one.file.bornAtMs - other.file.bornAtMs;
  return age === 0 ? one.file.path < other.file.path : age < 0;
}

/** Keys as pairs of 32 bits: 64-bit integers would each be an object. */
function halvesOf({ rows: { keys, count } }: CountedFile): Uint32Array {
  return new Uint32Array(keys.buffer, keys.byteOffset, count * 2);
}
