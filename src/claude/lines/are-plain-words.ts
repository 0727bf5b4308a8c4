import type { LineShape } from './line-shape.ts';
import { scanText, scanValue } from './scan-json.ts';
import { isWord } from './skip-json.ts';
import { takeMembers } from './take-members.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LESS_THAN = 0x3c;

/** Who speaks, as far as it was read. */
interface Speaker {
  isUser: boolean;
}

const speaker: Speaker = { isUser: false };

/**
 * True when a line of the main conversation, a user's by its shape, is lawful and holds nothing but a text that a
 * person wrote. False when only parsing tells: there are marks, a tag, other fields than expected, or damage.
 */
export function arePlainWords(bytes: Buffer, end: number, shape: LineShape): boolean {
  const { contentStart, isEarly, isTyped } = shape;
  const first = bytes[contentStart + 1];
  if (isEarly || bytes[contentStart] !== QUOTE) return false;
  // What Claude Code writes in a person's name begins with a tag; the letter may be written as an escape.
  if (first === QUOTE || first === LESS_THAN || first === BACKSLASH) return false;
  speaker.isUser = isTyped;
  const behindContent = scanText(bytes, contentStart, end);
  const behindMessage = behindContent < 0 ? -1 : takeMembers(bytes, behindContent, end, speaker, takeOfMessage);
  return behindMessage >= 0 && takeMembers(bytes, behindMessage, end, speaker, takeOfRecord) === end && speaker.isUser;
}

function takeOfMessage(bytes: Buffer, keyStart: number, keyEnd: number, value: number, end: number): number {
  return isWord(bytes, keyStart, keyEnd, 'content') ? -1 : scanValue(bytes, value, end);
}

function takeOfRecord(
  bytes: Buffer,
  keyStart: number,
  keyEnd: number,
  value: number,
  end: number,
  taken: Speaker,
): number {
  switch (keyEnd - keyStart) {
    case 4:
      if (!isWord(bytes, keyStart, keyEnd, 'type')) break;
      if (!isWord(bytes, value, value + 6, '"user"')) return -1;
      taken.isUser = true;
      break;
    case 6:
      if (isWord(bytes, keyStart, keyEnd, 'isMeta') || isWord(bytes, keyStart, keyEnd, 'origin')) return -1;
      break;
    case 7:
      if (isWord(bytes, keyStart, keyEnd, 'message')) return -1;
      break;
    case 11:
      if (isWord(bytes, keyStart, keyEnd, 'isSidechain')) return -1;
      break;
    case 16:
      if (isWord(bytes, keyStart, keyEnd, 'isCompactSummary')) return -1;
      break;
  }
  return scanValue(bytes, value, end);
}
