import { isWord, skipScalar } from './skip-json.ts';

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
/** In the attachment that holds a prompt which was taken into a running turn. */
const QUEUED = '"queued_command"';
const QUEUED_START = `{"type":${QUEUED}`;

/** `other`: a record that is no part of the conversation; `unclear`: only parsing tells. */
export type LineKind = 'user' | 'assistant' | 'system' | 'title' | 'other' | 'unclear';

/** What the first bytes of a line tell of its record. Offsets are those of the buffer. */
export interface LineShape {
  kind: LineKind;
  isSidechain: boolean;
  /** Request, time or source of a response stand before its message, where nobody but older or other writers put them. */
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
 * fields, not on their order: where a value other than a short one comes before the kind is known, it says `unclear`.
 */
export function readLineShape(bytes: Buffer, start: number, end: number, shape: LineShape): void {
  shape.kind = 'unclear';
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
  let isTyped = false;
  let at = start + 1;
  while (at < end && bytes[at] === QUOTE) {
    const keyStart = at + 1;
    const keyEnd = skipScalar(bytes, at, end) - 1;
    if (keyEnd < 0 || bytes[keyEnd + 1] !== COLON) return;
    const value = keyEnd + 2;
    if (isWord(bytes, keyStart, keyEnd, 'message') && bytes[value] === OPEN) {
      readMessage(bytes, value, end, shape, isTyped);
      return;
    }
    const valueEnd = skipScalar(bytes, value, end);
    if (valueEnd < 0) {
      const isAttachment = !isTyped && isWord(bytes, keyStart, keyEnd, 'attachment');
      shape.kind =
        isAttachment && !isWord(bytes, value, value + QUEUED_START.length, QUEUED_START) ? 'other' : 'unclear';
      return;
    }
    if (isWord(bytes, keyStart, keyEnd, 'type')) {
      shape.kind = kindOf(bytes, value + 1, valueEnd - 1);
      const isAttachment = isWord(bytes, value + 1, valueEnd - 1, 'attachment');
      if (isAttachment && bytes.subarray(valueEnd, end).includes(QUEUED)) shape.kind = 'unclear';
      if (shape.kind !== 'user' && shape.kind !== 'assistant') return;
      isTyped = true;
    } else if (isWord(bytes, keyStart, keyEnd, 'isSidechain')) {
      shape.isSidechain = bytes[value] === 0x74;
    } else if (isOfResponse(bytes, keyStart, keyEnd)) shape.isEarly = true;
    at = bytes[valueEnd] === COMMA ? valueEnd + 1 : end;
  }
  shape.kind = 'unclear';
}

/** Reads the leading fields of the message object at `start`. */
function readMessage(bytes: Buffer, start: number, end: number, shape: LineShape, isTyped: boolean): void {
  let { kind } = shape;
  let at = start + 1;
  while (at < end && bytes[at] === QUOTE) {
    const keyStart = at + 1;
    const keyEnd = skipScalar(bytes, at, end) - 1;
    if (keyEnd < 0 || bytes[keyEnd + 1] !== COLON) break;
    const value = keyEnd + 2;
    if (isWord(bytes, keyStart, keyEnd, 'content')) {
      shape.contentStart = value;
      break;
    }
    const valueEnd = skipScalar(bytes, value, end);
    if (valueEnd < 0) break;
    if (isWord(bytes, keyStart, keyEnd, 'role')) {
      const role = kindOf(bytes, value + 1, valueEnd - 1);
      if (!isTyped && (role === 'user' || role === 'assistant')) kind = role;
    } else if (isWord(bytes, keyStart, keyEnd, 'id') && bytes[value] === QUOTE) {
      shape.idStart = value + 1;
      shape.idEnd = valueEnd - 1;
    } else if (isWord(bytes, keyStart, keyEnd, 'model') && bytes[value] === QUOTE) {
      shape.modelStart = value + 1;
      shape.modelEnd = valueEnd - 1;
    } else if (isWord(bytes, keyStart, keyEnd, 'usage')) break;
    if (bytes[valueEnd] !== COMMA) break;
    at = valueEnd + 1;
  }
  shape.kind = shape.contentStart < 0 ? 'unclear' : kind;
}

function isOfResponse(bytes: Buffer, start: number, end: number): boolean {
  if (end - start === 9) return isWord(bytes, start, end, 'requestId') || isWord(bytes, start, end, 'timestamp');
  return end - start === 16 && isWord(bytes, start, end, 'requestSessionId');
}

function kindOf(bytes: Buffer, start: number, end: number): LineKind {
  switch (end - start) {
    case 4:
      return isWord(bytes, start, end, 'user') ? 'user' : 'other';
    case 6:
      return isWord(bytes, start, end, 'system') ? 'system' : 'other';
    case 7:
      return isWord(bytes, start, end, 'summary') ? 'title' : 'other';
    case 8:
      return isWord(bytes, start, end, 'ai-title') ? 'title' : 'other';
    case 9:
      return isWord(bytes, start, end, 'assistant') ? 'assistant' : 'other';
    case 12:
      return isWord(bytes, start, end, 'custom-title') ? 'title' : 'other';
    default:
      return 'other';
  }
}
