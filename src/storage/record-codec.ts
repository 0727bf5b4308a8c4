import { crc32 } from 'node:zlib';

/** Length of `crc32hex SPACE` before the JSON of a line. */
export const PREFIX_LENGTH = 9;

const LF = 0x0a;
const SPACE = 0x20;
const PREFIX = '00000000 ';
const DIGITS = Buffer.from('0123456789abcdef');
/** Value of each hexadecimal digit by its byte, -1 for any other byte. */
const VALUES = new Int8Array(256).fill(-1);
for (const [value, byte] of DIGITS.entries()) VALUES[byte] = value;

/** Returns the lines of `jsons`, each `crc32hex SPACE json LF`, as bytes. None may hold a raw line feed. */
export function encodeLines(jsons: readonly string[]): Buffer {
  let text = '';
  for (const json of jsons) text += `${PREFIX}${json}\n`;
  const bytes = Buffer.from(text, 'utf8');
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(LF, start + PREFIX_LENGTH);
    let crc = crc32(bytes.subarray(start + PREFIX_LENGTH, end));
    for (let at = start + 7; at >= start; at--) {
      bytes[at] = DIGITS[crc & 15] as number;
      crc >>>= 4;
    }
    start = end + 1;
  }
  return bytes;
}

/** Returns true when the line in `bytes[start, end)` (without its LF) carries the checksum of its JSON. */
export function isIntact(bytes: Buffer, start: number, end: number): boolean {
  if (end - start <= PREFIX_LENGTH || bytes[start + 8] !== SPACE) return false;
  let crc = 0;
  for (let at = start; at < start + 8; at++) {
    const value = VALUES[bytes[at] as number] as number;
    if (value < 0) return false;
    crc = crc * 16 + value;
  }
  return crc32(bytes.subarray(start + PREFIX_LENGTH, end)) === crc;
}
