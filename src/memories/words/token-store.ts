import { Arena, PAGE_MASK } from './arena.ts';
import { type Phrase, weightAt } from './phrase.ts';

/** Stands between two fields of a note, so that no phrase reaches over their border. */
export const FIELD_END = -1;

/** What an occurrence in id or tags counts against one in the content. */
const HEAD_WEIGHT = 2;

/** The term numbers of each document in order, for phrases and for counting. */
export class TokenStore {
  readonly #arena = new Arena((length) => new Int32Array(length));
  readonly #addresses: number[] = [];
  readonly #lengths: number[] = [];
  readonly #heads: number[] = [];

  /** Adds the next document: `head` numbers (id and tags), then the content. */
  add(tokens: readonly number[], head: number): void {
    const address = this.#arena.allocate(tokens.length);
    this.#arena.page(address).set(tokens, address & PAGE_MASK);
    this.#addresses.push(address);
    this.#lengths.push(tokens.length);
    this.#heads.push(head);
  }

  /** Tokens of a document, borders included. */
  lengthOf(doc: number): number {
    return this.#lengths[doc] as number;
  }

  /** Returns true when the document contains the phrase. */
  hasPhrase(doc: number, phrase: Phrase): boolean {
    const address = this.#addresses[doc] as number;
    const page = this.#arena.page(address);
    const start = address & PAGE_MASK;
    const last = start + (this.#lengths[doc] as number) - phrase.terms.length;
    for (let at = start; at <= last; at += 1) {
      if (weightAt(page, at, phrase) > 0) return true;
    }
    return false;
  }

  /** Returns how often the document contains the phrase, weighted: more in id and tags than in the content. */
  countPhrase(doc: number, phrase: Phrase): number {
    const address = this.#addresses[doc] as number;
    const page = this.#arena.page(address);
    const start = address & PAGE_MASK;
    const headEnd = start + (this.#heads[doc] as number);
    const last = start + (this.#lengths[doc] as number) - phrase.terms.length;
    let count = 0;
    for (let at = start; at <= last; at += 1) {
      const weight = weightAt(page, at, phrase);
      if (weight > 0) count += at < headEnd ? weight * HEAD_WEIGHT : weight;
    }
    return count;
  }
}
