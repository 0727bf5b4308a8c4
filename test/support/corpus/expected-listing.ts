import type { ExpectedSession } from './truth.ts';

/** How an entry counts for the list of sessions. */
export type ListingNote =
  | { readonly type: 'prompt'; readonly text: string }
  | { readonly type: 'answer'; readonly id: string; readonly model: string; readonly contextTokens: number }
  /** Any other record of user or assistant: it tells time and branch. */
  | { readonly type: 'record' }
  | { readonly type: 'compacted' }
  | { readonly type: 'title'; readonly kind: 'custom' | 'generated' | 'summary'; readonly text: string };

/** Where an entry was written. */
export interface NotePlace {
  readonly at: number | undefined;
  readonly cwd: string;
  readonly gitBranch: string;
  /** The session that the record says it was copied from. */
  readonly copiedFrom: string | undefined;
}

/** Counts up what a list shows of a session, entry by entry. */
export class ExpectedListing {
  readonly #titles: { custom?: string; generated?: string; summary?: string; prompt?: string } = {};
  readonly #answers = new Set<string>();
  #prompts = 0;
  #cwd: string | undefined;
  #createdAt = 0;
  #updatedAt = 0;
  #model: string | undefined;
  #gitBranch: string | undefined;
  #forkedFrom: string | undefined;
  #isOriginKnown = false;
  #contextTokens: number | undefined;

  /** `before`: what a list showed of the session so far. */
  constructor(before?: ExpectedSession) {
    if (before === undefined) return;
    this.#titles.prompt = before.title;
    this.#prompts = before.messageCount;
    this.#cwd = before.cwd;
    this.#createdAt = before.createdAt;
    this.#updatedAt = before.updatedAt;
    this.#model = before.model;
    this.#gitBranch = before.gitBranch;
    this.#forkedFrom = before.forkedFrom;
    this.#isOriginKnown = true;
    this.#contextTokens = before.contextTokens;
  }

  /** Of any record that names a folder. */
  placed({ at, cwd }: NotePlace): void {
    if (this.#cwd !== undefined) return;
    this.#cwd = cwd;
    this.#createdAt = at ?? 0;
  }

  add(note: ListingNote, place: NotePlace): void {
    switch (note.type) {
      case 'title':
        this.#titles[note.kind] = note.text;
        return;
      case 'compacted':
        this.#contextTokens = undefined;
        return;
      case 'prompt':
        this.#prompts += 1;
        this.#titles.prompt ??= note.text.replace(/\s+/g, ' ').trim();
        break;
      case 'answer':
        this.#addAnswer(note, place);
    }
    if (place.at === undefined || place.at < this.#updatedAt) return;
    this.#updatedAt = place.at;
    this.#gitBranch = place.gitBranch === 'HEAD' ? undefined : place.gitBranch;
  }

  #addAnswer({ id, model, contextTokens }: ListingNote & { type: 'answer' }, place: NotePlace): void {
    this.#answers.add(id);
    if (!this.#isOriginKnown) {
      this.#isOriginKnown = true;
      this.#forkedFrom = place.copiedFrom;
    }
    if (model === '<synthetic>') return;
    this.#model = model;
    this.#contextTokens = contextTokens;
  }

  expect(sessionId: string, slug: string): ExpectedSession {
    const { custom, generated, summary, prompt } = this.#titles;
    return {
      sessionId,
      slug,
      title: custom ?? generated ?? summary ?? prompt ?? 'Untitled session',
      cwd: this.#cwd ?? '',
      createdAt: this.#createdAt,
      updatedAt: this.#updatedAt,
      messageCount: this.#prompts + this.#answers.size,
      ...(this.#model === undefined ? {} : { model: this.#model }),
      ...(this.#gitBranch === undefined ? {} : { gitBranch: this.#gitBranch }),
      ...(this.#forkedFrom === undefined ? {} : { forkedFrom: this.#forkedFrom }),
      ...(this.#contextTokens === undefined ? {} : { contextTokens: this.#contextTokens }),
    };
  }
}
