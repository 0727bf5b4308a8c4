import { CodezError } from '../core/errors.ts';
import type { LogFile } from './log-file.ts';

/** Between two rows of the log. */
export interface LogPosition {
  readonly file: LogFile;
  /** Bytes of the file before it; rows that are still in memory count as they will be written. */
  readonly offset: number;
  /** Which run of the log it comes from: what only that one held in memory may be lost to the next. */
  readonly run: string;
}

const TEXT = /^(\d{4}-\d{2}-\d{2})\.(\d{1,9})\.(\d{1,15})\.([0-9a-z]{1,16})$/;

export function renderPosition({ file, offset, run }: LogPosition): string {
  return `${file.day}.${file.part}.${offset}.${run}`;
}

/** @throws CodezError `invalid`; `name` is how the caller calls it */
export function parsePosition(text: string, name: 'cursor' | 'head'): LogPosition {
  const [, day, part, offset, run] = TEXT.exec(text) ?? [];
  if (day === undefined || run === undefined) {
    throw new CodezError(
      'invalid',
      `This is no ${name} of the access log`,
      name === 'cursor' ? 'Pass on `next` of an answer, or leave it out.' : 'Pass on `head` of an answer.',
      { fields: { [name === 'cursor' ? 'cursor' : 'after']: [`is no ${name} of the access log`] } },
    );
  }
  return { file: { day, part: Number(part) }, offset: Number(offset), run };
}
