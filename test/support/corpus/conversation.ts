import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import type { ListingNote } from './expected-listing.ts';
import type { LineForm } from './line-form.ts';
import type { Planted } from './planter.ts';
import type { Fields } from './record-order.ts';
import type { RecordWriter, Share } from './record-writer.ts';
import type { ExpectedResponse } from './truth.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface ConversationOptions {
  readonly writer: RecordWriter;
  readonly random: SeededRandom;
  readonly vocabulary: Vocabulary;
  readonly sessionId: string;
  readonly cwd: string;
  readonly gitBranch: string;
  /** When it begins, ms since the epoch. */
  readonly startAt: number;
  readonly model: string;
  readonly agentId?: string;
  readonly isSidechain?: boolean;
  /** Fields of 2025: no `promptId`, no `requestRef`, `requestId` where there is one. */
  readonly isOlder?: boolean;
  /** Without them responses are known by `message.id` alone, as behind a gateway. */
  readonly hasRequestIds?: boolean;
}

/** What is known of a text that is written. */
export interface Written {
  readonly planted?: readonly Planted[];
  readonly extra?: Fields;
  readonly form?: LineForm;
  readonly share?: Share;
  readonly note?: ListingNote;
  /** Of the result of a tool: the message that called it, to which it belongs. */
  readonly calledBy?: string;
  readonly role?: 'user' | 'assistant';
}

/** A response that is being written. */
export interface OpenResponse {
  readonly id: string;
  /** Its id is its record's uuid. */
  readonly isAnonymous?: boolean;
  readonly requestId: string | undefined;
  readonly model: string;
  /** Time of its first record, ms since the epoch. */
  readonly startedAt: number | undefined;
  /** How it counts after this record. */
  readonly counted: Omit<ExpectedResponse, 'sessionId' | 'slug' | 'at'> | undefined;
  readonly contextTokens: number;
}

/** Says things as the person, the model and the tools of one conversation; knows shapes, times and parents of records. */
export class Conversation {
  readonly options: ConversationOptions;
  now: number;
  cwd: string;
  gitBranch: string;
  model: string;
  leaf: string | null = null;
  /** Tokens of all that was said so far. */
  contextTokens = 12_000;
  readonly #promptId: string;

  constructor(options: ConversationOptions) {
    this.options = options;
    this.now = options.startAt;
    this.cwd = options.cwd;
    this.gitBranch = options.gitBranch;
    this.model = options.model;
    this.#promptId = options.vocabulary.uuid();
  }

  /** A person's words, or what Claude Code writes in a person's name; returns the record's uuid. */
  user(content: string | readonly Fields[], written: Written = {}): string {
    const { planted = [], extra = {}, share = 'conversation', calledBy } = written;
    const uuid = this.options.vocabulary.uuid();
    const role = written.role ?? (calledBy !== undefined || extra['isCompactSummary'] === true ? undefined : 'user');
    this.options.writer.write({
      record: { ...this.#head(true), type: 'user', message: { role: 'user', content }, ...this.#behind(uuid, extra) },
      share,
      planted,
      message: { messageId: calledBy ?? uuid, ...(role === undefined ? {} : { role }) },
      note: written.note ?? { type: 'record' },
      ...(written.form === undefined ? {} : { form: written.form }),
    });
    this.leaf = uuid;
    return uuid;
  }

  /** One record of a response, as `ModelResponse` writes it. */
  answer(response: OpenResponse, message: Fields, written: Written, extra: Fields): void {
    const { planted = [], share = 'conversation' } = written;
    const uuid = response.isAnonymous === true ? response.id : this.options.vocabulary.uuid();
    const { requestId } = response;
    const fields = { ...(requestId === undefined ? {} : { requestId }), ...extra, type: 'assistant' };
    this.options.writer.write({
      record: { ...this.#head(false), message, ...fields, ...this.#behind(uuid, {}) },
      share,
      planted,
      message: { messageId: response.id, role: 'assistant', from: response.startedAt ?? this.now },
      ...(response.counted === undefined ? {} : { response: response.counted }),
      note: { type: 'answer', id: response.id, model: response.model, contextTokens: response.contextTokens },
      ...(written.form === undefined ? {} : { form: written.form }),
    });
    this.leaf = uuid;
  }

  /** What is told to the model besides: never part of the conversation but for queued prompts. */
  attachment(attachment: Fields, written: Written & { readonly sentAs?: string } = {}): void {
    const uuid = this.options.vocabulary.uuid();
    const { planted = [], extra = {}, share = 'other', sentAs = uuid } = written;
    this.options.writer.write({
      record: { ...this.#head(false), attachment, type: 'attachment', ...this.#behind(uuid, extra) },
      share,
      planted,
      message: { messageId: sentAs, role: 'user' },
      ...(written.note === undefined ? {} : { note: written.note }),
    });
    this.leaf = uuid;
  }

  system(subtype: string, fields: Fields, note?: ListingNote): void {
    const uuid = this.options.vocabulary.uuid();
    const record = { ...this.#head(false), type: 'system', subtype, ...fields, ...this.#behind(uuid, {}) };
    this.options.writer.write({ record, share: 'other', ...(note === undefined ? {} : { note }) });
    this.leaf = uuid;
  }

  /** A record outside of the chain. */
  loose(type: string, fields: Fields, written: Written = {}): void {
    const { planted = [], share = 'other', note } = written;
    this.options.writer.write({
      record: { type, ...fields, sessionId: this.options.sessionId },
      share,
      planted,
      ...(note === undefined ? {} : { note }),
    });
  }

  /** Lets time pass, ms. */
  wait(ms: number): void {
    this.now += ms;
  }

  #head(hasPrompt: boolean): Fields {
    const { agentId, isSidechain = false, isOlder } = this.options;
    return {
      parentUuid: this.leaf,
      isSidechain,
      ...(hasPrompt && isOlder !== true ? { promptId: this.#promptId } : {}),
      ...(agentId === undefined ? {} : { agentId }),
    };
  }

  /** What stands behind the message; a time of its own for each record. */
  #behind(uuid: string, extra: Fields): Fields {
    this.now += 20 + this.options.random.below(1500);
    const { isMeta, isCompactSummary, isVisibleInTranscriptOnly, ...others } = extra;
    const marks = { isMeta, isCompactSummary, isVisibleInTranscriptOnly };
    return {
      ...Object.fromEntries(Object.entries(marks).filter(([, value]) => value !== undefined)),
      uuid,
      timestamp: new Date(this.now).toISOString(),
      ...others,
      userType: 'external',
      entrypoint: 'cli',
      cwd: this.cwd,
      sessionId: this.options.sessionId,
      version: this.options.isOlder === true ? '2.0.31' : '2.1.330',
      gitBranch: this.gitBranch,
    };
  }
}
