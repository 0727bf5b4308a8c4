import { skipNested, startsWith } from './skip-json.ts';

const QUOTE = 0x22;
const LESS_THAN = 0x3c;
const OPEN_LIST = 0x5b;
const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;

const RESULT = Buffer.from('[{"tool_use_id":"');
const TYPED_RESULT = Buffer.from('[{"type":"tool_result"');
const NEXT_RESULT = Buffer.from('{"tool_use_id":"');
const NEXT_TYPED_RESULT = Buffer.from('{"type":"tool_result"');
const TEXT = Buffer.from('[{"type":"text","text":"');
const IMAGE = Buffer.from('[{"type":"image"');
const META = Buffer.from('"isMeta":true');
const SUMMARY = Buffer.from('"isCompactSummary":true');

/**
 * Judges a user's record by its bytes: `message` when it holds a person's words, `none` when it only brings results
 * of tools; `unclear` when only parsing tells. `contentStart` is where the value of `message.content` begins.
 */
export function judgeWords(line: Buffer, contentStart: number): 'message' | 'none' | 'unclear' {
  const first = line[contentStart];
  // What Claude Code writes in a person's name is marked, or begins with a tag.
  if (first === QUOTE) return isTagOrEnd(line[contentStart + 1]) || isMarked(line) ? 'unclear' : 'message';
  if (first !== OPEN_LIST) return 'unclear';
  if (beginsResults(line, contentStart)) return areResults(line, contentStart + 1, line.length) ? 'none' : 'unclear';
  if (startsWith(line, contentStart, TEXT)) {
    return isTagOrEnd(line[contentStart + TEXT.length]) || isMarked(line) ? 'unclear' : 'message';
  }
  return startsWith(line, contentStart, IMAGE) && !isMarked(line) ? 'message' : 'unclear';
}

/** True for content that is a list of nothing but results of tools. */
export function isOnlyResults(bytes: Buffer, contentStart: number, end: number): boolean {
  return beginsResults(bytes, contentStart) && areResults(bytes, contentStart + 1, end);
}

function beginsResults(bytes: Buffer, start: number): boolean {
  return startsWith(bytes, start, RESULT) || startsWith(bytes, start, TYPED_RESULT);
}

/** True when the list whose first element begins at `start` has nothing but results of tools. */
function areResults(line: Buffer, start: number, end: number): boolean {
  for (let at = start; ; ) {
    const behind = skipNested(line, at, end);
    if (behind < 0 || line[behind] === CLOSE_LIST) return behind >= 0;
    at = behind + 1;
    const isResult = startsWith(line, at, NEXT_RESULT) || startsWith(line, at, NEXT_TYPED_RESULT);
    if (line[behind] !== COMMA || !isResult) return false;
  }
}

function isTagOrEnd(byte: number | undefined): boolean {
  return byte === LESS_THAN || byte === QUOTE;
}

function isMarked(line: Buffer): boolean {
  return line.includes(META) || line.includes(SUMMARY);
}
