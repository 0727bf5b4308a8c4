import { compareLogFiles, DAY_MS, dayOf, type LogFile, laterDay } from './log-file.ts';

/** A file that is written, or is about to be. */
export interface TargetFile extends LogFile {
  readonly day: string;
  part: number;
  /** Bytes on disk. */
  written: number;
  /** Bytes of rows for it, the waiting ones included. */
  planned: number;
  /** It ends in the middle of a line, which is closed off before the next row. */
  isTorn: boolean;
  /** There is such a file already. */
  exists: boolean;
  /** The UTC day by the clock when the file was begun; its name is of a later day where the clock was ahead. */
  begunOn: string;
}

/** Lines that are written at once. */
export interface RowBatch {
  readonly file: TargetFile;
  readonly lines: string[];
  bytes: number;
  isSealed: boolean;
}

/** A line in memory, and where its file will have it. */
export interface WaitingLine {
  readonly file: LogFile;
  readonly start: number;
  readonly end: number;
  readonly line: string;
}

export interface RowQueueOptions {
  /** Bytes of a batch. */
  readonly batchBytes: number;
  /** Bytes that wait at most. */
  readonly maxBytes: number;
  /** Bytes of a file from which the next part is begun. */
  readonly partBytes: number;
}

/** The rows that wait to be written, in order, and the file each of them goes to. */
export class RowQueue {
  readonly #options: RowQueueOptions;
  #batches: RowBatch[] = [];
  #file: TargetFile;
  #bytes = 0;
  #dayStart = 0;
  #today = '';

  constructor(file: TargetFile, options: RowQueueOptions) {
    this.#file = file;
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The file of the next row. */
  get file(): TargetFile {
    return this.#file;
  }

  get first(): RowBatch | undefined {
    return this.#batches[0];
  }

  /** Adds a line; false when too much waits already. */
  add(line: string, now: number): boolean {
    const bytes = Buffer.byteLength(line);
    if (this.#bytes + bytes > this.#options.maxBytes) return false;
    this.#chooseFile(bytes, now);
    const file = this.#file;
    let batch = this.#batches.at(-1);
    if (batch === undefined || batch.isSealed || batch.file !== file) {
      this.seal();
      batch = { file, lines: [], bytes: 0, isSealed: false };
      this.#batches.push(batch);
    }
    batch.lines.push(line);
    batch.bytes += bytes;
    if (batch.bytes >= this.#options.batchBytes) batch.isSealed = true;
    this.#bytes += bytes;
    file.planned += bytes;
    return true;
  }

  /** Lets nothing more into the batches there are. */
  seal(): void {
    const last = this.#batches.at(-1);
    if (last !== undefined) last.isSealed = true;
  }

  /** Takes the first batch off, once it is written. */
  shift(): void {
    this.#bytes -= this.#batches.shift()?.bytes ?? 0;
  }

  /** Returns the waiting lines in order, with their places. */
  waiting(): readonly WaitingLine[] {
    const found: WaitingLine[] = [];
    let start = 0;
    let last: TargetFile | undefined;
    for (const { file, lines } of this.#batches) {
      if (file !== last) start = endOf(file);
      last = file;
      for (const line of lines) {
        const end = start + Buffer.byteLength(line);
        found.push({ file: { day: file.day, part: file.part }, start, end, line });
        start = end;
      }
    }
    return found;
  }

  /** Returns where the next row will stand. */
  end(): { readonly file: LogFile; readonly offset: number } {
    const file = this.#file;
    const waiting = this.#batches.reduce((sum, batch) => (batch.file === file ? sum + batch.bytes : sum), 0);
    return { file: { day: file.day, part: file.part }, offset: endOf(file) + waiting };
  }

  /**
   * Files go on from the newest there is, however the clock is set: what is later in the log never stands in an
   * earlier file. A day by the clock ends a file, and so does its size.
   */
  #chooseFile(bytes: number, now: number): void {
    const file = this.#file;
    const today = this.#dayOf(now);
    // The clock was far ahead when the file was begun: its days are those of the clock from now on.
    if (Date.parse(file.begunOn) - Date.parse(today) > DAY_MS) file.begunOn = today;
    const isOver = file.planned > 0 && file.planned + bytes > this.#options.partBytes;
    if (!isOver && today <= file.begunOn) return;
    const day = laterDay(today, file.day);
    const part = day === file.day ? file.part + 1 : 0;
    this.#file = { day, part, written: 0, planned: 0, isTorn: false, exists: false, begunOn: today };
  }

  #dayOf(now: number): string {
    if (now < this.#dayStart || now >= this.#dayStart + DAY_MS || this.#today === '') {
      this.#today = dayOf(now);
      this.#dayStart = Date.parse(this.#today);
    }
    return this.#today;
  }
}

/** Where the next row of the file is written. */
function endOf({ written, isTorn }: TargetFile): number {
  return written + Number(isTorn);
}

/** True for what stands in an earlier file or before `offset` of the same. */
export function isBefore({ file, start }: WaitingLine, limit: { file: LogFile; offset: number }): boolean {
  return (compareLogFiles(file, limit.file) || start - limit.offset) < 0;
}
