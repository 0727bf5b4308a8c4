import { CONTENT, IS_COMPACT_SUMMARY, IS_META, IS_SIDECHAIN, MESSAGE, ORIGIN, TRUE, TYPE, TYPE_USER } from './keys.ts';
import type { LineShape } from './line-shape.ts';
import { scanText, scanValue } from './scan-json.ts';
import { isWord, startsWith } from './skip-json.ts';
import { takeMembers } from './take-members.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LESS_THAN = 0x3c;
const LETTER_U = 0x75;
const ONE_TEXT = Buffer.from('[{"type":"text","text":');
const END_OF_ONE = Buffer.from('}]');

/** Who speaks, as far as it was read. */
interface Speaker {
  isUser: boolean;
  isMeta: boolean;
}

const speaker: Speaker = { isUser: false, isMeta: false };

/**
 * Judges a line of the main conversation, a user's by its shape, that holds a text and nothing else: `words` of a
 * person, or `meta`, what Claude Code wrote in a person's name. `unclear` when only parsing tells: there are a tag,
 * other marks or other fields than expected, or damage.
 */
export function scanWords(bytes: Buffer, end: number, shape: LineShape): 'words' | 'meta' | 'unclear' {
  if (shape.isEarly) return 'unclear';
  const behindContent = scanContent(bytes, shape.contentStart, end);
  if (behindContent < 0) return 'unclear';
  speaker.isUser = shape.isTyped;
  speaker.isMeta = false;
  const behindMessage = takeMembers(bytes, behindContent, end, speaker, takeOfMessage);
  if (behindMessage < 0 || takeMembers(bytes, behindMessage, end, speaker, takeOfRecord) !== end) return 'unclear';
  if (!speaker.isUser) return 'unclear';
  return speaker.isMeta ? 'meta' : 'words';
}

function scanContent(bytes: Buffer, start: number, end: number): number {
  const isList = startsWith(bytes, start, ONE_TEXT);
  const text = isList ? start + ONE_TEXT.length : start;
  if (bytes[text] !== QUOTE) return -1;
  // What Claude Code writes in a person's name begins with a tag; its first letter may be written as an escape.
  const first = bytes[text + 1];
  if (first === QUOTE || first === LESS_THAN || (first === BACKSLASH && bytes[text + 2] === LETTER_U)) return -1;
  const behind = scanText(bytes, text, end);
  if (behind < 0 || !isList) return behind;
  return startsWith(bytes, behind, END_OF_ONE) ? behind + END_OF_ONE.length : -1;
}

function takeOfMessage(bytes: Buffer, keyStart: number, keyEnd: number, value: number, end: number): number {
  return isWord(bytes, keyStart, keyEnd, CONTENT) ? -1 : scanValue(bytes, value, end);
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
      if (!isWord(bytes, keyStart, keyEnd, TYPE)) break;
      if (!isWord(bytes, value, value + 6, TYPE_USER)) return -1;
      taken.isUser = true;
      break;
    case 6:
      if (isWord(bytes, keyStart, keyEnd, ORIGIN)) return -1;
      if (!isWord(bytes, keyStart, keyEnd, IS_META)) break;
      // A key that comes twice counts the second time.
      if (taken.isMeta || !isWord(bytes, value, value + 4, TRUE)) return -1;
      taken.isMeta = true;
      break;
    case 7:
      if (isWord(bytes, keyStart, keyEnd, MESSAGE)) return -1;
      break;
    case 11:
      if (isWord(bytes, keyStart, keyEnd, IS_SIDECHAIN)) return -1;
      break;
    case 16:
      if (isWord(bytes, keyStart, keyEnd, IS_COMPACT_SUMMARY)) return -1;
      break;
  }
  return scanValue(bytes, value, end);
}
