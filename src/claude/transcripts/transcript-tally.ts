import { judgeWords } from './judge-words.ts';
import { createLineShape, type LineShape, readLineShape } from './line-shape.ts';
import { partsOfContent } from './parts-of-content.ts';
import { conversationOf } from './queued-prompt.ts';
import { type JsonRecord, parseRecord, timeOf, toRecord, toText } from './record-fields.ts';
import { firstTextOf, isOnlyResults, type RecordRole, roleOfRecord } from './record-role.ts';
import { commandOf, type TitleSources, toTitle } from './session-title.ts';

/** Beyond it a line is judged by its beginning. */
const MAX_PARSED_BYTES = 8 * 1024 * 1024;

const CLOSE = 0x7d;

/**
 * What a transcript says of its session, counted up line by line. Most lines are judged by some of their bytes;
 * only what these leave open is parsed.
 */
export class TranscriptTally {
  messageCount = 0;
  /** Records of sub-agents in the session's own file, as older versions wrote them. */
  sidechainRecords = 0;
  readonly titles: TitleSources = {};
  cwd: string | undefined;
  createdAt: number | undefined;
  updatedAt: number | undefined;
  model: string | undefined;
  gitBranch: string | undefined;
  forkedFrom: string | undefined;

  readonly #shape: LineShape = createLineShape();
  /** `message.id` of the assistant's message that is being written. */
  #lastId = '';
  #isHeadRead = false;
  #isOriginRead = false;
  /** Latest line of the chunk that tells time, branch and model. */
  #newestUser: Buffer | undefined;
  #newestAssistant: Buffer | undefined;

  /**
   * Takes the line `bytes[start, end)`, or the beginning of one that is too long to be held (`isWhole` false). The
   * bytes must stay as they are until `settle`.
   */
  addLine(bytes: Buffer, start: number, end: number, isWhole = true): void {
    if (end <= start) return;
    const shape = this.#shape;
    readLineShape(bytes, start, end, shape);
    if (!this.#isHeadRead) this.#readHead(bytes, start, end);
    if (shape.kind === 'other' || shape.kind === 'system') return;
    const isBroken = isWhole && bytes[end - 1] !== CLOSE;
    if (shape.kind === 'title' || shape.kind === 'unclear' || isBroken) this.#addParsed(parseLine(bytes, start, end));
    else if (shape.isSidechain) this.sidechainRecords += 1;
    else if (shape.kind === 'assistant') this.#addAnswer(bytes, start, end);
    else this.#addWords(bytes.subarray(start, end), shape.contentStart - start);
  }

  /** Reads what only the newest lines tell. To be called before the bytes of `addLine` change. */
  settle(): void {
    for (const line of [this.#newestUser, this.#newestAssistant]) {
      const record = line === undefined ? undefined : parseLine(line, 0, line.length);
      if (record !== undefined) this.#readNewest(record);
    }
    this.#newestUser = undefined;
    this.#newestAssistant = undefined;
  }

  #addAnswer(bytes: Buffer, start: number, end: number): void {
    const { idStart, idEnd } = this.#shape;
    const record = idEnd === idStart || !this.#isOriginRead ? parseLine(bytes, start, end) : undefined;
    if (record !== undefined) this.#addParsed(record);
    else if (idEnd > idStart) this.#startAnswer(bytes.toString('latin1', idStart, idEnd));
    this.#newestAssistant = bytes.subarray(start, end);
  }

  #addWords(line: Buffer, contentStart: number): void {
    this.#newestUser = line;
    const verdict = judgeWords(line, contentStart);
    if (verdict === 'none') return;
    const isWanted = verdict === 'unclear' || this.titles.prompt === undefined;
    const record = isWanted ? parseLine(line, 0, line.length) : undefined;
    if (record !== undefined) this.#addParsed(record);
    else if (verdict === 'message') this.#addMessage();
  }

  #addMessage(): void {
    this.messageCount += 1;
    this.#lastId = '';
  }

  #startAnswer(id: string): void {
    if (id === this.#lastId) return;
    this.messageCount += 1;
    this.#lastId = id;
  }

  #addTitle(record: JsonRecord): void {
    const take = (name: 'custom' | 'generated' | 'summary', value: unknown): void => {
      const title = toTitle(toText(value) ?? '');
      if (title !== undefined) this.titles[name] = title;
    };
    if (record['type'] === 'custom-title') take('custom', record['customTitle']);
    else if (record['type'] === 'ai-title') take('generated', record['aiTitle']);
    else if (record['type'] === 'summary') take('summary', record['summary']);
  }

  #addParsed(parsed: JsonRecord | undefined): void {
    if (parsed === undefined) return;
    const record = conversationOf(parsed);
    const role = roleOfRecord(record);
    if (role === undefined) this.#addTitle(record);
    else if (record['isSidechain'] === true) this.sidechainRecords += 1;
    else this.#addMessageRecord(record, role);
  }

  #addMessageRecord(record: JsonRecord, role: RecordRole): void {
    this.#readNewest(record);
    const message = toRecord(record['message']) ?? {};
    if (partsOfContent(message['content']).length === 0) return;
    if (role === 'assistant') {
      this.#startAnswer(toText(message['id']) ?? `record ${this.messageCount}`);
      this.#readOrigin(record);
    } else if (role === 'user' && !isOnlyResults(message['content'])) {
      this.#addMessage();
      this.#readPrompt(firstTextOf(message['content']) ?? '');
    }
  }

  #readPrompt(text: string): void {
    const command = commandOf(text);
    if (command !== undefined) this.titles.command ??= command;
    else if (!/^\s*<(?:command-|bash-input)/.test(text) && !text.startsWith('[Request interrupted')) {
      const title = toTitle(text);
      if (title !== undefined) this.titles.prompt ??= title;
    }
  }

  /** Folder and start stand in the first records of the conversation. */
  #readHead(bytes: Buffer, start: number, end: number): void {
    if (this.#shape.kind === 'title' || !bytes.subarray(start, end).includes('"cwd":"')) return;
    const record = parseLine(bytes, start, end);
    if (record === undefined) return;
    const cwd = toText(record['cwd']);
    if (cwd === undefined) return;
    this.cwd = cwd;
    this.createdAt = timeOf(record);
    this.forkedFrom ??= toText(toRecord(record['forkedFrom'])?.['sessionId']);
    this.#isHeadRead = true;
  }

  /** The first answer of a fork was given to the session it was copied from. */
  #readOrigin(record: JsonRecord | undefined): void {
    if (this.#isOriginRead || record === undefined) return;
    this.#isOriginRead = true;
    const source = toText(record['requestSessionId']);
    if (source !== undefined && source !== record['sessionId']) this.forkedFrom ??= source;
  }

  #readNewest(record: JsonRecord): void {
    const time = timeOf(record);
    if (time !== undefined && time >= (this.updatedAt ?? 0)) {
      this.updatedAt = time;
      // `HEAD` is what Claude Code writes where there is no branch.
      const branch = toText(record['gitBranch']);
      if (branch !== undefined) this.gitBranch = branch === 'HEAD' ? undefined : branch;
    }
    if (record['type'] !== 'assistant') return;
    const model = toText(toRecord(record['message'])?.['model']);
    if (model !== undefined && model !== '<synthetic>') this.model = model;
  }
}

function parseLine(bytes: Buffer, start: number, end: number): JsonRecord | undefined {
  return end - start > MAX_PARSED_BYTES ? undefined : parseRecord(bytes.toString('utf8', start, end));
}
