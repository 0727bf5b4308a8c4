import { isOnlyResults as bringsResults, judgeWords } from '../lines/judge-words.ts';
import type { Line } from '../lines/line.ts';
import { isText, startsWith } from '../lines/skip-json.ts';
import { partsOfContent } from '../transcripts/parts-of-content.ts';
import { type JsonRecord, timeOf, toRecord, toText } from '../transcripts/record-fields.ts';
import { firstTextOf, isOnlyResults, type RecordRole, roleOfRecord } from '../transcripts/record-role.ts';
import { commandOf, toTitle } from '../transcripts/session-title.ts';
import { SYNTHETIC_MODEL } from '../transcripts/synthetic-model.ts';
import { DatedLines } from './dated-lines.ts';
import { copyFigures, type TranscriptFigures } from './transcript-figures.ts';

const QUOTE = 0x22;
const TITLES = new Set(['custom-title', 'ai-title', 'summary']);
const CWD = Buffer.from('"cwd"');
const SESSION = Buffer.from('"sessionId"');
const SIDECHAIN = Buffer.from('"isSidechain"');
const ESCAPED = Buffer.from('\\u00');
const TEXT = Buffer.from('[{"type":"text","text":"');
const THINKING = Buffer.from('[{"type":"thinking","thinking":"');
const TOOL_USE = Buffer.from('[{"type":"tool_use","id":"');

/**
 * What a transcript says of its session, counted up line by line. Most lines are judged by some of their bytes;
 * only what these leave open is parsed.
 */
export class TranscriptTally {
  readonly figures: TranscriptFigures;
  readonly #dated: DatedLines;
  #chunk: Buffer | undefined;
  /** Where the latest line of the chunk that names a model does so. */
  #modelStart = 0;
  #modelEnd = 0;

  constructor(figures: TranscriptFigures) {
    this.figures = copyFigures(figures);
    this.#dated = new DatedLines(this.figures);
  }

  /** Takes a user's line, which brings words or results of tools. */
  addUser(line: Line): void {
    const { bytes, end, shape, isWhole } = line;
    if (!shape.isSidechain) this.#addWords(line);
    // A key that comes twice counts the second time.
    else if (isWhole && bytes.subarray(shape.contentStart, end).includes(SIDECHAIN)) this.addRecord(line.record);
    else this.figures.sidechainRecords += 1;
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
    if (!isText(bytes, idStart, idEnd, lastId)) this.#startAnswer(bytes.toString('utf8', idStart, idEnd));
    if (!this.figures.isOriginRead) {
      this.#readOrigin(textAt(bytes, cut.sourceStart, cut.sourceEnd), textAt(bytes, cut.sessionStart, cut.sessionEnd));
    }
    if (cut.timeEnd > cut.timeStart) this.#dated.note(line);
    if (shape.modelEnd === shape.modelStart || isText(bytes, shape.modelStart, shape.modelEnd, SYNTHETIC_MODEL)) return;
    this.#chunk = bytes;
    this.#modelStart = shape.modelStart;
    this.#modelEnd = shape.modelEnd;
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
    const { figures } = this;
    if (figures.isHeadRead && figures.sessionId !== undefined) return;
    const view = line.view();
    const isEscaped = view.includes(ESCAPED);
    if (figures.sessionId === undefined && (isEscaped || view.includes(SESSION))) {
      const sessionId = toText(line.record?.['sessionId']);
      if (sessionId !== undefined) figures.sessionId = sessionId;
    }
    const mayTell = !figures.isHeadRead && line.shape.kind !== 'title' && (isEscaped || view.includes(CWD));
    if (mayTell && line.record !== undefined) this.#readHead(line.record);
  }

  /** Reads what only the newest lines tell. To be called before the bytes of the lines change. */
  settle(): void {
    this.#dated.settle();
    if (this.#chunk !== undefined && this.#modelEnd > this.#modelStart) {
      this.figures.model = this.#chunk.toString('utf8', this.#modelStart, this.#modelEnd);
    }
    this.#modelEnd = this.#modelStart;
    this.#chunk = undefined;
  }

  #readHead(record: JsonRecord): void {
    const cwd = toText(record['cwd']);
    const { figures } = this;
    if (cwd === undefined || TITLES.has(toText(record['type']) ?? '')) return;
    figures.isHeadRead = true;
    figures.cwd = cwd;
    const time = timeOf(record);
    if (time !== undefined) figures.createdAt = time;
    const source = toText(toRecord(record['forkedFrom'])?.['sessionId']);
    if (source !== undefined) figures.forkedFrom = source;
  }

  #addWords(line: Line): void {
    const { bytes, start, end, shape, isWhole } = line;
    if (bringsResults(bytes, shape.contentStart, end)) {
      this.#dated.note(line);
      return;
    }
    // The first words make the title.
    const words = this.figures.titles.prompt === undefined ? 'unclear' : line.scanWords();
    if (words !== 'unclear') {
      this.#dated.note(line);
      if (words === 'words') this.#addMessage();
    } else if (isWhole) this.addRecord(line.record);
    else if (judgeWords(line.view(), shape.contentStart - start) === 'message') this.#addMessage();
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
    this.#dated.take(record);
    const message = toRecord(record['message']) ?? {};
    if (record['type'] === 'assistant') this.#readModel(toText(message['model']));
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

  #readModel(model: string | undefined): void {
    if (model === undefined || model === SYNTHETIC_MODEL) return;
    this.figures.model = model;
    // What earlier lines of the chunk name is older.
    this.#modelEnd = this.#modelStart;
  }
}

/** True for content that certainly has something to show. */
function hasParts(bytes: Buffer, start: number): boolean {
  if (startsWith(bytes, start, TEXT)) return bytes[start + TEXT.length] !== QUOTE;
  if (startsWith(bytes, start, THINKING)) return bytes[start + THINKING.length] !== QUOTE;
  return startsWith(bytes, start, TOOL_USE) && bytes[start + TOOL_USE.length] !== QUOTE;
}

function textAt(bytes: Buffer, start: number, end: number): string | undefined {
  return end > start ? bytes.toString('latin1', start, end) : undefined;
}
