import { Line } from '../lines/line.ts';
import { conversationOf } from '../transcripts/queued-prompt.ts';
import type { JsonRecord } from '../transcripts/record-fields.ts';
import type { PackedRows } from './response-rows.ts';
import { ResponseTally } from './response-tally.ts';
import { copyFigures, noFigures, type TranscriptFigures } from './transcript-figures.ts';
import { TranscriptTally } from './transcript-tally.ts';

const COMPACTED = Buffer.from('"compact_boundary"');
/** A letter that is written as an escape. */
const ESCAPED = Buffer.from('\\u00');

/** What has been counted of one file; plain data. */
export interface FileFigures {
  readonly transcript: TranscriptFigures;
  readonly contextTokens?: number;
  readonly rows: PackedRows;
}

/** Counts one file, line by line: what it says of its session and the responses in it. */
export class FileTally {
  readonly #line = new Line();
  readonly #transcript: TranscriptTally;
  readonly #responses: ResponseTally;

  /** Goes on from what was counted before. */
  constructor(before?: FileFigures) {
    this.#transcript = new TranscriptTally(before?.transcript ?? noFigures());
    this.#responses = new ResponseTally(before?.rows, before?.contextTokens);
  }

  /**
   * Takes the line `bytes[start, end)`, or the beginning of one that is too long to be held (`isWhole` false). The
   * bytes must stay as they are until `settle`.
   */
  addLine(bytes: Buffer, start: number, end: number, isWhole = true): void {
    if (end <= start) return;
    const line = this.#line;
    line.moveTo(bytes, start, end, isWhole);
    this.#transcript.readHead(line);
    const { kind } = line.shape;
    if (kind === 'other') return;
    if (kind === 'system') {
      const view = line.view();
      if (view.includes(COMPACTED) || view.includes(ESCAPED)) this.#addParsed(line);
    } else if (kind === 'title' || kind === 'unclear' || line.isBroken) this.#addParsed(line);
    else if (kind === 'user') {
      this.#transcript.addUser(line);
      this.#checkSummary(line.parsed);
    } else if (!isWhole) this.#transcript.addLongAnswer(line);
    else if (line.cutResponse()) {
      this.#responses.addCut(line);
      this.#transcript.addAnswer(line);
    } else this.#addParsed(line);
  }

  /** To be called before the bytes of `addLine` change. */
  settle(): void {
    this.#transcript.settle();
  }

  get figures(): FileFigures {
    const { contextTokens } = this.#responses;
    return {
      transcript: copyFigures(this.#transcript.figures),
      ...(contextTokens === undefined ? {} : { contextTokens }),
      rows: this.#responses.pack(),
    };
  }

  #addSystem({ record }: Line): void {
    if (record?.['subtype'] !== 'compact_boundary' || record['isSidechain'] === true) return;
    this.#responses.forgetContext();
  }

  #checkSummary(record: JsonRecord | undefined): void {
    if (record?.['isCompactSummary'] === true && record['isSidechain'] !== true) this.#responses.forgetContext();
  }

  #addParsed(line: Line): void {
    const { record } = line;
    if (record === undefined) return;
    if (record['type'] === 'system') this.#addSystem(line);
    this.#checkSummary(record);
    this.#responses.addRecord(record);
    this.#transcript.addRecord(conversationOf(record));
  }
}
