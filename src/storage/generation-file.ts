import { openForReading, openForRepair } from './durable-files.ts';
import { type LineSink, type ScanResult, scanLines } from './line-scanner.ts';
import type { PlannedFile } from './replay-plan.ts';
import { newerSchema } from './storage-errors.ts';
import {
  isRecord,
  type JournalHeader,
  type SnapshotFooter,
  type SnapshotHeader,
  STORE_SCHEMA,
} from './store-schema.ts';

/** What a snapshot or journal was found to hold. */
export interface GenerationReport extends ScanResult {
  readonly file: PlannedFile;
  readonly header: JournalHeader | SnapshotHeader | undefined;
  readonly records: number;
  /** Count the footer promises; `undefined` without a footer. */
  readonly promised: number | undefined;
  /** `s` of the newest record, or what the header says when there is none; 0 when nothing does. */
  readonly lastSeq: number;
}

/**
 * Reads one file of a collection and hands over its intact lines.
 * @throws CodezError `unavailable` when a later version wrote it.
 */
export async function readGeneration(
  path: string,
  file: PlannedFile,
  sink: LineSink,
  limitBytes?: number,
): Promise<GenerationReport> {
  let header: JournalHeader | SnapshotHeader | undefined;
  let promised: number | undefined;
  let records = 0;
  let lastSeq = 0;
  const handle = await openForReading(path);
  try {
    const scan = await scanLines(
      handle,
      (lines, starts, ends) => {
        for (const line of lines) {
          if (isRecord(line)) {
            records++;
            if (line.s > lastSeq) lastSeq = line.s;
          } else if (line.codez === 'end') {
            promised = (line as SnapshotFooter).count;
          } else {
            header = line as JournalHeader | SnapshotHeader;
            if (header.schema > STORE_SCHEMA) throw newerSchema(path, header.schema, STORE_SCHEMA);
          }
        }
        sink(lines, starts, ends);
      },
      limitBytes,
    );
    return { ...scan, file, header, records, promised, lastSeq: Math.max(lastSeq, coveredSeq(header)) };
  } finally {
    await handle.close();
  }
}

function coveredSeq(header: JournalHeader | SnapshotHeader | undefined): number {
  if (header === undefined) return 0;
  return header.codez === 'snapshot' ? header.last_seq : header.first_seq - 1;
}

/**
 * Returns what is wrong with a file, in words; empty when all is well. An unfinished last line is lawful in the
 * journal that was written last (`isLast`): it was never acknowledged.
 */
export function problemsOf(report: GenerationReport, isLast: boolean): string[] {
  const problems = report.damaged.map(
    ({ offset, length }) => `bytes ${offset} to ${offset + length} do not carry their checksum`,
  );
  if (report.torn !== undefined && !isLast) {
    problems.push(`the last line is unfinished (${report.torn.length} bytes from ${report.torn.offset})`);
  }
  if (report.file.kind === 'snapshot') {
    if (report.promised === undefined) problems.push('the end is missing');
    else if (report.promised !== report.records) {
      problems.push(`${report.records} of ${report.promised} records are there`);
    }
  }
  return problems;
}

/** Returns how many records are missing between `lastSeq`, where the file before ended, and this journal. */
export function missingBefore(report: GenerationReport, lastSeq: number | undefined): number {
  if (lastSeq === undefined || report.header?.codez !== 'journal') return 0;
  return Math.max(0, report.header.first_seq - lastSeq - 1);
}

/** Cuts an unfinished last line off, durably. */
export async function cutTornTail(path: string, offset: number): Promise<void> {
  const handle = await openForRepair(path);
  try {
    await handle.truncate(offset);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes sure that what was just read from `path` is on disk, not only in the page cache of a crashed owner. */
export async function settle(path: string): Promise<void> {
  const handle = await openForRepair(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
