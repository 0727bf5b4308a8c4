import { scanPlainText } from './scan-json.ts';

const COLON = 0x3a;
const COMMA = 0x2c;
const CLOSE = 0x7d;

/** Takes the member whose key is `bytes[keyStart, keyEnd)` and whose value begins at `value`; returns what is behind, or -1. */
export type TakeMember<Taken> = (
  bytes: Buffer,
  keyStart: number,
  keyEnd: number,
  value: number,
  end: number,
  taken: Taken,
) => number;

/** Takes what follows a value inside of an object up to the object's end; returns the index behind that, or -1. */
export function takeMembers<Taken>(
  bytes: Buffer,
  start: number,
  end: number,
  taken: Taken,
  take: TakeMember<Taken>,
): number {
  let at = start;
  while (at < end && bytes[at] === COMMA) {
    const keyStart = at + 2;
    const behindKey = scanPlainText(bytes, at + 1, end);
    if (behindKey < 0 || bytes[behindKey] !== COLON) return -1;
    at = take(bytes, keyStart, behindKey - 1, behindKey + 1, end, taken);
    if (at < 0) return -1;
  }
  return bytes[at] === CLOSE && at < end ? at + 1 : -1;
}

/** Takes the object that begins at `start`; returns the index behind it, or -1. */
export function takeObject<Taken>(
  bytes: Buffer,
  start: number,
  end: number,
  taken: Taken,
  take: TakeMember<Taken>,
): number {
  if (bytes[start + 1] === CLOSE) return start + 2;
  const behindKey = scanPlainText(bytes, start + 1, end);
  if (behindKey < 0 || bytes[behindKey] !== COLON) return -1;
  const behind = take(bytes, start + 2, behindKey - 1, behindKey + 1, end, taken);
  return behind < 0 ? -1 : takeMembers(bytes, behind, end, taken, take);
}
