import { tokenise } from '../../core/normalise.ts';
import { madePartAt } from '../made-id.ts';
import type { Memory } from '../memory-service.ts';
import { tagKey } from '../note-tags.ts';
import { pairBucket } from './pair-bucket.ts';
import { toMade, toTerm } from './phrase.ts';
import { Postings } from './postings.ts';
import { filterTerm, type TermKind, TermTable } from './term-table.ts';
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

/** What names a note. */
export interface NoteName {
  readonly space: string;
  readonly id: string;
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
  /** Documents by their pairs of neighbouring words, so that a phrase of common words leads to few of them. */
  readonly pairs = new Postings();
  readonly tokens = new TokenStore();
  readonly #notes: (Memory | undefined)[] = [];
  readonly #times: number[] = [];
  /** Documents by id, for each space. The ids are the notes' own strings: joined keys would cost their size again. */
  readonly #spaces = new Map<string, Map<string, number>>();
  #live = 0;
  #isDisordered = false;

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
    return this.size - this.#live > DEAD_SPARED + this.#live / DEAD_SHARE;
  }

  /** True when a note was added that is older than one before it, as an import does: a new index would sort it in. */
  get isDisordered(): boolean {
    return this.#isDisordered;
  }

  /** Adds a note as the newest, in place of the one with the same space and id. */
  add(note: Memory): void {
    this.remove(note);
    const doc = this.#notes.length;
    const tokens: number[] = [];
    const made = madePartAt(note.id);
    this.#addWords(note.id.slice(0, made), doc, tokens);
    for (const token of tokenise(note.id.slice(made))) tokens.push(toMade(this.#post(token, 'made', doc)));
    tokens.push(FIELD_END);
    for (const tag of note.tags) {
      this.#addWords(tag, doc, tokens);
      tokens.push(FIELD_END);
    }
    const head = tokens.length;
    this.#addWords(note.content, doc, tokens);
    this.#post(filterTerm('space', note.space), 'filter', doc);
    this.#post(filterTerm('host', note.host), 'filter', doc);
    for (const tag of note.tags) this.#post(filterTerm('tag', tagKey(tag)), 'filter', doc);
    this.#postPairs(tokens, doc);
    this.tokens.add(tokens, head);
    this.#notes.push(note);
    const time = Date.parse(note.updated_at);
    const latest = doc === 0 ? time : (this.#times[doc - 1] as number);
    if (time < latest) this.#isDisordered = true;
    this.#times.push(Math.max(time, latest));
    let docs = this.#spaces.get(note.space);
    if (docs === undefined) {
      docs = new Map();
      this.#spaces.set(note.space, docs);
    }
    docs.set(note.id, doc);
    this.#live += 1;
  }

  /** Removes the note with this space and id, if it is there. */
  remove({ space, id }: NoteName): void {
    const docs = this.#spaces.get(space);
    const doc = docs?.get(id);
    if (docs === undefined || doc === undefined) return;
    docs.delete(id);
    if (docs.size === 0) this.#spaces.delete(space);
    this.#notes[doc] = undefined;
    this.#live -= 1;
  }

  /** The note of a document, undefined once it is removed or changed. */
  noteAt(doc: number): Memory | undefined {
    return this.#notes[doc];
  }

  docOf({ space, id }: NoteName): number | undefined {
    return this.#spaces.get(space)?.get(id);
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
    for (const space of spaces) count += this.#spaces.get(space)?.size ?? 0;
    return count === this.#live;
  }

  #addWords(text: string, doc: number, into: number[]): void {
    for (const token of tokenise(text)) into.push(this.#post(token, 'word', doc));
  }

  #post(text: string, kind: TermKind, doc: number): number {
    const term = this.terms.add(text, kind);
    this.postings.add(term, doc);
    return term;
  }

  #postPairs(tokens: readonly number[], doc: number): void {
    for (let at = 1; at < tokens.length; at += 1) {
      const [first, second] = [toTerm(tokens[at - 1] as number), toTerm(tokens[at] as number)];
      if (first >= 0 && second >= 0) this.pairs.add(pairBucket(first, second), doc);
    }
  }
}
