const LF = 0x0a;
/** How much of a line that is too long is kept, to say what it was. */
const HEAD_BYTES = 1024;

export interface SplitLine {
  /** Without its line feed; only the beginning of a line that was too long. */
  readonly bytes: Buffer;
  readonly isTooLong: boolean;
  /** Offset just behind its line feed. */
  readonly end: number;
}

/**
 * Cuts a stream of bytes into lines at line feeds, so that a character of several bytes is never torn. Of a line
 * beyond `maxBytes` only the beginning is kept in memory.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #size = 0;
  #isTooLong = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the line that is not finished yet. */
  get pendingBytes(): number {
    return this.#size;
  }

  /** Takes the bytes at `offset`, which may be overwritten afterwards; returns the lines that end in them. */
  push(chunk: Buffer, offset: number): SplitLine[] {
    const lines: SplitLine[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LF, start);
      if (end < 0) break;
      this.#add(chunk.subarray(start, end), false);
      lines.push(this.#take(offset + end + 1));
      start = end + 1;
    }
    this.#add(chunk.subarray(start), true);
    return lines;
  }

  /** Returns what stands behind the last line feed, when it is certain that nothing follows. */
  flush(offset: number): SplitLine | undefined {
    return this.#size === 0 ? undefined : this.#take(offset);
  }

  #add(bytes: Buffer, mustCopy: boolean): void {
    this.#size += bytes.length;
    if (this.#isTooLong || bytes.length === 0) return;
    this.#parts.push(mustCopy ? Buffer.from(bytes) : bytes);
    if (this.#size <= this.#maxBytes) return;
    this.#isTooLong = true;
    this.#parts = [Buffer.from(Buffer.concat(this.#parts).subarray(0, HEAD_BYTES))];
  }

  #take(end: number): SplitLine {
    const bytes = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    const line = { bytes, isTooLong: this.#isTooLong, end };
    this.#parts = [];
    this.#size = 0;
    this.#isTooLong = false;
    return line;
  }
}
