import { type Line, parseLine } from '../lines/line.ts';
import { type JsonRecord, timeOf, toText } from '../transcripts/record-fields.ts';
import { roleOfRecord } from '../transcripts/record-role.ts';
import type { TranscriptFigures } from './transcript-figures.ts';

const NO_BYTES = Buffer.alloc(0);

/**
 * Tells when something happened last and on which branch, which is what the last record with a time says. Records are
 * only noted as they come; the last of a chunk is read.
 */
export class DatedLines {
  readonly #figures: TranscriptFigures;
  #bytes: Buffer = NO_BYTES;
  /** Begin and end of each line. */
  readonly #noted: number[] = [];

  constructor(figures: TranscriptFigures) {
    this.#figures = figures;
  }

  note({ bytes, start, end, isWhole }: Line): void {
    if (!isWhole) return;
    this.#bytes = bytes;
    this.#noted.push(start, end);
  }

  /** Takes a record that was parsed anyway, later than the lines that were noted. */
  take(record: JsonRecord): void {
    const time = timeOf(record);
    if (time === undefined) return;
    if (this.#takeBranch(record)) this.#noted.length = 0;
    else this.settle();
    this.#figures.updatedAt = time;
  }

  /** To be called before the bytes of the lines change. */
  settle(): void {
    let isDated = false;
    for (let at = this.#noted.length - 2; at >= 0; at -= 2) {
      const record = parseLine(this.#bytes, this.#noted[at] as number, this.#noted[at + 1] as number);
      const time = record === undefined || !isOfMain(record) ? undefined : timeOf(record);
      if (record === undefined || time === undefined) continue;
      if (!isDated) this.#figures.updatedAt = time;
      isDated = true;
      if (this.#takeBranch(record)) break;
    }
    this.#noted.length = 0;
    this.#bytes = NO_BYTES;
  }

  /** Returns false for a record that names no branch. */
  #takeBranch(record: JsonRecord): boolean {
    const branch = toText(record['gitBranch']);
    // `HEAD` is what Claude Code writes where there is no branch.
    if (branch === 'HEAD') delete this.#figures.gitBranch;
    else if (branch !== undefined) this.#figures.gitBranch = branch;
    return branch !== undefined;
  }
}

/** True for a record of user or assistant that is no sub-agent's. */
function isOfMain(record: JsonRecord): boolean {
  const role = roleOfRecord(record);
  return role !== undefined && record['type'] !== 'system' && record['isSidechain'] !== true;
}
