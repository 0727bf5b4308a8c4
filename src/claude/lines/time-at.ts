const LENGTH = '2026-01-31T12:00:00.000Z'.length;
const DAY_END = '2026-01-31'.length;
const ZERO = 0x30;

/**
 * Reads the time that `bytes[start, end)` names, in ms since the epoch; NaN for what names none. The form that Claude
 * Code writes (ISO 8601 with milliseconds, UTC) costs nothing but sums.
 */
export function timeAt(bytes: Buffer, start: number, end: number): number {
  if (end - start === LENGTH && bytes[end - 1] === 0x5a && bytes[start + DAY_END] === 0x54) {
    const year = digits(bytes, start, 4);
    const month = digits(bytes, start + 5, 2);
    const day = digits(bytes, start + 8, 2);
    const hour = digits(bytes, start + 11, 2);
    const minute = digits(bytes, start + 14, 2);
    const second = digits(bytes, start + 17, 2);
    const ms = digits(bytes, start + 20, 3);
    const isParted =
      bytes[start + 4] === 0x2d &&
      bytes[start + 7] === 0x2d &&
      bytes[start + 13] === 0x3a &&
      bytes[start + 16] === 0x3a &&
      bytes[start + 19] === 0x2e;
    // The 29th and later are not in every month.
    const isDay = month >= 1 && month <= 12 && day >= 1 && day <= 28;
    if (isParted && isDay && year >= 1000 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60) {
      if (second >= 0 && second < 60 && ms >= 0) return Date.UTC(year, month - 1, day, hour, minute, second, ms);
    }
  }
  return Date.parse(bytes.toString('latin1', start, end));
}

/** Returns the number that so many digits say; negative when one of them is none. */
function digits(bytes: Buffer, start: number, count: number): number {
  let number = 0;
  for (let at = start; at < start + count; at += 1) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}
