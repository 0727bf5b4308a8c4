import { parseBounded } from '../../lines/parse-bounded.ts';
import { openPlainFile, type PlainFile } from '../plain-files.ts';
import type { AppendedRecord, TranscriptAppend, TranscriptFile } from '../transcript-watch.ts';

const NEWLINE = 0x0a;
/** Bytes read at a time. */
const WINDOW = 1024 * 1024;
/** Longer lines are passed over. */
const MAX_LINE = 32 * 1024 * 1024;
/** Bytes before the offset that tell whether a file that was replaced goes on where the one before it was read to. */
const ANCHOR = 64;

/** Reads what is appended to one transcript: every whole line once, whatever pieces it comes in. */
export class FollowedFile {
  readonly file: TranscriptFile;
  /** Where the first line begins that was not handed on. */
  #offset: number;
  /** Up to here there is no end of that line. */
  #scanned = 0;
  #anchor: Buffer | undefined;
  /** True when `#offset` may lie within a line. */
  #isUnsure: boolean;
  /** More than this is passed over at the next read. */
  #maxGap: number | undefined;

  constructor(file: TranscriptFile, offset: number, maxGap?: number) {
    this.file = file;
    this.#offset = offset;
    this.#isUnsure = offset > 0;
    this.#maxGap = maxGap;
  }

  /** Where the first line begins that was not handed on or passed over. */
  get offset(): number {
    return this.#offset;
  }

  /** Passes over all whole lines that are there. */
  async skip(): Promise<void> {
    const opened = await openPlainFile(this.file.path);
    if (opened === undefined) return;
    try {
      await this.#skipOver(opened);
    } finally {
      await opened.close();
    }
  }

  /** Hands on all whole lines that are new. */
  async read(onAppend: (append: TranscriptAppend) => void): Promise<void> {
    const opened = await openPlainFile(this.file.path);
    if (opened === undefined) return;
    try {
      await this.#locate(opened);
      if (this.#maxGap !== undefined && opened.stats.size - this.#offset > this.#maxGap) {
        const startOffset = this.#offset;
        const skippedBytes = await this.#skipOver(opened);
        const bornAtMs = opened.stats.birthtimeMs;
        onAppend({ ...this.file, startOffset, endOffset: this.#offset, records: [], skippedBytes, bornAtMs });
      }
      this.#maxGap = undefined;
      await this.#readLines(opened, onAppend);
    } finally {
      await opened.close();
    }
  }

  async #readLines(opened: PlainFile, onAppend: (append: TranscriptAppend) => void): Promise<void> {
    const { size } = opened.stats;
    while (this.#offset < size) {
      const window = await readAt(opened, this.#offset, Math.min(WINDOW, size - this.#offset));
      const end = window.lastIndexOf(NEWLINE) + 1;
      if (end > 0) this.#handOn(window.subarray(0, end), opened.stats.birthtimeMs, onAppend);
      else if (!(await this.#readLongLine(opened, onAppend))) break;
    }
  }

  /** Reads one line that fills the window, or remembers how much of it is there; returns whether it was whole. */
  async #readLongLine(opened: PlainFile, onAppend: (append: TranscriptAppend) => void): Promise<boolean> {
    const { size } = opened.stats;
    let at = Math.max(this.#scanned, this.#offset);
    while (at < size) {
      const window = await readAt(opened, at, Math.min(WINDOW, size - at));
      if (window.length === 0) break;
      const found = window.indexOf(NEWLINE);
      if (found === -1) {
        at += window.length;
        continue;
      }
      const length = at + found + 1 - this.#offset;
      if (length > MAX_LINE) this.#moveTo(this.#offset + length, window.subarray(0, found + 1));
      else this.#handOn(await readAt(opened, this.#offset, length), opened.stats.birthtimeMs, onAppend);
      return true;
    }
    this.#scanned = at;
    return false;
  }

  #handOn(lines: Buffer, bornAtMs: number, onAppend: (append: TranscriptAppend) => void): void {
    const startOffset = this.#offset;
    const records: AppendedRecord[] = [];
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(NEWLINE, start);
      if (end === -1) break;
      const value = parseBounded(lines, start, end);
      if (value !== undefined) records.push({ value, endOffset: startOffset + end + 1 });
      start = end + 1;
    }
    this.#moveTo(startOffset + lines.length, lines);
    onAppend({ ...this.file, startOffset, endOffset: this.#offset, records, bornAtMs });
  }

  /** Goes on at `offset`; `before` are the bytes that end there. */
  #moveTo(offset: number, before: Buffer): void {
    this.#offset = offset;
    this.#scanned = offset;
    this.#anchor = Buffer.from(before.subarray(-ANCHOR));
  }

  /** Goes back to the beginning when the file has shrunk or does not hold any more what was read last. */
  async #locate(opened: PlainFile): Promise<void> {
    if (opened.stats.size < this.#offset || !(await this.#beginsTheSame(opened))) {
      this.#offset = 0;
      this.#scanned = 0;
      this.#anchor = undefined;
    } else if (this.#isUnsure) {
      this.#offset = await lineStart(opened, this.#offset);
      this.#scanned = this.#offset;
    }
    this.#isUnsure = false;
  }

  async #beginsTheSame(opened: PlainFile): Promise<boolean> {
    if (this.#anchor === undefined) return true;
    const { length } = this.#anchor;
    return (await readAt(opened, this.#offset - length, length)).equals(this.#anchor);
  }

  async #skipOver(opened: PlainFile): Promise<number> {
    const before = this.#offset;
    const end = await lineStart(opened, opened.stats.size);
    this.#isUnsure = false;
    this.#moveTo(end, await readAt(opened, Math.max(0, end - ANCHOR), Math.min(end, ANCHOR)));
    return Math.max(0, end - before);
  }
}

/** Returns where the line begins that `offset` lies in; `offset` itself where that cannot be found. */
async function lineStart(opened: PlainFile, offset: number): Promise<number> {
  for (let length = 256; ; length *= 16) {
    const from = Math.max(0, offset - length);
    const bytes = await readAt(opened, from, offset - from);
    const newline = bytes.lastIndexOf(NEWLINE);
    if (newline !== -1) return from + newline + 1;
    if (from === 0) return 0;
    if (length >= WINDOW) return offset;
  }
}

async function readAt(opened: PlainFile, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, await opened.read(buffer, position));
}
