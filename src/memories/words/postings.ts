import { Arena, PAGE_MASK } from './arena.ts';
import { type DocCursor, NO_DOC } from './doc-cursor.ts';

/** Numbers kept for each term: documents posted, address of its newest block (or its only document), entries in it. */
const COUNT = 0;
const TAIL = 1;
const USED = 2;
const RECORD = 3;
const RECORDS_BITS = 13;
const RECORDS_MASK = (1 << RECORDS_BITS) - 1;

/** A block is a header and 2^(level + 2) - 1 documents, ascending. The header holds level and the block before. */
const TOP_LEVEL = 5;
const LEVEL_SHIFT = 29;
const ADDRESS_MASK = 2 ** LEVEL_SHIFT - 1;

/** For each term the documents that have it, read newest first. Terms with one document cost no block. */
export class Postings {
  readonly #records: Uint32Array[] = [];
  readonly #blocks = new Arena((length) => new Uint32Array(length));

  constructor() {
    // Address 0 stands for "no block before".
    this.#blocks.allocate(4);
  }

  /** Posts `doc` under `term`, once; documents come in ascending order. */
  add(term: number, doc: number): void {
    while (term >>> RECORDS_BITS >= this.#records.length) this.#records.push(new Uint32Array(RECORD << RECORDS_BITS));
    const records = this.#records[term >>> RECORDS_BITS] as Uint32Array;
    const at = (term & RECORDS_MASK) * RECORD;
    const count = records[at + COUNT] as number;
    if (count === 0) {
      records[at + COUNT] = 1;
      records[at + TAIL] = doc;
      return;
    }
    if (count === 1) {
      const only = records[at + TAIL] as number;
      if (only === doc) return;
      this.#startBlock(records, at, 0, 0);
      this.#append(records, at, only);
    } else {
      const used = records[at + USED] as number;
      const tail = records[at + TAIL] as number;
      const page = this.#blocks.page(tail);
      const header = tail & PAGE_MASK;
      if (page[header + used] === doc) return;
      const level = (page[header] as number) >>> LEVEL_SHIFT;
      if (used === capacity(level)) this.#startBlock(records, at, Math.min(level + 1, TOP_LEVEL), tail);
    }
    this.#append(records, at, doc);
    records[at + COUNT] = count + 1;
  }

  /** Number of documents ever posted under `term`, removed ones included. */
  countOf(term: number): number {
    const records = this.#records[term >>> RECORDS_BITS];
    return records === undefined ? 0 : (records[(term & RECORDS_MASK) * RECORD + COUNT] as number);
  }

  /** Returns a cursor over the documents of `term`. */
  cursor(term: number): DocCursor {
    return new PostingCursor(this.#blocks.pages, ...this.#tailOf(term));
  }

  /** Calls `visit` with each document of `term`, newest first. */
  each(term: number, visit: (doc: number) => void): void {
    let [count, tail, used] = this.#tailOf(term);
    if (count === 1) visit(tail);
    if (count <= 1) return;
    while (tail !== 0) {
      const page = this.#blocks.page(tail);
      const header = tail & PAGE_MASK;
      for (let entry = used; entry > 0; entry -= 1) visit(page[header + entry] as number);
      tail = (page[header] as number) & ADDRESS_MASK;
      if (tail !== 0) used = capacity((this.#blocks.page(tail)[tail & PAGE_MASK] as number) >>> LEVEL_SHIFT);
    }
  }

  #tailOf(term: number): [count: number, tail: number, used: number] {
    const records = this.#records[term >>> RECORDS_BITS];
    if (records === undefined) return [0, 0, 0];
    const at = (term & RECORDS_MASK) * RECORD;
    return [records[at + COUNT] as number, records[at + TAIL] as number, records[at + USED] as number];
  }

  #startBlock(records: Uint32Array, at: number, level: number, before: number): void {
    const address = this.#blocks.allocate(capacity(level) + 1);
    this.#blocks.page(address)[address & PAGE_MASK] = ((level << LEVEL_SHIFT) | before) >>> 0;
    records[at + TAIL] = address;
    records[at + USED] = 0;
  }

  #append(records: Uint32Array, at: number, doc: number): void {
    const used = (records[at + USED] as number) + 1;
    const tail = records[at + TAIL] as number;
    this.#blocks.page(tail)[(tail & PAGE_MASK) + used] = doc;
    records[at + USED] = used;
  }
}

function capacity(level: number): number {
  return (4 << level) - 1;
}

class PostingCursor implements DocCursor {
  readonly count: number;
  readonly #pages: readonly Uint32Array[];
  #page: Uint32Array;
  #header: number;
  /** Offset of the entry last looked at; below the first one when the block is used up. */
  #at: number;

  constructor(pages: readonly Uint32Array[], count: number, tail: number, used: number) {
    this.count = count;
    this.#pages = pages;
    const inline = count <= 1;
    // A term with one document looks like a block of one entry without another before it.
    this.#page = inline ? Uint32Array.of(0, tail) : (pages[tail >>> 16] as Uint32Array);
    this.#header = inline ? 0 : tail & PAGE_MASK;
    this.#at = this.#header + (inline ? count : used);
  }

  seek(max: number): number {
    for (;;) {
      const page = this.#page;
      const header = this.#header;
      let at = this.#at;
      if (at > header && (page[header + 1] as number) <= max) {
        while ((page[at] as number) > max) at -= 1;
        this.#at = at;
        return page[at] as number;
      }
      const before = (page[header] as number) & ADDRESS_MASK;
      if (before === 0) {
        this.#at = header;
        return NO_DOC;
      }
      this.#page = this.#pages[before >>> 16] as Uint32Array;
      this.#header = before & PAGE_MASK;
      this.#at = this.#header + capacity((this.#page[this.#header] as number) >>> LEVEL_SHIFT);
    }
  }
}
