import type { JsonRecord } from '../transcripts/record-fields.ts';
import { cutResponse } from './cut-response.ts';
import { createLineShape, type LineShape, readLineShape } from './line-shape.ts';
import { parseBounded } from './parse-bounded.ts';
import { createResponseCut, type ResponseCut } from './response-cut.ts';
import { scanWords } from './scan-words.ts';

/** Beyond it a line is judged by its beginning. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

const CLOSE = 0x7d;
const OPEN = 0x7b;

/**
 * One line of a transcript, looked at by its bytes first and parsed when somebody asks. There is one for a whole file,
 * which moves from line to line; the bytes must stay as they are while it stands on them.
 */
export class Line {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  /** False for the beginning of a line that is too long to be held. */
  isWhole = true;
  readonly shape: LineShape = createLineShape();
  readonly cut: ResponseCut = createResponseCut();
  #record: JsonRecord | undefined;
  #isParsed = false;

  moveTo(bytes: Buffer, start: number, end: number, isWhole: boolean): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.isWhole = isWhole;
    this.#record = undefined;
    this.#isParsed = false;
    readLineShape(bytes, start, end, this.shape);
  }

  /** True when the line does not end as an object does; parsing tells what it is. */
  get isBroken(): boolean {
    return this.isWhole && this.bytes[this.end - 1] !== CLOSE;
  }

  /** The record; undefined for what is none, and for a line that is too long. */
  get record(): JsonRecord | undefined {
    if (!this.#isParsed) {
      this.#isParsed = true;
      this.#record = this.isWhole ? parseLine(this.bytes, this.start, this.end) : undefined;
    }
    return this.#record;
  }

  /** The record when somebody has asked for it before; nothing is parsed for this. */
  get parsed(): JsonRecord | undefined {
    return this.#record;
  }

  /** Reads what an assistant's record says of its response into `cut`; false when only parsing tells. */
  cutResponse(): boolean {
    return this.isWhole && cutResponse(this.bytes, this.end, this.shape, this.cut);
  }

  /** Judges a user's line without parsing it. */
  scanWords(): ReturnType<typeof scanWords> {
    return this.isWhole ? scanWords(this.bytes, this.end, this.shape) : 'unclear';
  }

  /** Returns the bytes as they are, for as long as they stay. */
  view(): Buffer {
    return this.bytes.subarray(this.start, this.end);
  }
}

/** Parses `bytes[start, end)`; undefined for what is no record. */
export function parseLine(bytes: Buffer, start: number, end: number): JsonRecord | undefined {
  const first = bytes[start];
  // Nothing else can be an object; white space may stand before one.
  if (first !== OPEN && first !== 0x20 && first !== 0x09 && first !== 0x0d) return undefined;
  return end - start > MAX_LINE_BYTES ? undefined : parseBounded(bytes, start, end);
}
