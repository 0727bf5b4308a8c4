import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, toStorageError } from '../storage/storage-errors.ts';

const NAME = /^(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d{0,8}))?\.jsonl$/;

/** A file of the access log: a UTC day, and which part of it, from 0. */
export interface LogFile {
  /** `2026-01-31` */
  readonly day: string;
  readonly part: number;
}

/** Returns the path: `YYYY-MM-DD.jsonl` is the first part of a day, `YYYY-MM-DD.1.jsonl` the second. */
export function logFilePath(folder: string, { day, part }: LogFile): string {
  return join(folder, part === 0 ? `${day}.jsonl` : `${day}.${part}.jsonl`);
}

/** Returns the file of that name, undefined for one that is none of ours. */
export function parseLogFileName(name: string): LogFile | undefined {
  const [, day, part = '0'] = NAME.exec(name) ?? [];
  if (day === undefined || Number.isNaN(Date.parse(day)) || dayOf(Date.parse(day)) !== day) return undefined;
  return { day, part: Number(part) };
}

/** Orders files by when they were written: below 0 when `a` is the older one. */
export function compareLogFiles(a: LogFile, b: LogFile): number {
  return a.day === b.day ? a.part - b.part : a.day < b.day ? -1 : 1;
}

/** Lists what bears the name of a log file, oldest first; nothing where there is no folder, or only a link to one. */
export async function listLogFiles(folder: string): Promise<readonly LogFile[]> {
  try {
    if (!(await lstat(folder)).isDirectory()) return [];
    const files = (await readdir(folder)).map(parseLogFileName).filter((file) => file !== undefined);
    return files.sort(compareLogFiles);
  } catch (error) {
    if (isMissing(error)) return [];
    throw toStorageError(error, 'Reading', folder);
  }
}

/** The UTC day of a time, `2026-01-31`; what no calendar has is the first day. */
export function dayOf(at: number): string {
  return at >= 0 && at < 253_402_300_800_000 ? new Date(at).toISOString().slice(0, 10) : '1970-01-01';
}

/** Returns the later one of two days. */
export function laterDay(a: string, b: string): string {
  const [, later = b] = [a, b].sort();
  return later;
}

export const DAY_MS = 24 * 3_600_000;
