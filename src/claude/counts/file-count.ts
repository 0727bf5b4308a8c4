import { MAX_LINE_BYTES } from '../lines/line.ts';
import { type FileFigures, FileTally } from './file-tally.ts';
import { type FileStamp, isSameFile, OpenFile } from './open-file.ts';

const LF = 0x0a;
/** Fits into the processor's cache together with what is made of it. */
const CHUNK_BYTES = 512 * 1024;
const MARK_BYTES = 64;

/** What is known of one file, and how far it has been counted; plain data. */
export interface FileCount {
  readonly stamp: FileStamp;
  /** Offset behind the last whole line, where the next count goes on. */
  readonly offset: number;
  /** The last bytes before it, as Latin-1: where they still stand the file has only grown. */
  readonly mark: string;
  readonly figures: FileFigures;
}

/** The count of a file under way: a chunk with each step, so that other work can be done in between. */
export class FileCounting {
  readonly #file: OpenFile;
  readonly #tally: FileTally;
  readonly #pool: ChunkPool;
  #buffer: Buffer;
  /** File offset of the buffer's first byte. */
  #base: number;
  /** Bytes at the beginning of the buffer that belong to a line not yet ended. */
  #kept = 0;
  /** Inside of a line that is too long to be held. */
  #isSkipping = false;
  #isOver = false;
  #offset: number;
  #mark: string;

  private constructor(file: OpenFile, pool: ChunkPool, before: FileCount | undefined) {
    this.#file = file;
    this.#pool = pool;
    this.#tally = new FileTally(before?.figures);
    this.#offset = before?.offset ?? 0;
    this.#mark = before?.mark ?? '';
    this.#base = this.#offset;
    this.#buffer = pool.take();
  }

  /** Goes on from `before` where the file has only grown since; undefined for what is no file or may not be read. */
  static of(path: string, pool: ChunkPool, before?: FileCount): FileCounting | undefined {
    const file = OpenFile.at(path);
    if (file === undefined) return undefined;
    const isGrown = before !== undefined && hasGrown(file, before);
    return new FileCounting(file, pool, isGrown ? before : undefined);
  }

  /** Bytes that were still to be read at the beginning of this step. */
  get left(): number {
    return this.#isOver ? 0 : this.#file.stamp.size - this.#base - this.#kept;
  }

  /** Counts one chunk; false when the file, as it was when it was opened, is at its end. */
  step(): boolean {
    const { size } = this.#file.stamp;
    const position = this.#base + this.#kept;
    const room = Math.min(this.#buffer.length, this.#kept + size - position);
    const bytes = this.#isOver || room <= this.#kept ? 0 : this.#file.read(this.#buffer, this.#kept, room, position);
    this.#isOver = bytes === 0;
    if (!this.#isOver) this.#take(this.#kept + bytes);
    return !this.#isOver;
  }

  /** Gives the file up and tells what was counted. */
  close(): FileCount {
    this.#file.close();
    this.#pool.give(this.#buffer);
    return { stamp: this.#file.stamp, offset: this.#offset, mark: this.#mark, figures: this.#tally.figures };
  }

  #take(filled: number): void {
    // Without it a search would go on through what an earlier file has left in the buffer.
    const chunk = this.#buffer.subarray(0, filled);
    let start = 0;
    for (let end = chunk.indexOf(LF, this.#kept); end >= 0; end = chunk.indexOf(LF, start)) {
      if (this.#isSkipping) this.#isSkipping = false;
      else this.#tally.addLine(chunk, start, end);
      start = end + 1;
    }
    if (start > 0) {
      this.#offset = this.#base + start;
      this.#mark = chunk.toString('latin1', Math.max(0, start - MARK_BYTES), start);
    }
    if (this.#isSkipping) start = filled;
    else if (start === 0 && filled >= MAX_LINE_BYTES) {
      this.#tally.addLine(chunk, 0, filled, false);
      this.#isSkipping = true;
      start = filled;
    }
    this.#tally.settle();
    this.#keep(start, filled);
  }

  /** Moves what is left of the chunk to the beginning of a buffer that has room for more. */
  #keep(start: number, filled: number): void {
    this.#kept = filled - start;
    this.#base += start;
    if (this.#kept === this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
      this.#buffer.copy(larger, 0, 0, this.#kept);
      this.#buffer = larger;
    } else this.#buffer.copyWithin(0, start, filled);
  }
}

/** Buffers that are handed from one file to the next. */
export class ChunkPool {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }

  give(buffer: Buffer): void {
    if (buffer.length === CHUNK_BYTES && this.#free.length < 2) this.#free.push(buffer);
  }
}

function hasGrown(file: OpenFile, { stamp, offset, mark }: FileCount): boolean {
  if (!isSameFile(file.stamp, stamp) || file.stamp.size <= stamp.size) return false;
  const bytes = Buffer.alloc(mark.length);
  const read = file.read(bytes, 0, mark.length, offset - mark.length);
  return read === mark.length && bytes.toString('latin1') === mark;
}
