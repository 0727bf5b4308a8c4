import { ExpectedListing, type ListingNote } from './expected-listing.ts';
import { FileSink } from './file-sink.ts';
import { type LineForm, toLine } from './line-form.ts';
import type { Planted } from './planter.ts';
import { type FieldOrder, type Fields, inOrder } from './record-order.ts';
import type { CorpusTruth, ExpectedResponse, ExpectedSession, TextPlace } from './truth.ts';

/** What a record is counted as when the make-up of a tree is told. */
export type Share = keyof CorpusTruth['bytes'];

/** One record with what is known of it; a fork writes the same entry again. */
export interface Entry {
  /** In the order of version 2.1. */
  readonly record: Fields;
  readonly share: Share;
  readonly planted?: readonly Planted[];
  /** Id and role of the message that planted texts belong to. */
  readonly message?: Pick<TextPlace, 'messageId' | 'role'> & { readonly from?: number };
  readonly response?: Omit<ExpectedResponse, 'sessionId' | 'slug' | 'at'>;
  readonly note?: ListingNote;
  /** Instead of the file's own. */
  readonly form?: LineForm;
  /** Written for another session before: its response does not count here. */
  readonly isCopy?: boolean;
}

export interface WriterOptions {
  /** Undefined: nothing is written, and nothing is kept as true; what is copied from it by a fork still is. */
  readonly path: string | undefined;
  readonly sessionId: string;
  readonly slug: string;
  readonly truth: CorpusTruth;
  readonly order?: FieldOrder;
  readonly form?: LineForm;
  readonly agentId?: string;
  /** Goes on with a session that is there already. */
  readonly continued?: ExpectedSession;
  /** Keeps the entries, for a fork. */
  readonly isKept?: boolean;
}

/** Writes the file of a session or of a sub-agent, record by record, and notes in the truth what that means. */
export class RecordWriter {
  readonly entries: Entry[] = [];
  readonly #options: WriterOptions;
  readonly #sink: FileSink;
  readonly #listing: ExpectedListing;
  readonly #responses = new Map<string, ExpectedResponse>();

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#sink = new FileSink(options.path, options.continued !== undefined);
    this.#listing = new ExpectedListing(options.continued);
  }

  get path(): string | undefined {
    return this.#options.path;
  }

  /** UTF-16 units written. */
  units = 0;

  write(entry: Entry): void {
    const { order = 'current', form = 'plain', isKept } = this.#options;
    if (isKept === true) this.entries.push(entry);
    const line = toLine(inOrder(entry.record, order), entry.form ?? form);
    this.raw(`${line}\n`, entry.share);
    if (this.#options.path !== undefined) this.#learn(entry);
  }

  /** Writes text that is no record: blank and broken lines. */
  raw(text: string, share: Share = 'other'): void {
    this.#sink.write(text);
    this.units += text.length;
    if (this.#options.path !== undefined) this.#options.truth.bytes[share] += text.length;
  }

  /** Ends the file, as changed at `modifiedAt` (ms since the epoch), or now. Returns the bytes written. */
  close(modifiedAt?: number): number {
    const { truth, sessionId, slug, agentId, path, continued } = this.#options;
    this.#sink.close(modifiedAt);
    if (path === undefined) return 0;
    truth.responses.push(...this.#responses.values());
    const place = continued === undefined ? truth.sessions.length : truth.sessions.indexOf(continued);
    if (agentId === undefined) truth.sessions[place] = this.#listing.expect(sessionId, slug);
    return this.#sink.bytes;
  }

  #learn({ record, planted, message, response, note, isCopy }: Entry): void {
    const { sessionId, slug } = this.#options;
    const agentId = record['agentId'] as string | undefined;
    const timestamp = record['timestamp'] as string | undefined;
    const at = timestamp === undefined ? undefined : Date.parse(timestamp);
    if (response !== undefined && isCopy !== true) {
      this.#responses.set(response.key, { ...response, at: at ?? 0, sessionId, slug });
    }
    if (this.#options.agentId === undefined && typeof record['cwd'] === 'string') {
      const origin = record['forkedFrom'] as { sessionId: string } | undefined;
      const copiedFrom = (record['requestSessionId'] as string | undefined) ?? origin?.sessionId;
      const place = { at, cwd: record['cwd'], gitBranch: String(record['gitBranch']), copiedFrom };
      this.#listing.placed(place);
      if (note !== undefined && record['isSidechain'] !== true) this.#listing.add(note, place);
    } else if (note !== undefined) this.#listing.add(note, NOWHERE);
    const from = message?.from ?? at ?? 0;
    for (const { queries } of planted ?? []) {
      const { messageId, role } = message ?? {};
      const place: TextPlace = {
        sessionId,
        slug,
        ...(agentId === undefined ? {} : { agentId }),
        ...(messageId === undefined ? {} : { messageId }),
        ...(role === undefined ? {} : { role }),
        from,
        at: at ?? 0,
      };
      for (const query of queries) {
        const known = query.places.at(-1);
        // Several times in one message is one result.
        const isSame = known?.sessionId === sessionId && known.messageId === messageId && known.agentId === agentId;
        if (!isSame) query.places.push(place);
      }
    }
  }
}

/** Titles stand in records without time and folder. */
const NOWHERE = { at: undefined, cwd: '', gitBranch: '', copiedFrom: undefined };
