const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const WIDE =
  /^(?:\p{Emoji_Presentation}|.\ufe0f|[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: everything of ASCII
const ASCII = /^[\u0000-\u007f]*$/;

/** Returns the characters a person sees, each whole. */
export function graphemes(text: string): readonly string[] {
  return ASCII.test(text) ? [...text] : Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

/** Returns the columns a terminal needs for one line of text. */
export function textWidth(line: string): number {
  if (ASCII.test(line)) return line.length;
  return graphemes(line).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/** Returns the line cut to at most `columns`, ending in `…` where something is left out. */
export function cutLine(line: string, columns: number): string {
  if (textWidth(line) <= columns) return line;
  let kept = '';
  let width = 1;
  for (const grapheme of graphemes(line)) {
    width += graphemeWidth(grapheme);
    if (width > columns) break;
    kept += grapheme;
  }
  return columns < 1 ? '' : `${kept.trimEnd()}…`;
}

/** Returns the line cut to at most `columns` from its beginning: `…/src/parser`. */
export function cutLineStart(line: string, columns: number): string {
  if (textWidth(line) <= columns) return line;
  let kept = '';
  let width = 1;
  for (const grapheme of [...graphemes(line)].reverse()) {
    width += graphemeWidth(grapheme);
    if (width > columns) break;
    kept = grapheme + kept;
  }
  return columns < 1 ? '' : `…${kept}`;
}

/** Returns the line filled with blanks up to `columns`. */
export function padLine(line: string, columns: number): string {
  return line + ' '.repeat(Math.max(0, columns - textWidth(line)));
}

function graphemeWidth(grapheme: string): number {
  if (NOTHING.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}
