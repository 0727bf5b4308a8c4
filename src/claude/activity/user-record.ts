import { type JsonRecord, toRecord } from '../transcripts/record-fields.ts';
import type { MessagePart } from './activity.ts';

/**
 * Returns true for a user record that shows what a person (or a program in a person's place) wrote: not what Claude
 * Code adds for the model, nor the news that a task in the background has ended.
 */
export function isPersonsRecord(record: JsonRecord): boolean {
  if (record['isMeta'] === true || record['isSynthetic'] === true || record['isCompactSummary'] === true) return false;
  return toRecord(record['origin'])?.['kind'] !== 'task-notification';
}

/** Returns true for the note that an interrupted turn leaves behind. */
export function isInterruptNote(part: MessagePart): boolean {
  return part.type === 'text' && part.text.startsWith('[Request interrupted by user');
}
