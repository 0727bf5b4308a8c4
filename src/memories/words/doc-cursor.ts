/** What a cursor returns when no document is left. */
export const NO_DOC = -1;

/** Documents newest first (descending numbers). */
export interface DocCursor {
  /** Documents there are about, for choosing which cursor leads. */
  readonly count: number;
  /** Returns the greatest document that is at most `max`, or `NO_DOC`; `max` never rises between calls. */
  seek(max: number): number;
}

/** All documents below `size`. */
export function allDocs(size: number): DocCursor {
  return { count: size, seek: (max) => max };
}

/** The documents of any of `cursors`. */
export function anyOf(cursors: readonly DocCursor[]): DocCursor {
  const [only] = cursors;
  if (only !== undefined && cursors.length === 1) return only;
  const newest = cursors.map(() => Number.POSITIVE_INFINITY);
  return {
    count: cursors.reduce((sum, cursor) => sum + cursor.count, 0),
    seek(max) {
      let best = NO_DOC;
      for (let index = 0; index < cursors.length; index += 1) {
        let doc = newest[index] as number;
        if (doc > max) {
          doc = (cursors[index] as DocCursor).seek(max);
          newest[index] = doc;
        }
        if (doc > best) best = doc;
      }
      return best;
    },
  };
}

/** A set of small numbers, one bit each. */
export class BitSet {
  readonly #words: Uint32Array;
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
    this.#words = new Uint32Array((size + 31) >>> 5);
  }

  add(value: number): void {
    const word = value >>> 5;
    this.#words[word] = (this.#words[word] as number) | (1 << (value & 31));
  }

  has(value: number): boolean {
    return value >= 0 && value < this.#size && ((this.#words[value >>> 5] as number) & (1 << (value & 31))) !== 0;
  }

  /** Calls `visit` with each member, ascending. */
  each(visit: (value: number) => void): void {
    for (let word = 0; word < this.#words.length; word += 1) {
      for (let bits = this.#words[word] as number; bits !== 0; bits &= bits - 1) {
        visit(word * 32 + 31 - Math.clz32(bits & -bits));
      }
    }
  }

  /** Returns the greatest member that is at most `max`, or `NO_DOC`. */
  atMost(max: number): number {
    const from = Math.min(max, this.#size - 1);
    if (from < 0) return NO_DOC;
    let word = from >>> 5;
    let bits = (this.#words[word] as number) & (0xffffffff >>> (31 - (from & 31)));
    while (bits === 0) {
      if (word === 0) return NO_DOC;
      word -= 1;
      bits = this.#words[word] as number;
    }
    return word * 32 + 31 - Math.clz32(bits);
  }
}

/** The documents in a set. */
export function docsIn(set: BitSet, count: number): DocCursor {
  return { count, seek: (max) => set.atMost(max) };
}
