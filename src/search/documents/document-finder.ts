import { messageIdOf } from '../../claude/activity/message-id.ts';
import { judgeWords } from '../../claude/lines/judge-words.ts';
import { createLineShape, readLineShape } from '../../claude/lines/line-shape.ts';
import { skipNested } from '../../claude/lines/skip-json.ts';
import { conversationOf } from '../../claude/transcripts/queued-prompt.ts';
import { type JsonRecord, parseRecord, timeOf } from '../../claude/transcripts/record-fields.ts';
import { BoundedMap } from '../../core/bounded-map.ts';
import { DOCUMENT_KIND } from '../index-schema.ts';
import type { SearchRole } from '../search-index.ts';
import { addAnswer, addResults, addWords, type ContentTexts, callIdsOf, resultIdOf } from './content-texts.ts';
import { contentOf, searchedRole, titleOfRecord } from './texts-of-records.ts';

/** Responses that may still get records, whatever stands between them. */
const MAX_OPEN = 4;
/** From its first byte to its last a message takes no more than this, so that it can be read again. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
const MAX_CALLS = 10_000;
const CALL = Buffer.from('[{"type":"tool_use"');
const CLOSE = 0x7d;
const CLOSE_LIST = 0x5d;
const BACKSLASH = 0x5c;

/** What is looked for: what people and the model said, what tools were given and printed. */
export interface Passes {
  readonly conversation: boolean;
  readonly tools: boolean;
}

/** A document as it is found in a file. Offsets are those of the file. */
export interface FoundDocument extends ContentTexts {
  readonly kind: number;
  readonly offset: number;
  readonly length: number;
  /** Offset of the record that called the tool whose output this is. */
  readonly owner?: number;
  readonly role: SearchRole;
  readonly isSidechain: boolean;
  /** Milliseconds since the epoch: its own time, or the one last told before it. */
  readonly at: number;
  /** Was told before, when its message had fewer records. */
  readonly isAgain: boolean;
}

export interface FinderOptions {
  readonly passes: Passes;
  /** Lines before this offset were read before: only what still grows is taken from them. */
  readonly from: number;
  /** The time of what stands before the first record that tells one. */
  readonly fallbackTime: number;
  readonly onDocument: (document: FoundDocument) => void;
  /** Where the record is that made a call, when it stands before what is read; undefined when it is not found. */
  readonly findCall: (toolUseId: string) => number | undefined;
}

interface OpenMessage {
  readonly key: string;
  readonly start: number;
  end: number;
  at: number | undefined;
  isSidechain: boolean;
  hasNews: boolean;
  isAgain: boolean;
  readonly texts: ContentTexts;
}

/** Finds documents in the lines of a file, in their order. Lines without text for the passes are not parsed. */
export class DocumentFinder {
  readonly #options: FinderOptions;
  readonly #shape = createLineShape();
  /** Latest last. */
  readonly #open = new Map<string, OpenMessage>();
  readonly #calls = new BoundedMap<string, number>(MAX_CALLS);
  readonly #titles = new Map<number, FoundDocument>();
  #lastTime: number;

  constructor(options: FinderOptions) {
    this.#options = options;
    this.#lastTime = options.fallbackTime;
  }

  /** Where the oldest message begins that may still grow; undefined when there is none. */
  get openFrom(): number | undefined {
    let first: number | undefined;
    for (const { start } of this.#open.values()) first = Math.min(first ?? start, start);
    return first;
  }

  /** Takes the line `bytes[start, end)`, which stands at `offset`. */
  addLine(bytes: Buffer, start: number, end: number, offset: number): void {
    if (end <= start) return;
    const shape = this.#shape;
    readLineShape(bytes, start, end, shape);
    const { kind } = shape;
    if (kind === 'other' || kind === 'system') return;
    const isKnown = offset < this.#options.from;
    if (kind === 'assistant') this.#addAnswerLine(bytes, start, end, offset);
    else if (isKnown && kind !== 'unclear') return;
    else if (kind !== 'user' || this.#isWanted(bytes.subarray(start, end), shape.contentStart - start)) {
      const record = parseRecord(bytes.toString('utf8', start, end));
      if (record !== undefined) this.#addRecord(record, offset, end - start);
    }
  }

  /** Hands out what may still grow, as far as it is read; it is told again when it has grown. */
  tellOpen(): void {
    for (const message of this.#open.values()) this.#tell(message);
    for (const title of this.#titles.values()) this.#options.onDocument(title);
    this.#titles.clear();
  }

  #isWanted(line: Buffer, contentStart: number): boolean {
    const { conversation } = this.#options.passes;
    if (conversation && this.#options.passes.tools) return true;
    return conversation ? judgeWords(line, contentStart) !== 'none' : line.includes('tool_result"', contentStart);
  }

  #addAnswerLine(bytes: Buffer, start: number, end: number, offset: number): void {
    const { idStart, idEnd, contentStart } = this.#shape;
    const id = bytes.subarray(idStart, idEnd);
    const isPlain = idEnd > idStart && !id.includes(BACKSLASH);
    if (isPlain && !this.#options.passes.tools && isOnlyCall(bytes, contentStart, end)) {
      this.#openMessage(bytes.toString('utf8', idStart, idEnd), offset, end - start);
      return;
    }
    const record = parseRecord(bytes.toString('utf8', start, end));
    if (record !== undefined) this.#addRecord(record, offset, end - start);
  }

  #addRecord(raw: JsonRecord, offset: number, length: number): void {
    const record = conversationOf(raw);
    const time = timeOf(record);
    this.#lastTime = time ?? this.#lastTime;
    const title = titleOfRecord(record);
    if (title !== undefined) this.#addTitle(title.kind, title.text, offset, length);
    const role = searchedRole(record);
    if (role === undefined) return;
    if (role === 'assistant') {
      const message = this.#openMessage(messageIdOf(record) ?? `@${offset}`, offset, length);
      message.at ??= time;
      message.isSidechain = record['isSidechain'] === true;
      addAnswer(contentOf(record), message.texts);
      if (this.#options.passes.tools) for (const id of callIdsOf(contentOf(record))) this.#calls.set(id, offset);
    } else if (offset >= this.#options.from) this.#addUserRecord(record, role, offset, length);
  }

  #addUserRecord(record: JsonRecord, role: SearchRole, offset: number, length: number): void {
    const { passes, onDocument } = this.#options;
    const content = contentOf(record);
    const isSidechain = record['isSidechain'] === true;
    const frame = { offset, length, isSidechain, at: this.#lastTime, isAgain: false };
    if (passes.conversation) {
      const text: string[] = [];
      addWords(content, text);
      if (text.length > 0) onDocument({ ...frame, kind: DOCUMENT_KIND.message, role, text, thinking: [], tools: [] });
    }
    const toolUseId = passes.tools ? resultIdOf(content) : undefined;
    if (toolUseId === undefined) return;
    const tools: string[] = [];
    addResults(content, tools);
    if (tools.length === 0) return;
    const owner = this.#calls.get(toolUseId) ?? this.#options.findCall(toolUseId) ?? offset;
    onDocument({ ...frame, kind: DOCUMENT_KIND.result, role: 'assistant', owner, text: [], thinking: [], tools });
  }

  #addTitle(kind: number, text: string, offset: number, length: number): void {
    if (!this.#options.passes.conversation || offset < this.#options.from) return;
    const frame = { kind, offset, length, role: 'title' as const, isSidechain: false, isAgain: false };
    this.#titles.set(kind, { ...frame, at: this.#lastTime, text: [text], thinking: [], tools: [] });
  }

  /** Returns the message that a record of it belongs to. */
  #openMessage(key: string, offset: number, length: number): OpenMessage {
    const end = offset + length;
    for (const message of this.#open.values()) {
      if (end - message.start > MAX_MESSAGE_BYTES) this.#close(message);
    }
    const known = this.#open.get(key);
    this.#open.delete(key);
    const message = known ?? {
      key,
      start: offset,
      end,
      at: undefined,
      isSidechain: false,
      hasNews: false,
      isAgain: offset < this.#options.from,
      texts: { text: [], thinking: [], tools: [] },
    };
    this.#open.set(key, message);
    message.end = end;
    message.hasNews ||= offset >= this.#options.from;
    const oldest = this.#open.size > MAX_OPEN ? this.#open.values().next().value : undefined;
    if (oldest !== undefined) this.#close(oldest);
    return message;
  }

  #close(message: OpenMessage): void {
    this.#open.delete(message.key);
    this.#tell(message);
  }

  #tell(message: OpenMessage): void {
    const { start, end, at, isSidechain, hasNews, isAgain, texts } = message;
    if (!hasNews) return;
    message.hasNews = false;
    message.isAgain = true;
    const { conversation, tools } = this.#options.passes;
    const isTold = (conversation && texts.text.length + texts.thinking.length > 0) || (tools && texts.tools.length > 0);
    if (!isTold) return;
    this.#options.onDocument({
      kind: DOCUMENT_KIND.message,
      offset: start,
      length: end - start,
      role: 'assistant',
      isSidechain,
      at: at ?? this.#lastTime,
      isAgain,
      ...texts,
    });
  }
}

/** True for content that is one call of a tool and nothing else. */
function isOnlyCall(bytes: Buffer, contentStart: number, end: number): boolean {
  if (bytes[end - 1] !== CLOSE) return false;
  for (let index = 0; index < CALL.length; index += 1) {
    if (bytes[contentStart + index] !== CALL[index]) return false;
  }
  const behind = skipNested(bytes, contentStart + 1, end);
  return behind > 0 && bytes[behind] === CLOSE_LIST;
}
