import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import { emojiOf, pairOf, SCRIPT_NAMES, type ScriptName, scriptWord } from './scripts.ts';
import type { TextClass } from './text-classes.ts';
import type { CorpusTruth, ExpectedQuery } from './truth.ts';

/** A text to be written into a message, and the queries that must then find the message. */
export interface Planted {
  readonly text: string;
  readonly queries: readonly ExpectedQuery[];
}

const COMMON = ['ferrotide', 'quillmoor', 'ostrevane'];
const SYLLABLES = ['ta', 'mo', 'ri', 've', 'lu', 'ke', 'no', 'sa', 'pi', 'du', 'ga', 'fe', 'hi', 'jo', 'wu', 'ya'];

/** Makes texts that stand nowhere else and keeps the queries for them. */
export class Planter {
  readonly #truth: CorpusTruth;
  readonly #random: SeededRandom;
  readonly #limit: number;
  readonly #first: number;
  readonly #taken = new Set<string>();
  readonly #counts = new Map<TextClass, number>();
  #common: readonly ExpectedQuery[] | undefined;
  /** Share of the tree that is written, 0 to 1: texts are planted all over it. */
  progress = 0;

  /** `limit`: texts planted of each class; `first`: number of the first pair of characters or emoji. */
  constructor(truth: CorpusTruth, random: SeededRandom, limit: number, first = 0) {
    this.#first = first;
    this.#truth = truth;
    this.#random = random;
    this.#limit = limit;
  }

  /** How many texts of a class were planted. */
  count(kind: TextClass): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Returns a new text of a class; undefined when there are enough of them for what is written so far. */
  plant(kind: TextClass): Planted | undefined {
    const count = this.count(kind);
    if (!this.#isWanted(kind)) return undefined;
    this.#counts.set(kind, count + 1);
    return this.#make(kind, this.#first + count);
  }

  /** Returns one of the words that stand in many messages; undefined when it has been written often enough. */
  common(): Planted | undefined {
    this.#common ??= COMMON.map((word) => this.#expect('common', word, []));
    const query = this.#random.pick(this.#common);
    return query.places.length >= this.#limit * 20 ? undefined : { text: query.query, queries: [query] };
  }

  /** Returns a word for records that are no conversation; it must not be found. */
  absent(where: string): string {
    const query = this.#word();
    if (this.#truth.absent.filter((text) => text.where === where).length < this.#limit)
      this.#truth.absent.push({ query, where });
    return query;
  }

  /** Returns two words for two parts of one message; a query for both must find it. */
  pair(kind: 'two_blocks' | 'two_records'): readonly [Planted, Planted] | undefined {
    if (!this.#isWanted(kind)) return undefined;
    this.#counts.set(kind, this.count(kind) + 1);
    const [one, two] = [this.#word(), this.#word()];
    const query = this.#expect(kind, `${one} ${two}`, [`${two} ${one}`]);
    return [
      { text: one, queries: [] },
      { text: two, queries: [query] },
    ];
  }

  /**
   * Returns two texts for two messages: a phrase, and its words in another order. The phrase in quotes finds the first
   * alone, the words find both.
   */
  phrase(): readonly [Planted, Planted] | undefined {
    if (!this.#isWanted('phrase')) return undefined;
    this.#counts.set('phrase', this.count('phrase') + 1);
    const [a, b, c] = [this.#word(), this.#word(), this.#word()];
    const phrase = this.#expect('phrase', `"${a} ${b} ${c}"`, [`"${b} ${c}" ${a}`]);
    const words = this.#expect('scattered', `${a} ${b} ${c}`, [`${c} ${a.toUpperCase()} ${b}`]);
    const link = this.#random.pick([' ', ', ', '\n', ' – ']);
    return [
      { text: `${a}${link}${b} ${c}`, queries: [phrase, words] },
      { text: `${c} ${b} and ${a}`, queries: [words] },
    ];
  }

  #isWanted(kind: TextClass): boolean {
    const limit = kind === 'huge' ? 2 : this.#limit;
    return this.count(kind) < limit * Math.min(1, this.progress * 1.4 + 0.05);
  }

  #make(kind: TextClass, count: number): Planted {
    const plain = (text: string, query: string, variants: readonly string[] = []): Planted => ({
      text,
      queries: [this.#expect(kind, query, variants)],
    });
    if ((SCRIPT_NAMES as readonly string[]).includes(kind)) {
      const word = this.#unique(() => scriptWord(kind as ScriptName, this.#random, kind === 'han' ? 6 : 9));
      const upper = word.toUpperCase();
      // Neither ß nor a sigma at the end comes back from upper case.
      return plain(word, word, [word.normalize('NFD'), ...(upper.toLowerCase() === word ? [upper] : [])]);
    }
    if (kind === 'cjk2') return plain(pairOf(count), pairOf(count));
    if (kind === 'emoji') return plain(emojiOf(count), emojiOf(count));
    const word = this.#word();
    const number = this.#random.below(900) + 100;
    switch (kind) {
      case 'quoted':
        return plain(`she said "${word}" and 'so be it'; \\"${number}\\"`, word, [`"${word}"`]);
      case 'newline':
        return plain(`first\n${word}\tn${number}\r\nt\\n`, word);
      case 'escaped':
        return plain(`<b>${word}</b> é${word}ü \u{1F9A9}${number} C:\\\\new\\${word}`, word, [`é${word}ü`]);
      case 'code':
        return plain(`src/lib/${word}-${number}.test.ts:${number}`, `${word}-${number}.test.ts`, [`lib/${word}`]);
      case 'composed':
      case 'decomposed': {
        const form = kind === 'composed' ? 'NFC' : 'NFD';
        const written = `${word}éßçñä`.normalize(form);
        return plain(written, written.normalize('NFC'), [`${word}eßcna`, `${word}éßçñä`.normalize('NFD')]);
      }
      default:
        return plain(word, word, [word.toUpperCase()]);
    }
  }

  #expect(kind: TextClass, query: string, variants: readonly string[]): ExpectedQuery {
    const expected = { query, class: kind, variants, places: [] };
    this.#truth.queries.push(expected);
    return expected;
  }

  /** All of one length, so that none begins another. */
  #word(): string {
    return this.#unique(() => `zq${Array.from({ length: 5 }, () => this.#random.pick(SYLLABLES)).join('')}`);
  }

  #unique(make: () => string): string {
    let text = make();
    while (this.#taken.has(text)) text = make();
    this.#taken.add(text);
    return text;
  }
}
