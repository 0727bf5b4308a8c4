import { CodezError } from '../core/errors.ts';
import { isResourceTag, tagKey } from './note-tags.ts';

export const NOTE_ID = /^[A-Za-z0-9._:-]{1,128}$/;
export const RESOURCE_ID = /^[A-Za-z0-9._:-]{1,119}$/;
export const MAX_CONTENT_CHARACTERS = 32_000;
/** White space around the content is stored too; this bounds it. */
const MAX_SURROUNDING_CHARACTERS = 4_000;
export const MAX_TAGS = 32;
export const MAX_TAG_CHARACTERS = 64;
export const MAX_RESOURCE_TAGS = 64;
export const MAX_METADATA_BYTES = 16 * 1024;
export const MAX_QUERY_CHARACTERS = 1_000;
export const MAX_QUERY_WORDS = 64;
/** Ten years. */
export const MAX_EXPIRES_IN_SECONDS = 315_360_000;

/** Returns the error of an argument that breaks a rule; `problem` names the limit. */
export function invalidField(field: string, problem: string, hint: string): CodezError {
  return new CodezError('invalid', `${field}: ${problem}`, hint, { fields: { [field]: [problem] } });
}

/** @throws CodezError `invalid` unless `id` is 1 to 128 of the characters `A-Z a-z 0-9 . _ : -` */
export function checkNoteId(id: string, field = 'id'): void {
  if (NOTE_ID.test(id)) return;
  throw invalidField(
    field,
    'must be 1 to 128 of the characters A-Z a-z 0-9 . _ : -',
    'Choose another id, or leave it out to get one.',
  );
}

/** @throws CodezError `invalid` unless `id` is 1 to 119 of an id's characters */
export function checkResourceId(id: string): void {
  if (RESOURCE_ID.test(id)) return;
  throw invalidField(
    'resource_id',
    'must be 1 to 119 of the characters A-Z a-z 0-9 . _ : -',
    'Choose another resource_id.',
  );
}

/** @throws CodezError `invalid` unless `content` is 1 to 32,000 characters (code points) without surrounding space */
export function checkContent(content: string, field = 'content'): void {
  const trimmed = content.trim();
  if (trimmed === '') {
    throw invalidField(field, 'must hold 1 to 32,000 characters besides white space', 'Give some text.');
  }
  if (isLonger(trimmed, MAX_CONTENT_CHARACTERS)) {
    throw invalidField(field, 'must be at most 32,000 characters', 'Split it into several notes.');
  }
  if (content.length - trimmed.length > MAX_SURROUNDING_CHARACTERS) {
    throw invalidField(field, 'must have at most 4,000 characters of white space around it', 'Trim it.');
  }
}

/** Returns the tags as they are stored: trimmed, without duplicates. @throws CodezError `invalid` beyond the limits */
export function cleanTags(tags: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const given of tags) {
    const tag = given.trim();
    if (tag === '' || (!isResourceTag(tag) && isLonger(tag, MAX_TAG_CHARACTERS))) {
      throw invalidField('tags', 'each tag must be 1 to 64 characters', 'Shorten or drop the tag.');
    }
    const key = tagKey(tag);
    if (!kept.has(key)) kept.set(key, tag);
  }
  const clean = [...kept.values()];
  const resources = clean.filter(isResourceTag).length;
  if (clean.length - resources > MAX_TAGS) throw invalidField('tags', 'must be at most 32 tags', 'Drop some tags.');
  if (resources > MAX_RESOURCE_TAGS) {
    throw invalidField('tags', 'must be at most 64 tags of the form resource:{id}', 'Drop some tags.');
  }
  return clean;
}

/** @throws CodezError `invalid` when the JSON of `metadata` exceeds 16 KiB or holds a number it cannot keep */
export function checkMetadata(metadata: Readonly<Record<string, unknown>>): void {
  const bytes = Buffer.byteLength(JSON.stringify(metadata, refuseUnbounded));
  if (bytes <= MAX_METADATA_BYTES) return;
  throw invalidField('metadata', `must be at most 16 KiB of JSON, got ${bytes} bytes`, 'Move text into the content.');
}

/** A number like 1e400 has become infinite on its way here, and JSON would keep it as null. */
function refuseUnbounded(name: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw invalidField('metadata', `${name} holds a number too large to keep`, 'Send such numbers as strings.');
}

/** @throws CodezError `invalid` unless it is a whole number of seconds from 1 to ten years */
export function checkExpiresIn(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_EXPIRES_IN_SECONDS) return;
  throw invalidField('expires_in', 'must be 1 to 315360000 seconds', 'Leave it out for a note that stays.');
}

/** @throws CodezError `invalid` when the query is too long to be run */
export function checkQuery(query: string, words: number): void {
  if (isLonger(query, MAX_QUERY_CHARACTERS)) {
    throw invalidField('query', 'must be at most 1,000 characters', 'Ask with fewer words.');
  }
  if (words > MAX_QUERY_WORDS) throw invalidField('query', 'must be at most 64 words', 'Ask with fewer words.');
}

/** Returns true when `text` has more than `limit` code points. */
function isLonger(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  if (text.length > 2 * limit) return true;
  let count = 0;
  for (const _ of text) count += 1;
  return count > limit;
}
