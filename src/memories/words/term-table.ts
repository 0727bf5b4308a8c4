import { Arena, PAGE_MASK } from './arena.ts';
import { PrefixTree } from './prefix-tree.ts';

/** Numbers kept for each term: hash, next term of the chain + 1, address of the text. */
const HASH = 0;
const NEXT = 1;
const TEXT = 2;
const RECORD = 3;
const RECORDS_BITS = 13;
const RECORDS_MASK = (1 << RECORDS_BITS) - 1;

/** What begins a term that is a filter (space, tag, ...) and no word: the tokeniser never makes it. */
const FILTER_MARK = '\u0000';

/**
 * Numbers each distinct term from 0, and finds terms by text or prefix. Texts and records lie in typed arrays:
 * half a million terms (every id has its own) would cost a JavaScript map and its strings five times as much.
 */
export class TermTable {
  readonly #seed: number;
  readonly #records: Uint32Array[] = [];
  readonly #texts = new Arena((length) => new Uint16Array(length));
  readonly #prefixes = new PrefixTree(this);
  #chains = new Uint32Array(1024);
  #size = 0;

  /** `seed`: random, so that nobody can choose terms that share a chain. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns the number of a term, undefined when no text has it. */
  find(text: string): number | undefined {
    const hash = this.#hash(text);
    let link = this.#chains[hash & (this.#chains.length - 1)] as number;
    while (link !== 0) {
      const term = link - 1;
      const records = this.#records[term >>> RECORDS_BITS] as Uint32Array;
      const at = (term & RECORDS_MASK) * RECORD;
      if (records[at + HASH] === hash && this.#hasText(records[at + TEXT] as number, text)) return term;
      link = records[at + NEXT] as number;
    }
    return undefined;
  }

  findPrefix(prefix: string): number[] {
    return this.#prefixes.find(prefix);
  }

  /** Returns the number of a term, a new one when there is none. */
  add(text: string): number {
    const known = this.find(text);
    if (known !== undefined) return known;
    if (this.#size === this.#chains.length) this.#grow();
    const term = this.#size;
    this.#size += 1;
    if ((term & RECORDS_MASK) === 0) this.#records.push(new Uint32Array(RECORD << RECORDS_BITS));
    const records = this.#records[term >>> RECORDS_BITS] as Uint32Array;
    const at = (term & RECORDS_MASK) * RECORD;
    const hash = this.#hash(text);
    const chain = hash & (this.#chains.length - 1);
    records[at + HASH] = hash;
    records[at + NEXT] = this.#chains[chain] as number;
    records[at + TEXT] = this.#writeText(text);
    this.#chains[chain] = term + 1;
    if (!text.startsWith(FILTER_MARK)) this.#prefixes.add(term);
    return term;
  }

  lengthOf(term: number): number {
    const address = this.#textAddress(term);
    const page = this.#texts.page(address);
    const at = address & PAGE_MASK;
    return (page[at] as number) + (page[at + 1] as number) * 65536;
  }

  charOf(term: number, index: number): number {
    const address = this.#textAddress(term);
    return this.#texts.page(address)[(address & PAGE_MASK) + 2 + index] as number;
  }

  #textAddress(term: number): number {
    const records = this.#records[term >>> RECORDS_BITS] as Uint32Array;
    return records[(term & RECORDS_MASK) * RECORD + TEXT] as number;
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

  #hasText(address: number, text: string): boolean {
    const page = this.#texts.page(address);
    const at = address & PAGE_MASK;
    if (page[at] !== (text.length & 65535) || page[at + 1] !== text.length >>> 16) return false;
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
    const chains = new Uint32Array(this.#chains.length * 2);
    for (let term = 0; term < this.#size; term += 1) {
      const records = this.#records[term >>> RECORDS_BITS] as Uint32Array;
      const at = (term & RECORDS_MASK) * RECORD;
      const chain = (records[at + HASH] as number) & (chains.length - 1);
      records[at + NEXT] = chains[chain] as number;
      chains[chain] = term + 1;
    }
    this.#chains = chains;
  }
}

/** Returns the term of a filter, e.g. of all notes in one space. */
export function filterTerm(kind: 'space' | 'host' | 'tag', value: string): string {
  return `${FILTER_MARK}${kind}${FILTER_MARK}${value}`;
}
