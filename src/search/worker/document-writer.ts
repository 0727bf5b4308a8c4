import type { Database, Statement } from 'libsql';
import type { FoundDocument, Passes } from '../documents/document-finder.ts';
import { DOCUMENT_KIND } from '../index-schema.ts';
import { FreeIds } from './free-ids.ts';
import type { IndexedFile } from './indexed-file.ts';
import { joinTexts } from './join-texts.ts';

/** A document on its way into the index, with its texts as the index takes them. */
interface Draft {
  id: number;
  readonly at: number;
  readonly file: number;
  readonly kind: number;
  readonly offset: number;
  readonly length: number;
  readonly owner: number | null;
  /** The passes that it was looked for in, and those that it has text for. */
  readonly passes: Passes;
  readonly has: Passes;
  /** May have been written before, when its message was shorter or in the other pass. */
  readonly mayExist: boolean;
  readonly text: string;
  readonly thinking: string;
  readonly tools: string;
  readonly tags: string;
}

/** What a draft takes besides its text. */
const DRAFT_BYTES = 400;
/** Documents between two looks whether others wait. */
const STEP = 16;

/** Collects documents and writes them, sorted by id, since postings are only ever added at the end. */
export class DocumentWriter {
  readonly #ids: FreeIds;
  readonly #find: Statement;
  readonly #findTitles: Statement;
  readonly #findAll: Statement;
  readonly #insert: Statement;
  readonly #grow: Statement;
  readonly #remove: Statement;
  readonly #insertWords: Statement;
  readonly #removeWords: Statement;
  readonly #insertTools: Statement;
  readonly #removeTools: Statement;
  #drafts: Draft[] = [];
  /** Drafts that are being written, by id and pass: one that comes later takes the place of an earlier one. */
  readonly #words = new Map<number, Draft>();
  readonly #tools = new Map<number, Draft>();
  /** Roughly what the drafts take in memory. */
  bytes = 0;
  /** Documents in the index. */
  count: number;

  constructor(db: Database) {
    const taken = db.prepare('SELECT 1 AS taken FROM documents WHERE id = ?');
    this.#ids = new FreeIds((id) => taken.get(id) !== undefined);
    this.#find = db.prepare('SELECT id FROM documents WHERE file = ? AND offset = ? AND kind = ?');
    this.#findTitles = db.prepare('SELECT id FROM documents WHERE file = ? AND kind = ? AND kind >= 2');
    this.#findAll = db.prepare('SELECT id FROM documents WHERE file = ? LIMIT 256');
    this.#insert = db.prepare(
      'INSERT INTO documents (id, file, kind, offset, length, owner) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#grow = db.prepare('UPDATE documents SET length = ?, owner = ? WHERE id = ?');
    this.#remove = db.prepare('DELETE FROM documents WHERE id = ?');
    this.#insertWords = db.prepare('INSERT INTO conversation (rowid, text, thinking, tags) VALUES (?, ?, ?, ?)');
    this.#removeWords = db.prepare('DELETE FROM conversation WHERE rowid = ?');
    this.#insertTools = db.prepare('INSERT INTO tools (rowid, tool, text, thinking, tags) VALUES (?, ?, ?, ?, ?)');
    this.#removeTools = db.prepare('DELETE FROM tools WHERE rowid = ?');
    this.count = (db.prepare('SELECT count(*) AS count FROM documents').get() as { count: number }).count;
  }

  get pending(): number {
    return this.#drafts.length;
  }

  /** Takes a document; it is written with the next `write`. */
  add(file: IndexedFile, document: FoundDocument, passes: Passes, mayExist: boolean): void {
    const isInWords = passes.conversation && document.text.length + document.thinking.length > 0;
    const isInTools = passes.tools && document.tools.length > 0;
    const side = document.isSidechain || file.agentId !== undefined ? 's' : 'm';
    const draft: Draft = {
      id: 0,
      at: document.at,
      file: file.id,
      kind: document.kind,
      offset: document.offset,
      length: document.length,
      owner: document.owner === undefined || document.owner === document.offset ? null : document.owner,
      passes,
      has: { conversation: isInWords, tools: isInTools },
      mayExist,
      text: joinTexts(document.text),
      thinking: joinTexts(document.thinking),
      tools: isInTools ? joinTexts(document.tools) : '',
      tags: `p${file.project} r${document.role[0]} ${side}`,
    };
    this.#drafts.push(draft);
    this.bytes += draft.text.length + draft.thinking.length + draft.tools.length + DRAFT_BYTES;
  }

  /** Writes what was taken, inside of a transaction; yields now and then. */
  *write(): Generator<void, void> {
    const drafts = this.#drafts;
    this.#drafts = [];
    this.bytes = 0;
    this.#ids.clear();
    for (const [index, draft] of drafts.entries()) {
      this.#place(draft);
      if (index % 256 === 255) yield;
    }
    for (const [index, draft] of sortedById(this.#words).entries()) {
      if (draft.has.conversation) this.#insertWords.run(draft.id, draft.text, draft.thinking, draft.tags);
      if (index % STEP === STEP - 1) yield;
    }
    for (const [index, draft] of sortedById(this.#tools).entries()) {
      if (draft.has.tools) this.#insertTools.run(draft.id, draft.tools, draft.text, draft.thinking, draft.tags);
      if (index % STEP === STEP - 1) yield;
    }
    this.#words.clear();
    this.#tools.clear();
  }

  /** Takes a file's documents out, inside of a transaction; yields now and then. */
  *removeAll(file: IndexedFile): Generator<void, void> {
    for (;;) {
      const found = this.#findAll.all(file.id) as { id: number }[];
      if (found.length === 0) return;
      for (const { id } of found) this.#take(id);
      yield;
    }
  }

  /** Forgets what was taken and not written. */
  clear(): void {
    this.#drafts = [];
    this.bytes = 0;
  }

  /** Gives a draft its id and its row; what stands in the index of an earlier version of it is taken out. */
  #place(draft: Draft): void {
    const { file, kind, offset, length, owner, at } = draft;
    if (kind >= DOCUMENT_KIND.customTitle) {
      for (const { id } of this.#findTitles.all(file, kind) as { id: number }[]) this.#take(id);
    } else if (draft.mayExist) {
      const known = this.#find.get(file, offset, kind) as { id: number } | undefined;
      if (known !== undefined) {
        draft.id = known.id;
        if (draft.passes.conversation) this.#removeWords.run(known.id);
        if (draft.passes.tools) this.#removeTools.run(known.id);
        this.#grow.run(length, owner, known.id);
        this.#note(draft);
        return;
      }
    }
    draft.id = this.#ids.take(at);
    this.#insert.run(draft.id, file, kind, offset, length, owner);
    this.#note(draft);
    this.count += 1;
  }

  #note(draft: Draft): void {
    if (draft.passes.conversation) this.#words.set(draft.id, draft);
    if (draft.passes.tools) this.#tools.set(draft.id, draft);
  }

  #take(id: number): void {
    this.#removeWords.run(id);
    this.#removeTools.run(id);
    this.#remove.run(id);
    this.#words.delete(id);
    this.#tools.delete(id);
    this.count -= 1;
  }
}

function sortedById(drafts: ReadonlyMap<number, Draft>): Draft[] {
  return [...drafts.values()].sort((one, other) => one.id - other.id);
}
