import { judgeWords } from '../lines/judge-words.ts';
import { type Line, parseLine } from '../lines/line.ts';
import { isWord, startsWith } from '../lines/skip-json.ts';
import { partsOfContent } from '../transcripts/parts-of-content.ts';
import { type JsonRecord, timeOf, toRecord, toText } from '../transcripts/record-fields.ts';
import { firstTextOf, isOnlyResults, type RecordRole, roleOfRecord } from '../transcripts/record-role.ts';
import { commandOf, type TitleSources, toTitle } from '../transcripts/session-title.ts';

const QUOTE = 0x22;
const CWD = Buffer.from('"cwd"');
const TIME = Buffer.from('"timestamp"');
const TEXT = Buffer.from('[{"type":"text","text":"');
const THINKING = Buffer.from('[{"type":"thinking","thinking":"');
const TOOL_USE = Buffer.from('[{"type":"tool_use"');
/** A longer prompt (one with images) is judged by its bytes alone. */
const MAX_PROMPT_BYTES = 256 * 1024;

/** What has been counted of a transcript; plain data. */
export interface TranscriptFigures {
  messageCount: number;
  /** Records of sub-agents in the session's own file, as older versions wrote them. */
  sidechainRecords: number;
  titles: TitleSources;
  /** The session that the first records name. */
  sessionId?: string;
  cwd?: string;
  createdAt?: number;
  updatedAt?: number;
  model?: string;
  gitBranch?: string;
  forkedFrom?: string;
  /** `message.id` of the assistant's message that is being written. */
  lastId: string;
  isHeadRead: boolean;
  isOriginRead: boolean;
}

export function noFigures(): TranscriptFigures {
  return { messageCount: 0, sidechainRecords: 0, titles: {}, lastId: '', isHeadRead: false, isOriginRead: false };
}

export function copyFigures(figures: TranscriptFigures): TranscriptFigures {
  return { ...figures, titles: { ...figures.titles } };
}

/**
 * What a transcript says of its session, counted up line by line. Most lines are judged by some of their bytes;
 * only what these leave open is parsed.
 */
export class TranscriptTally {
  readonly figures: TranscriptFigures;
  /** The latest line of the chunk that tells time and branch, and the latest that names a model. */
  #newest: Buffer | undefined;
  #newestModel: Buffer | undefined;

  constructor(figures: TranscriptFigures) {
    this.figures = copyFigures(figures);
  }

  /** Takes a user's line, which brings words or results of tools. */
  addUser(line: Line): void {
    if (line.shape.isSidechain) this.figures.sidechainRecords += 1;
    else this.#addWords(line);
  }

  /** Takes an assistant's line whose response was cut out of it. */
  addAnswer(line: Line): void {
    const { bytes, shape, cut } = line;
    if (cut.isSidechain) {
      this.figures.sidechainRecords += 1;
      return;
    }
    const { idStart, idEnd, contentStart } = shape;
    if (idEnd === idStart || !hasParts(bytes, contentStart)) {
      this.addRecord(line.record);
      return;
    }
    const { lastId } = this.figures;
    if (!isWord(bytes, idStart, idEnd, lastId)) this.#startAnswer(bytes.toString('utf8', idStart, idEnd));
    if (!this.figures.isOriginRead) {
      this.#readOrigin(textAt(bytes, cut.sourceStart, cut.sourceEnd), textAt(bytes, cut.sessionStart, cut.sessionEnd));
    }
    if (cut.timeEnd > cut.timeStart) this.#newest = line.view();
    this.#readModel(bytes.subarray(shape.modelStart, shape.modelEnd));
  }

  /** Takes an assistant's line that is too long to be held. */
  addLongAnswer({ bytes, shape: { idStart, idEnd, isSidechain } }: Line): void {
    if (isSidechain) this.figures.sidechainRecords += 1;
    else if (idEnd > idStart) this.#startAnswer(bytes.toString('utf8', idStart, idEnd));
  }

  /** Takes a record that only parsing could tell, as one of the conversation. */
  addRecord(record: JsonRecord | undefined): void {
    if (record === undefined) return;
    const role = roleOfRecord(record);
    if (role === undefined) this.#addTitle(record);
    else if (record['isSidechain'] === true) this.figures.sidechainRecords += 1;
    else if (record['type'] !== 'system') this.#addMessageRecord(record, role);
  }

  /** Folder, session and start stand in the first records of the conversation. */
  readHead(line: Line): void {
    const { bytes, start, end, shape } = line;
    if (this.figures.isHeadRead || shape.kind === 'title') return;
    if (!bytes.subarray(start, end).includes(CWD)) return;
    const { record } = line;
    const cwd = toText(record?.['cwd']);
    if (record === undefined || cwd === undefined) return;
    const { figures } = this;
    figures.isHeadRead = true;
    figures.cwd = cwd;
    const sessionId = toText(record['sessionId']);
    if (sessionId !== undefined) figures.sessionId = sessionId;
    const time = timeOf(record);
    if (time !== undefined) figures.createdAt = time;
    const source = toText(toRecord(record['forkedFrom'])?.['sessionId']);
    if (source !== undefined) figures.forkedFrom ??= source;
  }

  /** Reads what only the newest lines tell. To be called before the bytes of the lines change. */
  settle(): void {
    if (this.#newest !== undefined) this.#readNewest(parseLine(this.#newest, 0, this.#newest.length));
    if (this.#newestModel !== undefined) this.figures.model = this.#newestModel.toString('utf8');
    this.#newest = undefined;
    this.#newestModel = undefined;
  }

  #addWords(line: Line): void {
    const view = line.view();
    const verdict = judgeWords(view, line.shape.contentStart - line.start);
    const isLong = view.length > MAX_PROMPT_BYTES && this.figures.titles.prompt !== undefined;
    if (verdict === 'none') {
      if (view.includes(TIME)) this.#newest = view;
    } else if (line.isWhole && (verdict === 'unclear' || !isLong)) this.addRecord(line.record);
    else if (verdict === 'message') {
      if (view.includes(TIME)) this.#newest = view;
      this.#addMessage();
    }
  }

  #addMessage(): void {
    this.figures.messageCount += 1;
    this.figures.lastId = '';
  }

  #startAnswer(id: string): void {
    if (id === this.figures.lastId) return;
    this.figures.messageCount += 1;
    this.figures.lastId = id;
  }

  #addTitle(record: JsonRecord): void {
    const take = (name: 'custom' | 'generated' | 'summary', value: unknown): void => {
      const title = toTitle(toText(value) ?? '');
      if (title !== undefined) this.figures.titles[name] = title;
    };
    if (record['type'] === 'custom-title') take('custom', record['customTitle']);
    else if (record['type'] === 'ai-title') take('generated', record['aiTitle']);
    else if (record['type'] === 'summary') take('summary', record['summary']);
  }

  #addMessageRecord(record: JsonRecord, role: RecordRole): void {
    if (timeOf(record) !== undefined) this.#newest = undefined;
    this.#readNewest(record);
    const message = toRecord(record['message']) ?? {};
    if (record['type'] === 'assistant') this.#readModel(Buffer.from(toText(message['model']) ?? '', 'utf8'));
    if (partsOfContent(message['content']).length === 0) return;
    if (role === 'assistant') {
      this.#startAnswer(toText(message['id']) ?? `record ${this.figures.messageCount}`);
      if (!this.figures.isOriginRead) this.#readOrigin(toText(record['requestSessionId']), toText(record['sessionId']));
    } else if (role === 'user' && !isOnlyResults(message['content'])) {
      this.#addMessage();
      if (this.figures.titles.prompt === undefined) this.#readPrompt(firstTextOf(message['content']) ?? '');
    }
  }

  #readPrompt(text: string): void {
    const { titles } = this.figures;
    const command = commandOf(text);
    if (command !== undefined) titles.command ??= command;
    else if (!/^\s*<(?:command-|bash-input)/.test(text) && !text.startsWith('[Request interrupted')) {
      const title = toTitle(text);
      if (title !== undefined) titles.prompt = title;
    }
  }

  /** The first answer of a fork was given to the session it was copied from. */
  #readOrigin(source: string | undefined, sessionId: string | undefined): void {
    this.figures.isOriginRead = true;
    if (source !== undefined && source !== sessionId) this.figures.forkedFrom ??= source;
  }

  #readNewest(record: JsonRecord | undefined): void {
    const time = record === undefined ? undefined : timeOf(record);
    if (record === undefined || time === undefined) return;
    this.figures.updatedAt = time;
    const branch = toText(record['gitBranch']);
    // `HEAD` is what Claude Code writes where there is no branch.
    if (branch === 'HEAD') delete this.figures.gitBranch;
    else if (branch !== undefined) this.figures.gitBranch = branch;
  }

  #readModel(model: Buffer): void {
    const isOwn = model.length === 0 || isWord(model, 0, model.length, '<synthetic>');
    if (!isOwn) this.#newestModel = model;
  }
}

/** True for content that certainly has something to show. */
function hasParts(bytes: Buffer, start: number): boolean {
  if (startsWith(bytes, start, TEXT)) return bytes[start + TEXT.length] !== QUOTE;
  if (startsWith(bytes, start, THINKING)) return bytes[start + THINKING.length] !== QUOTE;
  return startsWith(bytes, start, TOOL_USE);
}

function textAt(bytes: Buffer, start: number, end: number): string | undefined {
  return end > start ? bytes.toString('latin1', start, end) : undefined;
}
