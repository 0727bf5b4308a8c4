import { cutText } from './cut-text.ts';

/** Returns what somebody else says as one line of at most `maxUnits`, to stand in a sentence of ours. */
export function quotedLine(text: string, maxUnits: number): string {
  return cutText(
    text
      .slice(0, maxUnits * 8)
      .replace(/\s+/g, ' ')
      .trim(),
    maxUnits,
  );
}
