import {
  AI_TITLE,
  ASSISTANT,
  ATTACHMENT,
  CONTENT,
  CUSTOM_TITLE,
  FORKED_FROM,
  ID,
  IS_COMPACT_SUMMARY,
  IS_META,
  IS_SIDECHAIN,
  MESSAGE,
  MODEL,
  ORIGIN,
  REQUEST_ID,
  REQUEST_SESSION_ID,
  ROLE,
  SUMMARY,
  SYSTEM,
  TIMESTAMP,
  TYPE,
  TYPE_ATTACHMENT,
  USAGE,
  USER,
} from './keys.ts';
import { scanPlainText, scanScalar, scanValue } from './scan-json.ts';
import { isWord } from './skip-json.ts';

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
/** In the attachment that holds a prompt which was taken into a running turn. */
const QUEUED = Buffer.from('"queued_command"');
const TYPED = Buffer.from('{"type":');
const ESCAPED = '\\u';
/** Of which types lines have words in them; a key that comes twice counts the second time. */
const WORDS = ['"user"', '"assistant"', '"attachment"', '"summary"', '-title"', ESCAPED];
/** Types of records without words, by length, as Claude Code writes them most. */
const WORDLESS: Readonly<Record<number, readonly Buffer[]>> = byLength([
  'mode',
  'tag',
  'progress',
  'pr-link',
  'cost-state',
  'agent-name',
  'tools-used',
  'last-prompt',
  'api-request',
  'api-request-blob',
  'api-request-shape',
  'bridge-session',
  'queue-operation',
  'permission-mode',
  'file-history-snapshot',
]);

/** `other`: a record that is no part of the conversation; `unclear`: only parsing tells. */
export type LineKind = 'user' | 'assistant' | 'system' | 'title' | 'other' | 'unclear';

/** What the first bytes of a line tell of its record. Offsets are those of the buffer. */
export interface LineShape {
  kind: LineKind;
  /** The kind is what `type` says; else it is what `message.role` says, and a type may follow. */
  isTyped: boolean;
  isSidechain: boolean;
  /** Before its message stands what tells of it, where nobody but older or other writers put that. */
  isEarly: boolean;
  /** `message.id` of an assistant's record, as a stretch of bytes; empty when it is not told. */
  idStart: number;
  idEnd: number;
  /** `message.model`, the same way. */
  modelStart: number;
  modelEnd: number;
  /** Where the value of `message.content` begins; -1 when it is not told. */
  contentStart: number;
}

export function createLineShape(): LineShape {
  return {
    kind: 'other',
    isTyped: false,
    isSidechain: false,
    isEarly: false,
    idStart: 0,
    idEnd: 0,
    modelStart: 0,
    modelEnd: 0,
    contentStart: -1,
  };
}

/**
 * Reads the leading fields of the record in `bytes[start, end)` into `shape`, without parsing the rest. It relies on
 * fields, not on their order: where what comes before the kind is not as it should be, it says `unclear`.
 */
export function readLineShape(bytes: Buffer, start: number, end: number, shape: LineShape): void {
  shape.kind = 'unclear';
  shape.isTyped = false;
  shape.isSidechain = false;
  shape.isEarly = false;
  shape.idStart = 0;
  shape.idEnd = 0;
  shape.modelStart = 0;
  shape.modelEnd = 0;
  shape.contentStart = -1;
  if (bytes[start] !== OPEN) {
    // Claude Code writes no blanks; a line that is no object at all is nobody's.
    const first = bytes[start];
    shape.kind = first === 0x20 || first === 0x09 || first === 0x0d ? 'unclear' : 'other';
    return;
  }
  let at = start + 1;
  while (at < end && bytes[at] === QUOTE) {
    const keyStart = at + 1;
    const keyEnd = scanPlainText(bytes, at, end) - 1;
    if (keyEnd < 0 || bytes[keyEnd + 1] !== COLON) break;
    const value = keyEnd + 2;
    if (isWord(bytes, keyStart, keyEnd, MESSAGE)) {
      if (bytes[value] === OPEN) readMessage(bytes, value, end, shape);
      else shape.kind = 'unclear';
      return;
    }
    if (isWord(bytes, keyStart, keyEnd, ATTACHMENT)) {
      shape.kind = !shape.isTyped && isOfNobody(bytes, value, end) ? 'other' : 'unclear';
      return;
    }
    const valueEnd = scanValue(bytes, value, end);
    if (valueEnd < 0) {
      shape.kind = 'unclear';
      return;
    }
    if (isWord(bytes, keyStart, keyEnd, TYPE)) {
      shape.kind = scanPlainText(bytes, value, end) < 0 ? 'unclear' : kindOf(bytes, value + 1, valueEnd - 1);
      if (shape.kind === 'other' && mayBeWords(bytes, value, valueEnd, end)) shape.kind = 'unclear';
      if (shape.kind !== 'user' && shape.kind !== 'assistant') return;
      shape.isTyped = true;
    } else if (isWord(bytes, keyStart, keyEnd, IS_SIDECHAIN)) {
      shape.isSidechain = bytes[value] === 0x74;
    } else if (tellsOfMessage(bytes, keyStart, keyEnd)) shape.isEarly = true;
    at = bytes[valueEnd] === COMMA ? valueEnd + 1 : end;
  }
  shape.kind = 'unclear';
}

/** Reads the leading fields of the message object at `start`. */
function readMessage(bytes: Buffer, start: number, end: number, shape: LineShape): void {
  let { kind } = shape;
  let at = start + 1;
  while (at < end && bytes[at] === QUOTE) {
    const keyStart = at + 1;
    const keyEnd = scanPlainText(bytes, at, end) - 1;
    if (keyEnd < 0 || bytes[keyEnd + 1] !== COLON) break;
    const value = keyEnd + 2;
    if (isWord(bytes, keyStart, keyEnd, CONTENT)) {
      shape.contentStart = value;
      break;
    }
    const valueEnd = scanScalar(bytes, value, end);
    if (valueEnd < 0) break;
    if (isWord(bytes, keyStart, keyEnd, ROLE)) {
      const role = kindOf(bytes, value + 1, valueEnd - 1);
      if (!shape.isTyped && (role === 'user' || role === 'assistant')) kind = role;
    } else if (isWord(bytes, keyStart, keyEnd, ID) && bytes[value] === QUOTE) {
      shape.idStart = value + 1;
      shape.idEnd = valueEnd - 1;
    } else if (isWord(bytes, keyStart, keyEnd, MODEL) && bytes[value] === QUOTE) {
      shape.modelStart = value + 1;
      shape.modelEnd = valueEnd - 1;
    } else if (isWord(bytes, keyStart, keyEnd, USAGE)) break;
    if (bytes[valueEnd] !== COMMA) break;
    at = valueEnd + 1;
  }
  shape.kind = shape.contentStart < 0 ? 'unclear' : kind;
}

/** True for the keys of request, time and source of a response, and of the marks that words have. */
function tellsOfMessage(bytes: Buffer, start: number, end: number): boolean {
  switch (end - start) {
    case 6:
      return isWord(bytes, start, end, IS_META) || isWord(bytes, start, end, ORIGIN);
    case 9:
      return isWord(bytes, start, end, REQUEST_ID) || isWord(bytes, start, end, TIMESTAMP);
    case 10:
      return isWord(bytes, start, end, FORKED_FROM);
    case 16:
      return isWord(bytes, start, end, REQUEST_SESSION_ID) || isWord(bytes, start, end, IS_COMPACT_SUMMARY);
    default:
      return false;
  }
}

/** True for an attachment that holds no prompt. */
function isOfNobody(bytes: Buffer, start: number, end: number): boolean {
  if (!isWord(bytes, start, start + TYPED.length, TYPED)) return false;
  const behind = scanPlainText(bytes, start + TYPED.length, end);
  return behind >= 0 && !isWord(bytes, start + TYPED.length, behind, QUEUED);
}

/** True for a type that is none of the known ones of nobody's words, in a line that may hold some all the same. */
function mayBeWords(bytes: Buffer, start: number, behind: number, end: number): boolean {
  const rest = bytes.subarray(behind, end);
  if (isWord(bytes, start, behind, TYPE_ATTACHMENT)) return rest.includes(QUEUED) || rest.includes(ESCAPED);
  const known = WORDLESS[behind - start];
  for (let index = 0; known !== undefined && index < known.length; index += 1) {
    if (isWord(bytes, start, behind, known[index] as Buffer)) return false;
  }
  return WORDS.some((word) => rest.includes(word));
}

function kindOf(bytes: Buffer, start: number, end: number): LineKind {
  switch (end - start) {
    case 4:
      return isWord(bytes, start, end, USER) ? 'user' : 'other';
    case 6:
      return isWord(bytes, start, end, SYSTEM) ? 'system' : 'other';
    case 7:
      return isWord(bytes, start, end, SUMMARY) ? 'title' : 'other';
    case 8:
      return isWord(bytes, start, end, AI_TITLE) ? 'title' : 'other';
    case 9:
      return isWord(bytes, start, end, ASSISTANT) ? 'assistant' : 'other';
    case 12:
      return isWord(bytes, start, end, CUSTOM_TITLE) ? 'title' : 'other';
    default:
      return 'other';
  }
}

/** Returns the words as texts of JSON, by how many bytes these have. */
function byLength(words: readonly string[]): Record<number, Buffer[]> {
  const lists: Record<number, Buffer[]> = {};
  for (const word of words) {
    const text = Buffer.from(`"${word}"`);
    lists[text.length] ??= [];
    lists[text.length]?.push(text);
  }
  return lists;
}
