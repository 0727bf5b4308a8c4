import type { Memory } from '../../src/memories/memory-service.ts';

/** Returns numbers in [0, 1), the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = 60_000;
const CJK_CHARACTERS = 3_000;
const WORDS_PER_NOTE = 40;
/** One note in this many is written in Chinese characters. */
const CJK_EVERY = 5;
const SYLLABLES = [
  'ba',
  'co',
  'da',
  'en',
  'fi',
  'go',
  'ha',
  'in',
  'ka',
  'lo',
  'mi',
  'na',
  'or',
  'pe',
  're',
  'sa',
  'ti',
  'un',
  've',
  'st',
];
const START = Date.UTC(2026, 0, 1);

/** Returns the word of a rank, 0 being the most frequent. */
export function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 20; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[(rest * 7 + word.length) % SYLLABLES.length];
  }
  return `${word}${rank % 3 === 0 ? 's' : ''}`;
}

/** Returns the Chinese character of a rank, 0 being the most frequent. */
export function characterOf(rank: number): string {
  return String.fromCharCode(0x4e00 + ((rank * 7) % 20_000));
}

/** Yields notes of about 40 words whose frequencies follow Zipf's law, one in five of Chinese characters. */
export function* makeNotes(count: number, seed = 1): Generator<Memory> {
  const random = seededRandom(seed);
  const word = zipf(WORDS, random);
  const character = zipf(CJK_CHARACTERS, random);
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  for (let number = 0; number < count; number += 1) {
    const words: string[] = [];
    const isCjk = number % CJK_EVERY === 0;
    while (words.length < WORDS_PER_NOTE)
      words.push(isCjk ? characterOf(character()) + characterOf(character()) : wordOf(word()));
    const at = new Date(START + number * 1000).toISOString();
    const resource = number % 10 === 0 ? [`resource:incident-${Math.floor(random() * 1000)}`] : [];
    yield {
      id: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
      space: 'local',
      host: number % 3 === 0 ? 'local' : `web-${number % 20}`,
      content: words.join(isCjk ? '' : ' '),
      tags: [`topic-${Math.floor(random() * 200)}`, ...resource],
      metadata: number % 4 === 0 ? { source: 'bench', number } : {},
      created_at: at,
      updated_at: at,
      version: 1,
    };
  }
}

/** Yields notes as short as the one that every introduction to a memory tool stores. */
export function* makeShortNotes(count: number): Generator<Memory> {
  for (const note of makeNotes(count))
    yield { ...note, content: 'triage notes', tags: ['incident-42', 'ops'], metadata: {} };
}

/** Queries by what makes them hard. The words are drawn from the corpus. */
export const QUERIES: Readonly<Record<string, string>> = {
  'rare word': wordOf(40_000),
  'two middling words': `${wordOf(300)} ${wordOf(500)}`,
  'most common word': wordOf(0),
  'three common words': `${wordOf(0)} ${wordOf(1)} ${wordOf(2)}`,
  'one-letter prefix': 's',
  'common word and one-letter prefix': `${wordOf(3)} k`,
  'two-letter prefix': wordOf(900).slice(0, 2),
  'Chinese two frequent characters': characterOf(0) + characterOf(1),
  'Chinese four frequent characters': [0, 1, 2, 3].map(characterOf).join(''),
  'phrase of common words': `${wordOf(0)}-${wordOf(1)}-${wordOf(2)}`,
  'common words of two languages': `${wordOf(0)} ${characterOf(0)}`,
  'hex digit': 'a',
  empty: '',
  'nothing found': 'zzzzzz',
};

function zipf(size: number, random: () => number): () => number {
  const sums = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank += 1) {
    sum += 1 / (rank + 2.7) ** 1.05;
    sums[rank] = sum;
  }
  return () => {
    const target = random() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] as number) < target) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
