import { graphemes, textWidth } from './text-width.ts';

/**
 * Returns text wrapped at blanks to `columns`; what a line begins with (blanks, a list's mark) indents what follows.
 * Words longer than a line are broken; line ends of the text stay.
 */
export function wrapText(text: string, columns: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(columns, 10)));
}

function wrapLine(line: string, columns: number): readonly string[] {
  if (textWidth(line) <= columns) return [line];
  const [start = ''] = /^ *(?:(?:[-*+•]|\d{1,3}[.)]) +)?/.exec(line) ?? [];
  const hang = start.length > columns / 2 ? '' : ' '.repeat(start.length);
  const lines: string[] = [];
  let current = start;
  let isFresh = true;
  for (const word of line.slice(start.length).split(/(?<=[^ ])(?= )/)) {
    const [first = '', ...more] = breakWord(isFresh ? word.trimStart() : word, columns - hang.length);
    if (!isFresh && textWidth(current) + textWidth(first) > columns) {
      lines.push(current);
      current = hang + first.trimStart();
    } else current += first;
    isFresh = false;
    for (const part of more) {
      lines.push(current);
      current = hang + part;
    }
  }
  return [...lines, current];
}

/** Words are broken only when no line can hold them. */
function breakWord(word: string, columns: number): readonly string[] {
  if (textWidth(word) <= columns) return [word];
  const parts: string[] = [];
  let part = '';
  for (const grapheme of graphemes(word)) {
    if (part !== '' && textWidth(part + grapheme) > columns) {
      parts.push(part);
      part = '';
    }
    part += grapheme;
  }
  return [...parts, part];
}
