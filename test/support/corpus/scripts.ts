import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';

/** How a script is written: its letters, and whether white space stands between words. */
interface Script {
  readonly letters: string;
  readonly isSpaced: boolean;
}

/** Scripts of the planted words, by name. */
export const SCRIPTS = {
  latin: { letters: 'aàâäãåbcçdeéèêëfghiíïjklłmnñoóöõøpqrsšßtuúüvwxyýzž', isSpaced: true },
  cyrillic: { letters: 'абвгдежзиклмнопрстуфхцчшщыэюя', isSpaced: true },
  greek: { letters: 'αβγδεζηθικλμνξοπρστυφχψω', isSpaced: true },
  hebrew: { letters: 'אבגדהוזחטיכלמנסעפצקרשת', isSpaced: true },
  arabic: { letters: 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي', isSpaced: true },
  devanagari: { letters: 'कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह', isSpaced: true },
  hangul: { letters: '가나다라마바사아자차카타파하고노도로모보소오조초구누두루무부', isSpaced: true },
  han: {
    letters: '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面',
    isSpaced: false,
  },
  kana: {
    letters: 'あいうえおかきくけこさしすせそたちつてとなにぬねのアイウエオカキクケコサシスセソがぎぐげご',
    isSpaced: false,
  },
  thai: { letters: 'กขคงจฉชซญดตถทธนบปผฝพฟภมยรลวสหอะาิีุูเแโ', isSpaced: false },
} as const satisfies Record<string, Script>;

export type ScriptName = keyof typeof SCRIPTS;
export const SCRIPT_NAMES = Object.keys(SCRIPTS) as readonly ScriptName[];

const VOWEL_SIGNS = 'ािीुूेैोौ';
/** Characters that only planted pairs use: no text elsewhere has them. */
const PAIR_START = 0x7000;
const PAIR_CHARACTERS = 256;
const EMOJI = [...'🦩🪿🦚🦜🦢🦭🐙🦑🪼🦔🦦🦥🦨🦫🪲🦋🐞🪻🌵🪸🍄🌰🥝🥥🫐🍆🫑🥨🧇🧀🍿🧊🛶⛵🚁🛰🪂🎈🧭🎻'];
const ZWJ_EMOJI = ['👩‍🚀', '👨‍👩‍👧‍👦', '🧑🏽‍🔬', '🏳️‍🌈', '👩🏿‍💻', '🐻‍❄️'];

/** A word of a script; natural ones are shorter than planted ones, so that none is another. */
export function scriptWord(name: ScriptName, random: SeededRandom, length = 2 + random.below(5)): string {
  const letters = [...SCRIPTS[name].letters];
  let word = '';
  for (let count = 0; count < length; count += 1) {
    word += random.pick(letters);
    if (name === 'devanagari' && count % 2 === 1) word += random.pick([...VOWEL_SIGNS]);
  }
  // A vowel sign cannot begin a word.
  return name === 'thai' ? `ก${word}` : word;
}

/** A sentence of a script. */
export function scriptText(name: ScriptName, random: SeededRandom, words: number): string {
  const written = Array.from({ length: words }, () => scriptWord(name, random));
  if (SCRIPTS[name].isSpaced) return written.join(' ');
  return written.map((word) => (random.chance(0.15) ? `${word}${name === 'thai' ? ' ' : '、'}` : word)).join('');
}

/** The pair of a number: two Chinese characters that stand side by side nowhere else. */
export function pairOf(number: number): string {
  const first = PAIR_START + (number % PAIR_CHARACTERS);
  const second = PAIR_START + PAIR_CHARACTERS + Math.floor(number / PAIR_CHARACTERS);
  return String.fromCharCode(first, second);
}

/** The emoji of a number: two or three that stand side by side nowhere else. */
export function emojiOf(number: number): string {
  const pair = `${EMOJI[number % EMOJI.length]}${EMOJI[Math.floor(number / EMOJI.length) % EMOJI.length]}`;
  return number % 3 === 0 ? `${pair}${ZWJ_EMOJI[number % ZWJ_EMOJI.length]}` : pair;
}
