import { crc32 } from 'node:zlib';

/** Length of `crc32hex SPACE` before the JSON of a line. */
export const PREFIX_LENGTH = 9;

const LF = 0x0a;
const SPACE = 0x20;
const DIGITS = Buffer.from('0123456789abcdef');
/** Value of each hexadecimal digit by its byte, -1 for any other byte. */
const VALUES = new Int8Array(256).fill(-1);
for (const [value, byte] of DIGITS.entries()) VALUES[byte] = value;

/** Most bytes of UTF-8 a UTF-16 unit can become. */
const MAX_UNIT_BYTES = 3;
/** A buffer of at most this size is kept for the next batch. */
const MAX_KEPT_BYTES = 1024 * 1024;

/** Turns JSON texts into lines; the buffer is used again, so each result is valid until the next call. */
export class LineEncoder {
  #buffer = Buffer.alloc(0);

  /** Returns the lines of `jsons`, each `crc32hex SPACE json LF`, as bytes. None may hold a raw line feed. */
  encode(jsons: readonly string[]): Buffer {
    const buffer = this.#reserve(jsons);
    let at = 0;
    for (const json of jsons) {
      const start = at + PREFIX_LENGTH;
      // One by one: a single text of all lines would become two bytes a character with the first one that needs it.
      const end = start + buffer.write(json, start);
      let crc = crc32(buffer.subarray(start, end));
      for (let digit = at + 7; digit >= at; digit--) {
        buffer[digit] = DIGITS[crc & 15] as number;
        crc >>>= 4;
      }
      buffer[at + 8] = SPACE;
      buffer[end] = LF;
      at = end + 1;
    }
    return buffer.subarray(0, at);
  }

  #reserve(jsons: readonly string[]): Buffer {
    let needed = 0;
    for (const json of jsons) needed += PREFIX_LENGTH + json.length * MAX_UNIT_BYTES + 1;
    if (needed <= this.#buffer.length) return this.#buffer;
    const buffer = Buffer.allocUnsafeSlow(needed);
    if (needed <= MAX_KEPT_BYTES) this.#buffer = buffer;
    return buffer;
  }
}

/** Returns the JSON of the line in `bytes[start, end)` (without its LF), unless its checksum says otherwise. */
export function intactJson(bytes: Buffer, start: number, end: number): Buffer | undefined {
  if (end - start <= PREFIX_LENGTH || bytes[start + 8] !== SPACE) return undefined;
  let crc = 0;
  for (let at = start; at < start + 8; at++) {
    const value = VALUES[bytes[at] as number] as number;
    if (value < 0) return undefined;
    crc = crc * 16 + value;
  }
  const json = bytes.subarray(start + PREFIX_LENGTH, end);
  return crc32(json) === crc ? json : undefined;
}
