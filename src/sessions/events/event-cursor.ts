import { CodezError } from '../../core/errors.ts';

/** Digits (base 36) of a place in the log: enough until the year 2255. */
const SEQ_DIGITS = 11;
const CURSOR = /^([0-9a-z]{6})([0-9a-z]{11})$/;

/**
 * A place in the log grows with time: it is at least the microseconds since the epoch at which its event was
 * taken, so that a moment is a place too, and a server that starts again needs to know no number.
 */
export const SEQS_PER_MS = 1000;

/** Returns the six characters that tell the cursors of one store from those of another. */
export function toLogId(storeId: string): string {
  return storeId
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .padEnd(6, '0')
    .slice(0, 6);
}

/** Returns the cursor behind the event `seq`; cursors of one log sort as texts as their events do. */
export function renderCursor(logId: string, seq: number): string {
  return logId + seq.toString(36).padStart(SEQ_DIGITS, '0');
}

/** @throws CodezError `invalid` for what is no cursor of this log */
export function parseCursor(logId: string, cursor: string): number {
  const match = CURSOR.exec(cursor);
  const seq = match?.[1] === logId ? Number.parseInt(match[2] as string, 36) : Number.NaN;
  if (Number.isSafeInteger(seq)) return seq;
  throw new CodezError('invalid', 'cursor: is none of this server’s', 'Pass on a cursor as it was given, or none.', {
    fields: { cursor: ['is none that this server gave out'] },
  });
}
