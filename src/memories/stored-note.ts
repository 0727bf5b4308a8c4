import { noteKey } from './note-key.ts';
import { checkContent, checkMetadata, checkNoteId, cleanTags } from './note-rules.ts';

/** A space name: what stands before the slash of a note's key. */
const SPACE = /^[^/\s]{1,128}$/;

/**
 * Checks a note that comes from outside (an import) against all rules of a stored note.
 * @throws Error whose message names the field and what is wrong with it
 */
export function checkStoredNote(key: string, value: unknown): void {
  const note = value as Readonly<Record<string, unknown>>;
  const id = textOf(note, 'id');
  const space = textOf(note, 'space');
  if (!SPACE.test(space)) throw new Error('space: must be 1 to 128 characters without slash or white space');
  checkNoteId(id);
  if (key !== noteKey(space, id)) throw new Error(`key: must be ${noteKey(space, id)}`);
  if (textOf(note, 'host') === '') throw new Error('host: must not be empty');
  checkContent(textOf(note, 'content'));
  checkTags(note['tags']);
  const metadata = note['metadata'];
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw new Error('metadata: must be an object');
  }
  checkMetadata(metadata as Readonly<Record<string, unknown>>);
  for (const field of ['created_at', 'updated_at']) checkTime(field, textOf(note, field));
  if (note['expires_at'] !== undefined) checkTime('expires_at', textOf(note, 'expires_at'));
  if (!Number.isSafeInteger(note['version']) || (note['version'] as number) < 1) {
    throw new Error('version: must be a whole number from 1');
  }
}

function textOf(note: Readonly<Record<string, unknown>>, field: string): string {
  const text = note[field];
  if (typeof text !== 'string') throw new Error(`${field}: must be text`);
  return text;
}

function checkTags(tags: unknown): void {
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string'))
    throw new Error('tags: must be a list of text');
  if (cleanTags(tags).length !== tags.length) throw new Error('tags: a tag is there twice');
}

function checkTime(field: string, text: string): void {
  if (Number.isNaN(Date.parse(text)) || new Date(text).toISOString() !== text) {
    throw new Error(`${field}: must be a time as in 2026-01-31T12:00:00.000Z`);
  }
}
