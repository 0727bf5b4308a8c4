import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import type { Planted } from './planter.ts';

/** Returns a text with planted ones between its words; what is planted stays whole. */
export function mixText(text: string, planted: readonly Planted[], random: SeededRandom): string {
  const places = planted.map(({ text: word }) => {
    const blank = text.indexOf(' ', random.below(text.length));
    return { word, at: blank < 0 ? text.length : blank };
  });
  let mixed = text;
  for (const { word, at } of places.sort((one, other) => other.at - one.at)) {
    mixed = `${mixed.slice(0, at)} ${word} ${mixed.slice(at)}`;
  }
  return mixed;
}
