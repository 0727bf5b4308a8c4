import { tokenise } from '../../core/normalise.ts';
import type { Memory } from '../memory-service.ts';
import { noteKey } from '../note-key.ts';
import { tagKey } from '../note-tags.ts';
import { Postings } from './postings.ts';
import { filterTerm, TermTable } from './term-table.ts';
import { FIELD_END, TokenStore } from './token-store.ts';

/** Removed notes are kept until they are a quarter of the index; few of them are never worth a rebuild. */
const DEAD_SHARE = 4;
const DEAD_SPARED = 2_000;

export interface IndexOptions {
  /** Names this index, so that page cursors know whether document numbers still mean the same. */
  readonly epoch: string;
  /** 32 random bits that order terms. */
  readonly seed: number;
  /** 32 random bits that hide document numbers in page cursors. */
  readonly mask: number;
}

/**
 * The words of all notes. Notes are documents numbered in the order they are added, which is the order of their
 * times; a changed note is a new document.
 */
export class NoteIndex {
  readonly epoch: string;
  readonly mask: number;
  readonly terms: TermTable;
  readonly postings = new Postings();
  readonly tokens = new TokenStore();
  readonly #notes: (Memory | undefined)[] = [];
  readonly #times: number[] = [];
  readonly #docs = new Map<string, number>();
  readonly #perSpace = new Map<string, number>();

  constructor({ epoch, seed, mask }: IndexOptions) {
    this.epoch = epoch;
    this.mask = mask;
    this.terms = new TermTable(seed);
  }

  /** Documents ever added; the newest one is `size - 1`. */
  get size(): number {
    return this.#notes.length;
  }

  /** True when so many notes were removed that the index should be built anew. */
  get isWasteful(): boolean {
    const live = this.#docs.size;
    return this.size - live > DEAD_SPARED + live / DEAD_SHARE;
  }

  /** Adds a note as the newest, in place of the one with the same space and id. */
  add(note: Memory): void {
    const key = noteKey(note.space, note.id);
    this.remove(key);
    const doc = this.#notes.length;
    const tokens: number[] = [];
    for (const field of [note.id, ...note.tags]) {
      this.#addWords(field, doc, tokens);
      tokens.push(FIELD_END);
    }
    const head = tokens.length;
    this.#addWords(note.content, doc, tokens);
    this.#addFilter(filterTerm('space', note.space), doc);
    this.#addFilter(filterTerm('host', note.host), doc);
    for (const tag of note.tags) this.#addFilter(filterTerm('tag', tagKey(tag)), doc);
    this.tokens.add(tokens, head);
    this.#notes.push(note);
    const time = Date.parse(note.updated_at);
    this.#times.push(doc === 0 ? time : Math.max(time, this.#times[doc - 1] as number));
    this.#docs.set(key, doc);
    this.#perSpace.set(note.space, (this.#perSpace.get(note.space) ?? 0) + 1);
  }

  remove(key: string): void {
    const doc = this.#docs.get(key);
    if (doc === undefined) return;
    const note = this.#notes[doc] as Memory;
    this.#docs.delete(key);
    this.#notes[doc] = undefined;
    this.#perSpace.set(note.space, (this.#perSpace.get(note.space) ?? 0) - 1);
  }

  /** The note of a document, undefined once it is removed or changed. */
  noteAt(doc: number): Memory | undefined {
    return this.#notes[doc];
  }

  docOf(key: string): number | undefined {
    return this.#docs.get(key);
  }

  /** Returns the first document at `time` (ms) or later; `size` when there is none. */
  firstAt(time: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Returns true when no note lies outside `spaces`. */
  isAllOf(spaces: readonly string[]): boolean {
    let count = 0;
    for (const space of spaces) count += this.#perSpace.get(space) ?? 0;
    return count === this.#docs.size;
  }

  #addWords(text: string, doc: number, into: number[]): void {
    for (const token of tokenise(text)) {
      const term = this.terms.add(token);
      this.postings.add(term, doc);
      into.push(term);
    }
  }

  #addFilter(text: string, doc: number): void {
    this.postings.add(this.terms.add(text), doc);
  }
}
