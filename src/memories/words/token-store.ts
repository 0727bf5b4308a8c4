import { Arena, PAGE_MASK } from './arena.ts';

/** Stands between two fields of a note, so that no phrase reaches over their border. */
export const FIELD_END = 0xffffffff;

/** The term numbers of each document in order, for phrases and for counting. */
export class TokenStore {
  readonly #arena = new Arena((length) => new Uint32Array(length));
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

  pageOf(doc: number): Uint32Array {
    return this.#arena.page(this.#addresses[doc] as number);
  }

  /** Offset of the document's first token within its page. */
  startOf(doc: number): number {
    return (this.#addresses[doc] as number) & PAGE_MASK;
  }

  lengthOf(doc: number): number {
    return this.#lengths[doc] as number;
  }

  headOf(doc: number): number {
    return this.#heads[doc] as number;
  }
}
