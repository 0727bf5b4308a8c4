import {
  CACHE_CREATION,
  CACHE_CREATION_INPUT_TOKENS,
  CACHE_READ_INPUT_TOKENS,
  CONTENT,
  EPHEMERAL_1H_INPUT_TOKENS,
  EPHEMERAL_5M_INPUT_TOKENS,
  FAST,
  FORKED_FROM,
  ID,
  INFERENCE_GEO,
  INPUT_TOKENS,
  IS_SIDECHAIN,
  MESSAGE,
  MODEL,
  OUTPUT_TOKENS,
  REQUEST_ID,
  REQUEST_SESSION_ID,
  SERVER_TOOL_USE,
  SESSION_ID,
  SPEED,
  TIMESTAMP,
  TYPE,
  TYPE_ASSISTANT,
  US,
  USAGE,
  WEB_SEARCH_REQUESTS,
} from './keys.ts';
import type { LineShape } from './line-shape.ts';
import { clearResponseCut, type ResponseCut } from './response-cut.ts';
import { scanPlainText, scanValue } from './scan-json.ts';
import { isWord } from './skip-json.ts';
import { takeMembers, takeObject } from './take-members.ts';

const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** More digits do not fit a number of tokens; parsing decides what they mean. */
const MAX_DIGITS = 9;

/**
 * Cuts out of the line of an assistant's record what stands behind the content of its message: usage, ids and time.
 * The content is passed over, so that nothing in it is taken for more than content. False when only parsing tells: the
 * order of fields is another, a text has escapes, or the line is damaged.
 */
export function cutResponse(bytes: Buffer, end: number, shape: LineShape, cut: ResponseCut): boolean {
  clearResponseCut(cut);
  cut.isSidechain = shape.isSidechain;
  cut.isTyped = shape.isTyped;
  if (shape.isEarly) return false;
  const behindContent = scanValue(bytes, shape.contentStart, end);
  if (behindContent < 0) return false;
  const behindMessage = takeMembers(bytes, behindContent, end, cut, takeOfMessage);
  if (behindMessage < 0) return false;
  if (takeMembers(bytes, behindMessage, end, cut, takeOfRecord) !== end) return false;
  if (!cut.isTyped) return false;
  // Where the session stands elsewhere it cannot be held against the source.
  return cut.sourceEnd === cut.sourceStart || cut.sessionEnd > cut.sessionStart;
}

function takeOfMessage(
  bytes: Buffer,
  keyStart: number,
  keyEnd: number,
  value: number,
  end: number,
  cut: ResponseCut,
): number {
  if (isWord(bytes, keyStart, keyEnd, USAGE)) {
    if (cut.hasUsage) return -1;
    cut.hasUsage = bytes[value] === OPEN;
    return cut.hasUsage ? takeObject(bytes, value, end, cut, takeOfUsage) : scanValue(bytes, value, end);
  }
  // What was read from before the content would not count any more.
  const length = keyEnd - keyStart;
  if (length === 2 && isWord(bytes, keyStart, keyEnd, ID)) return -1;
  if (length === 5 && isWord(bytes, keyStart, keyEnd, MODEL)) return -1;
  if (length === 7 && isWord(bytes, keyStart, keyEnd, CONTENT)) return -1;
  return scanValue(bytes, value, end);
}

function takeOfUsage(
  bytes: Buffer,
  keyStart: number,
  keyEnd: number,
  value: number,
  end: number,
  cut: ResponseCut,
): number {
  const length = keyEnd - keyStart;
  if (length === 12 && isWord(bytes, keyStart, keyEnd, INPUT_TOKENS)) {
    const behind = behindNumber(bytes, value);
    cut.input = numberAt(bytes, value, behind);
    return behind;
  }
  if (length === 13) {
    if (isWord(bytes, keyStart, keyEnd, OUTPUT_TOKENS)) {
      const behind = behindNumber(bytes, value);
      cut.output = numberAt(bytes, value, behind);
      return behind;
    }
    if (isWord(bytes, keyStart, keyEnd, INFERENCE_GEO)) cut.isUs = isWord(bytes, value, value + 4, US);
  }
  if (length === 5 && isWord(bytes, keyStart, keyEnd, SPEED)) cut.isFast = isWord(bytes, value, value + 6, FAST);
  if (length === 23 && isWord(bytes, keyStart, keyEnd, CACHE_READ_INPUT_TOKENS)) {
    const behind = behindNumber(bytes, value);
    cut.cacheRead = numberAt(bytes, value, behind);
    return behind;
  }
  if (length === 27 && isWord(bytes, keyStart, keyEnd, CACHE_CREATION_INPUT_TOKENS)) {
    const behind = behindNumber(bytes, value);
    cut.cacheWrite = numberAt(bytes, value, behind);
    return behind;
  }
  if (bytes[value] === OPEN) {
    const isOfCache = isWord(bytes, keyStart, keyEnd, CACHE_CREATION);
    const isOfTools = isWord(bytes, keyStart, keyEnd, SERVER_TOOL_USE);
    if (isOfCache || isOfTools) return takeObject(bytes, value, end, cut, isOfCache ? takeOfCache : takeOfTools);
  }
  return scanValue(bytes, value, end);
}

function takeOfCache(
  bytes: Buffer,
  keyStart: number,
  keyEnd: number,
  value: number,
  end: number,
  cut: ResponseCut,
): number {
  const isHour = isWord(bytes, keyStart, keyEnd, EPHEMERAL_1H_INPUT_TOKENS);
  if (!isHour && !isWord(bytes, keyStart, keyEnd, EPHEMERAL_5M_INPUT_TOKENS)) return scanValue(bytes, value, end);
  const behind = behindNumber(bytes, value);
  if (isHour) cut.cacheWrite1h = numberAt(bytes, value, behind);
  else cut.cacheWrite5m = numberAt(bytes, value, behind);
  return behind;
}

function takeOfTools(
  bytes: Buffer,
  keyStart: number,
  keyEnd: number,
  value: number,
  end: number,
  cut: ResponseCut,
): number {
  if (!isWord(bytes, keyStart, keyEnd, WEB_SEARCH_REQUESTS)) return scanValue(bytes, value, end);
  const behind = behindNumber(bytes, value);
  cut.webSearches = numberAt(bytes, value, behind);
  return behind;
}

function takeOfRecord(
  bytes: Buffer,
  keyStart: number,
  keyEnd: number,
  value: number,
  end: number,
  cut: ResponseCut,
): number {
  switch (keyEnd - keyStart) {
    case 4:
      if (!isWord(bytes, keyStart, keyEnd, TYPE)) break;
      if (!isWord(bytes, value, value + 11, TYPE_ASSISTANT)) return -1;
      cut.isTyped = true;
      break;
    case 7:
      if (isWord(bytes, keyStart, keyEnd, MESSAGE)) return -1;
      break;
    case 9:
      if (isWord(bytes, keyStart, keyEnd, REQUEST_ID)) {
        const behind = scanPlainText(bytes, value, end);
        cut.requestIdStart = value + 1;
        cut.requestIdEnd = behind - 1;
        return behind;
      }
      if (isWord(bytes, keyStart, keyEnd, TIMESTAMP)) {
        const behind = scanPlainText(bytes, value, end);
        cut.timeStart = value + 1;
        cut.timeEnd = behind - 1;
        return behind;
      }
      if (isWord(bytes, keyStart, keyEnd, SESSION_ID)) {
        const behind = scanPlainText(bytes, value, end);
        cut.sessionStart = value + 1;
        cut.sessionEnd = behind - 1;
        return behind;
      }
      break;
    case 10:
      if (isWord(bytes, keyStart, keyEnd, FORKED_FROM)) return -1;
      break;
    case 11:
      if (isWord(bytes, keyStart, keyEnd, IS_SIDECHAIN)) cut.isSidechain = bytes[value] === 0x74;
      break;
    case 16:
      if (isWord(bytes, keyStart, keyEnd, REQUEST_SESSION_ID)) {
        const behind = scanPlainText(bytes, value, end);
        cut.sourceStart = value + 1;
        cut.sourceEnd = behind - 1;
        return behind;
      }
      break;
  }
  return scanValue(bytes, value, end);
}

/** Returns the index behind a whole number that is written in digits only; -1 for any other value. */
function behindNumber(bytes: Buffer, start: number): number {
  let at = start;
  for (let byte = bytes[at] ?? 0; byte >= 0x30 && byte <= 0x39; byte = bytes[at] ?? 0) at += 1;
  const isPlain = at > start && at - start <= MAX_DIGITS && (bytes[at] === COMMA || bytes[at] === CLOSE);
  // A number with a zero before it is no JSON.
  return isPlain && (bytes[start] !== 0x30 || at === start + 1) ? at : -1;
}

function numberAt(bytes: Buffer, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at += 1) number = number * 10 + (bytes[at] as number) - 0x30;
  return number;
}
