import { Arena, PAGE_MASK } from './arena.ts';
import { PrefixTree } from './prefix-tree.ts';

/** What a filter (space, tag, ...) begins with: the tokeniser never makes it. */
const FILTER_MARK = '\u0000';
const FIRST_SLOTS = 1024;

/** Where a term is met: by its beginnings too as a word, by longer ones as digits of a machine-made id, never as a filter. */
export type TermKind = 'word' | 'made' | 'filter';

/** Flags of a term, kept above the high bits of its length: which trees of beginnings it is in. */
const LENGTH_BITS = 8;
const FLAGS = { word: 1 << LENGTH_BITS, made: 2 << LENGTH_BITS } as const;
const LENGTH_MASK = (1 << LENGTH_BITS) - 1;

/**
 * Numbers each distinct term from 0, and finds terms by text or prefix. Everything lies in typed arrays: half a
 * million terms (every id has its own) would cost a JavaScript map and its strings five times as much.
 */
export class TermTable {
  readonly #seed: number;
  readonly #texts = new Arena((length) => new Uint16Array(length));
  readonly #addresses: number[] = [];
  readonly #beginnings = { word: new PrefixTree(this), made: new PrefixTree(this) };
  /** Pairs of hash and term + 1, found by open addressing; 0 as second number is free. */
  #slots = new Uint32Array(2 * FIRST_SLOTS);

  /** `seed`: random, so that nobody can choose terms that meet in one slot. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  get size(): number {
    return this.#addresses.length;
  }

  /** Returns the number of a term, undefined when no text has it. */
  find(text: string): number | undefined {
    const term = (this.#slots[this.#slotOf(text, this.#hash(text)) + 1] as number) - 1;
    return term < 0 ? undefined : term;
  }

  /** Calls `visit` with each term of a kind that begins with `prefix`, in no order. */
  eachWithPrefix(prefix: string, kind: 'word' | 'made', visit: (term: number) => void): void {
    this.#beginnings[kind].each(prefix, visit);
  }

  /** Returns the number of a term, a new one when there is none. */
  add(text: string, kind: TermKind): number {
    const hash = this.#hash(text);
    const slot = this.#slotOf(text, hash);
    const known = this.#slots[slot + 1] as number;
    const term = known === 0 ? this.#addresses.length : known - 1;
    if (known === 0) {
      this.#addresses.push(this.#writeText(text));
      this.#slots[slot] = hash;
      this.#slots[slot + 1] = term + 1;
      // At most three quarters of the slots are used.
      if (8 * this.#addresses.length > 3 * this.#slots.length) this.#grow();
    }
    if (kind !== 'filter') this.#flag(term, kind);
    return term;
  }

  /** Makes a term found by its beginnings, once for each kind it is met as. */
  #flag(term: number, kind: 'word' | 'made'): void {
    const address = this.#addresses[term] as number;
    const page = this.#texts.page(address);
    const at = (address & PAGE_MASK) + 1;
    const flags = page[at] as number;
    if ((flags & FLAGS[kind]) !== 0) return;
    page[at] = flags | FLAGS[kind];
    this.#beginnings[kind].add(term);
  }

  lengthOf(term: number): number {
    const address = this.#addresses[term] as number;
    const page = this.#texts.page(address);
    const at = address & PAGE_MASK;
    return (page[at] as number) + ((page[at + 1] as number) & LENGTH_MASK) * 65536;
  }

  charOf(term: number, index: number): number {
    const address = this.#addresses[term] as number;
    return this.#texts.page(address)[(address & PAGE_MASK) + 2 + index] as number;
  }

  /** Returns the slot of a term, or the free one where it belongs. */
  #slotOf(text: string, hash: number): number {
    const slots = this.#slots;
    const end = slots.length - 1;
    let slot = (hash << 1) & end;
    for (;;) {
      const link = slots[slot + 1] as number;
      if (link === 0 || (slots[slot] === hash && this.#hasText(link - 1, text))) return slot;
      slot = (slot + 2) & end;
    }
  }

  #writeText(text: string): number {
    const address = this.#texts.allocate(text.length + 2);
    const page = this.#texts.page(address);
    const at = address & PAGE_MASK;
    page[at] = text.length & 65535;
    page[at + 1] = text.length >>> 16;
    for (let index = 0; index < text.length; index += 1) page[at + 2 + index] = text.charCodeAt(index);
    return address;
  }

  #hasText(term: number, text: string): boolean {
    const address = this.#addresses[term] as number;
    const page = this.#texts.page(address);
    const at = address & PAGE_MASK;
    if (page[at] !== (text.length & 65535) || ((page[at + 1] as number) & LENGTH_MASK) !== text.length >>> 16)
      return false;
    for (let index = 0; index < text.length; index += 1) {
      if (page[at + 2 + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  #hash(text: string): number {
    let hash = this.#seed;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Uint32Array(old.length * 2);
    const end = slots.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      const link = old[from + 1] as number;
      if (link === 0) continue;
      const hash = old[from] as number;
      let slot = (hash << 1) & end;
      while (slots[slot + 1] !== 0) slot = (slot + 2) & end;
      slots[slot] = hash;
      slots[slot + 1] = link;
    }
    this.#slots = slots;
  }
}

/** Returns the term of a filter, e.g. of all notes in one space. */
export function filterTerm(kind: 'space' | 'host' | 'tag', value: string): string {
  return `${FILTER_MARK}${kind}${FILTER_MARK}${value}`;
}
