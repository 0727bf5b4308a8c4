import type { PlainFile } from './plain-files.ts';

const LF = 0x0a;
const CHUNK_BYTES = 128 * 1024;
/** What is longer is never held: only its beginning is handed out. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const HEAD_BYTES = 4 * 1024;

/** A line of a file; its bytes are valid until the next one is asked for. */
export interface FileLine {
  /** Offsets in the file, the line feed not included. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
  /** False when the line is too long to be held and `bytes` are its beginning. */
  readonly isWhole: boolean;
}

/** Hands out the lines of a file from `end` back to its beginning; stops early where the file cannot be read. */
export class BackwardLines {
  readonly #file: PlainFile;
  /** Bytes of the file from `#base` on. */
  #window: Buffer = Buffer.alloc(0);
  #base: number;
  /** Offset behind the line that comes next. */
  #end: number;

  constructor(file: PlainFile, end: number) {
    this.#file = file;
    this.#base = end;
    this.#end = end;
  }

  /** Offset behind the lines that are still to come. */
  get position(): number {
    return this.#end;
  }

  /** Undefined at the beginning of the file. */
  async next(): Promise<FileLine | undefined> {
    if (this.#end <= 0) return undefined;
    for (let chunkBytes = CHUNK_BYTES; ; chunkBytes *= 2) {
      const last = this.#end - this.#base - 1;
      const feed = last >= 0 ? this.#window.lastIndexOf(LF, last) : -1;
      if (feed >= 0 || this.#base === 0) return this.#take(this.#base + feed + 1);
      if (this.#end - this.#base >= MAX_LINE_BYTES) return this.#takeLongLine();
      if (!(await this.#readMore(chunkBytes))) return undefined;
    }
  }

  /** Returns the offset of the last occurrence of `bytes` before `offset`, as far as the bytes in memory reach. */
  findBefore(bytes: Buffer, offset: number): number | undefined {
    const from = offset - this.#base - bytes.length;
    const found = from < 0 ? -1 : this.#window.lastIndexOf(bytes, from);
    return found < 0 ? undefined : this.#base + found;
  }

  /** Returns the line round `offset` where it is in memory as a whole. */
  peekAt(offset: number): FileLine | undefined {
    const at = offset - this.#base;
    if (at < 0 || at >= this.#window.length) return undefined;
    const start = this.#window.lastIndexOf(LF, at) + 1;
    const end = this.#window.indexOf(LF, at);
    if (end < 0 || (start === 0 && this.#base > 0)) return undefined;
    return {
      start: this.#base + start,
      end: this.#base + end,
      bytes: this.#window.subarray(start, end),
      isWhole: true,
    };
  }

  #take(start: number): FileLine {
    const line = {
      start,
      end: this.#end,
      bytes: this.#window.subarray(start - this.#base, this.#end - this.#base),
      isWhole: true,
    };
    this.#end = start - 1;
    return line;
  }

  async #readMore(chunkBytes: number): Promise<boolean> {
    const base = Math.max(0, this.#base - chunkBytes);
    const kept = this.#end - this.#base;
    const window = Buffer.allocUnsafe(this.#end - base);
    const wanted = this.#base - base;
    if ((await this.#file.read(window.subarray(0, wanted), base)) < wanted) return false;
    this.#window.copy(window, wanted, 0, kept);
    this.#window = window;
    this.#base = base;
    return true;
  }

  async #takeLongLine(): Promise<FileLine | undefined> {
    const end = this.#end;
    this.#window = Buffer.allocUnsafe(1024 * 1024);
    for (let at = this.#base; ; ) {
      const from = Math.max(0, at - this.#window.length);
      const length = await this.#file.read(this.#window.subarray(0, at - from), from);
      if (length < at - from) return undefined;
      const feed = this.#window.subarray(0, length).lastIndexOf(LF);
      if (feed < 0 && from > 0) {
        at = from;
        continue;
      }
      const start = from + feed + 1;
      const bytes = Buffer.alloc(HEAD_BYTES);
      const headBytes = await this.#file.read(bytes, start);
      this.#window = Buffer.alloc(0);
      this.#base = start - 1;
      this.#end = start - 1;
      return { start, end, bytes: bytes.subarray(0, headBytes), isWhole: false };
    }
  }
}
