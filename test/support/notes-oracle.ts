import type { Memory, MemoryQuery } from '../../src/memories/memory-service.ts';

/** The search of notes written down in the plainest way: every note is read, tokens come from one expression. */

const ALONE =
  '\\p{S}|\\p{scx=Han}|\\p{scx=Hira}|\\p{scx=Kana}|\\p{scx=Hang}|\\p{scx=Thai}|\\p{scx=Laoo}|\\p{scx=Khmr}|\\p{scx=Mymr}';
const TOKEN = new RegExp(`(?=[\\p{L}\\p{N}\\p{M}\\p{S}])(?:${ALONE})|(?:(?!${ALONE})[\\p{L}\\p{N}\\p{M}])+`, 'gu');

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
}

function tokens(text: string): string[] {
  return fold(text).match(TOKEN) ?? [];
}

function phrasesOf(query: string): string[][] {
  return fold(query)
    .split(/\s+/)
    .map(tokens)
    .filter((phrase) => phrase.length > 0);
}

/**
 * Places where `phrase` stands in `field`: 1 for each exact one, 0.5 where its last token is only a beginning. From
 * `madeAt` on, tokens are chance digits: beginnings of them count from four characters on.
 */
function occurrences(field: readonly string[], phrase: readonly string[], mayBePrefix: boolean, madeAt = 1e9): number {
  const wanted = phrase.at(-1) as string;
  let weight = 0;
  for (let start = 0; start + phrase.length <= field.length; start += 1) {
    const last = start + phrase.length - 1;
    if (phrase.slice(0, -1).some((token, index) => token !== field[start + index])) continue;
    if (field[last] === wanted) weight += 1;
    else if (mayBePrefix && field[last]?.startsWith(wanted) && (last < madeAt || wanted.length >= 4)) weight += 0.5;
  }
  return weight;
}

function count(note: Memory, phrase: readonly string[], mayBePrefix: boolean): number {
  const id = tokens(note.id);
  const isUuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(note.id);
  const madeAt = isUuid ? 0 : /:[0-9a-f]{8}$/.test(note.id) ? id.length - 1 : id.length;
  const inTags = note.tags.map((tag) => occurrences(tokens(tag), phrase, mayBePrefix));
  const inHead = inTags.reduce((sum, weight) => sum + weight, occurrences(id, phrase, mayBePrefix, madeAt));
  return 2 * inHead + occurrences(tokens(note.content), phrase, mayBePrefix);
}

function hasTag(note: Memory, wanted: string): boolean {
  const key = (tag: string): string =>
    /^resource:[\w.:-]{1,119}$/.test(tag) ? tag : tag.normalize('NFC').toLowerCase();
  return note.tags.some((tag) => key(tag) === key(wanted));
}

/** Returns the notes that match, newest first; `notes` come oldest first. */
export function findPlainly(
  notes: readonly Memory[],
  spaces: ReadonlySet<string>,
  query: Partial<MemoryQuery>,
): Memory[] {
  const phrases = phrasesOf(query.query ?? '');
  const wanted = [...(query.tags ?? []), ...(query.resource === undefined ? [] : [`resource:${query.resource}`])];
  return notes
    .filter((note) => spaces.has(note.space) && (query.space === undefined || note.space === query.space))
    .filter((note) => query.host === undefined || note.host === query.host)
    .filter((note) => wanted.every((tag) => hasTag(note, tag)))
    .filter((note) => phrases.every((phrase, index) => count(note, phrase, index === phrases.length - 1) > 0))
    .reverse();
}

/** Returns the matches (newest first) with their scores, best first: BM25 relative to the matches themselves. */
export function rankPlainly(matches: readonly Memory[], query: string): { id: string; score: number }[] {
  const phrases = phrasesOf(query);
  const lengths = matches.map(
    (note) =>
      [note.id, ...note.tags].reduce((sum, field) => sum + tokens(field).length + 1, 0) + tokens(note.content).length,
  );
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const counts = matches.map((note) => phrases.map((phrase, at) => count(note, phrase, at === phrases.length - 1)));
  const weights = phrases.map((_, at) => Math.log(1 + total / counts.reduce((sum, row) => sum + (row[at] ?? 0), 0)));
  return matches
    .map((note, row) => {
      const stretch = 1.2 * (0.4 + (0.6 * (lengths[row] ?? 0) * matches.length) / total);
      const parts = (counts[row] ?? []).map((found, at) => ((weights[at] ?? 0) * found * 2.2) / (found + stretch));
      return { id: note.id, score: parts.reduce((sum, part) => sum + part, 0) };
    })
    .sort((a, b) => b.score - a.score);
}
