import { Arena, PAGE_MASK } from './arena.ts';
import { type Phrase, toTerm, weightAt } from './phrase.ts';

/** Stands between two fields of a note, so that no phrase reaches over their border. */
export const FIELD_END = -1;

/** Bits of signature for each token: one document in eight passes by chance. */
const BITS_PER_TOKEN = 8;
const MAX_SIGNATURE_WORDS = 4096;
/** What an occurrence in id or tags counts against one in the content. */
const HEAD_WEIGHT = 2;

/**
 * The term numbers of each document in order, for phrases and for counting. Before them stands a signature of the
 * pairs of neighbours, so that most documents without a phrase need not be read.
 */
export class TokenStore {
  readonly #arena = new Arena((length) => new Int32Array(length));
  readonly #signatures = new Arena((length) => new Uint32Array(length));
  readonly #signatureAddresses: number[] = [];
  readonly #addresses: number[] = [];
  readonly #lengths: number[] = [];
  readonly #heads: number[] = [];

  /** Adds the next document: `head` numbers (id and tags), then the content. */
  add(tokens: readonly number[], head: number): void {
    const address = this.#arena.allocate(tokens.length);
    const page = this.#arena.page(address);
    const start = address & PAGE_MASK;
    const words = signatureWords(tokens.length);
    const signatureAddress = this.#signatures.allocate(words);
    const signatures = this.#signatures.page(signatureAddress);
    const signature = signatureAddress & PAGE_MASK;
    let before = FIELD_END;
    for (let index = 0; index < tokens.length; index += 1) {
      page[start + index] = tokens[index] as number;
      const token = toTerm(tokens[index] as number);
      const bit = pairHash(before, token) & (32 * words - 1);
      signatures[signature + (bit >>> 5)] = (signatures[signature + (bit >>> 5)] as number) | (1 << (bit & 31));
      before = token;
    }
    this.#addresses.push(address);
    this.#signatureAddresses.push(signatureAddress);
    this.#lengths.push(tokens.length);
    this.#heads.push(head);
  }

  /** Tokens of a document, borders included. */
  lengthOf(doc: number): number {
    return this.#lengths[doc] as number;
  }

  /** Returns true when the document contains the phrase. It runs for every candidate, so it stays plain. */
  hasPhrase(doc: number, phrase: Phrase): boolean {
    const { terms, beginning } = phrase;
    const length = this.#lengths[doc] as number;
    const exact = beginning === undefined ? terms.length : terms.length - 1;
    if (exact > 1) {
      const signatureAddress = this.#signatureAddresses[doc] as number;
      const signatures = this.#signatures.page(signatureAddress);
      const signature = signatureAddress & PAGE_MASK;
      const mask = 32 * signatureWords(length) - 1;
      for (let index = 1; index < exact; index += 1) {
        const bit = pairHash(terms[index - 1] as number, terms[index] as number) & mask;
        if (((signatures[signature + (bit >>> 5)] as number) & (1 << (bit & 31))) === 0) return false;
      }
    }
    const address = this.#addresses[doc] as number;
    const page = this.#arena.page(address);
    const start = address & PAGE_MASK;
    const last = start + length - terms.length;
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

function pairHash(first: number, second: number): number {
  const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** 32-bit words of the signature of a document: a power of two, so that a mask takes the place of a division. */
function signatureWords(tokens: number): number {
  return Math.min(1 << (32 - Math.clz32((tokens * BITS_PER_TOKEN) >>> 5)), MAX_SIGNATURE_WORDS);
}
