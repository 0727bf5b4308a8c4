import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';

const WORDS = 50_000;
const ONSETS = ['b', 'c', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'w', 'br', 'st', 'tr', 'ch'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou'];
const CODAS = ['', '', 'n', 'r', 's', 't', 'l', 'nd', 'ng'];
const VERBS = ['read', 'parse', 'find', 'open', 'merge', 'build', 'render', 'count'];
const MAX_POOL = 6 * 1024 * 1024;

/**
 * Text that looks like what people, models and tools write: words whose frequencies follow Zipf's law, and the paths,
 * ids and numbers of programs. Long texts are cut from pools that are made once.
 */
export class Vocabulary {
  readonly #random: SeededRandom;
  readonly #words: string[];
  /** Alias table: a draw costs two numbers whatever the size. */
  readonly #chance = new Float64Array(WORDS);
  readonly #alias = new Uint32Array(WORDS);
  readonly #prose: string;
  readonly #output: string;
  readonly #instructions: string;

  /** `bytes`: about how much will be written with it; it decides how large the pools are. */
  constructor(random: SeededRandom, bytes: number) {
    this.#random = random;
    this.#words = Array.from({ length: WORDS }, (_, rank) => wordOf(rank));
    this.#weigh();
    const pool = Math.min(MAX_POOL, Math.max(128 * 1024, bytes / 8));
    this.#prose = this.#fill(pool, () => this.#sentence());
    this.#output = this.#fill(pool, () => this.#outputLine());
    this.#instructions = this.#fill(64 * 1024, () => `${this.#sentence()}\n - **"${this.word()}"**: `);
  }

  word(): string {
    const slot = this.#random.below(WORDS);
    const rank = this.#random.next() < (this.#chance[slot] as number) ? slot : (this.#alias[slot] as number);
    return this.#words[rank] as string;
  }

  /** About so many characters of sentences, whole words. */
  prose(length: number): string {
    return this.#cut(this.#prose, length);
  }

  /** About so many characters of what tools print, with an id in each 2,000 that stands nowhere else. */
  output(length: number): string {
    if (length <= 2000) return this.#cut(this.#output, length);
    const parts: string[] = [];
    for (let left = length; left > 0; left -= 2000) {
      parts.push(this.#cut(this.#output, Math.min(left, 1950)), `\n${this.hex(12)} ${this.#random.below(1e9)}\n`);
    }
    return parts.join('');
  }

  /** What Claude Code is told besides the conversation: always the same. */
  instructions(length: number): string {
    return this.#instructions.slice(0, length);
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits)
      text += this.#random
        .below(2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  }

  uuid(): string {
    const text = this.hex(32);
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`;
  }

  /** Path of a source file below a folder. */
  path(folder: string): string {
    return `${folder}/src/${this.word()}/${this.word()}-${this.word()}.ts`;
  }

  #cut(pool: string, length: number): string {
    const wanted = Math.min(length, pool.length - 200);
    const from = pool.indexOf(' ', this.#random.below(Math.max(1, pool.length - wanted - 100))) + 1;
    const to = pool.indexOf(' ', from + wanted);
    return pool.slice(from, to < 0 ? from + wanted : to);
  }

  #fill(length: number, next: () => string): string {
    const parts: string[] = [];
    for (let filled = 0; filled < length; ) {
      const part = next();
      parts.push(part);
      filled += part.length;
    }
    return parts.join('');
  }

  #sentence(): string {
    const words = Array.from({ length: 4 + this.#random.below(14) }, () => this.word());
    const first = words[0] as string;
    words[0] = first[0]?.toUpperCase() + first.slice(1);
    if (this.#random.chance(0.1)) words[1] = `"${words[1]}"`;
    if (this.#random.chance(0.1)) words[2] = `\`${words[2]}_${words[3]}()\``;
    return `${words.join(' ')}${this.#random.pick(['. ', '. ', '.\n', ', ', ': '])}`;
  }

  #outputLine(): string {
    const number = this.#random.below(1000);
    const [one, two] = [this.word(), this.word()];
    return this.#random.pick([
      () => `src/${one}/${two}.ts:${number}: ${this.#random.pick(VERBS)}(${this.word()}, "${this.word()}") \n`,
      () => `  const ${one}_${two} = ${this.word()}.${this.#random.pick(VERBS)}(${number}); \n`,
      () => `${this.hex(8)} ${one} ${two} ${number} ${this.word()} \n`,
      () => `ok ${number} - ${one} ${two} ${this.word()} (${number}ms) \n`,
      () => `\t"${one}": "${two}", \n`,
      () => `${this.word()} ${this.word()} ${this.word()} ${this.word()} ${this.word()} ${this.word()} \n`,
    ])();
  }

  #weigh(): void {
    const shares = Float64Array.from({ length: WORDS }, (_, rank) => 1 / (rank + 2.7) ** 1.05);
    const sum = shares.reduce((total, share) => total + share, 0);
    const [small, large]: [number[], number[]] = [[], []];
    shares.forEach((share, rank) => {
      shares[rank] = (share * WORDS) / sum;
      ((shares[rank] as number) < 1 ? small : large).push(rank);
    });
    this.#chance.fill(1);
    while (small.length > 0 && large.length > 0) {
      const less = small.pop() as number;
      const more = large.at(-1) as number;
      this.#chance[less] = shares[less] as number;
      this.#alias[less] = more;
      shares[more] = (shares[more] as number) + (shares[less] as number) - 1;
      if ((shares[more] as number) < 1) small.push(large.pop() as number);
    }
  }
}

/** The word of a rank, the frequent ones short; none begins with `zq`, which is how planted words begin. */
function wordOf(rank: number): string {
  let word = '';
  let rest = rank;
  do {
    const onset = ONSETS[rest % ONSETS.length] as string;
    rest = Math.floor(rest / ONSETS.length);
    const vowel = VOWELS[rest % VOWELS.length] as string;
    rest = Math.floor(rest / VOWELS.length);
    word += onset + vowel;
  } while (rest > 0);
  return word + (CODAS[rank % CODAS.length] as string);
}
