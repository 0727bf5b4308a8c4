import { cutText } from '../core/cut-text.ts';

/** Control, format (bidi marks, zero width), private and unassigned characters, lone surrogates, blanks but the common one. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|(?! )\p{Zs}/gu;

/**
 * Returns text that somebody else wrote as one line that shows every character it holds: what cannot be seen, or
 * would change how the rest is shown, as `\u{...}`. Cut to `maxLength` UTF-16 units, and it says so.
 */
export function quoteUntrusted(text: string, maxLength: number): string {
  const shown = text.replace(UNSEEN, (unit) => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`);
  const cut = cutText(shown, maxLength);
  const left = shown.length - cut.length;
  return left === 0 ? shown : `${cut}… (cut, ${left} more characters)`;
}
