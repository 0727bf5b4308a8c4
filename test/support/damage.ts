import { createHash } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';

/** Flips one bit in the middle of line `line` (from 0) of a file. */
export function flipBitInLine(path: string, line: number): void {
  const bytes = readFileSync(path);
  let start = 0;
  for (let at = 0; at < line; at++) start = bytes.indexOf(0x0a, start) + 1;
  const middle = start + Math.floor((bytes.indexOf(0x0a, start) - start) / 2);
  bytes[middle] = (bytes[middle] as number) ^ 0x04;
  writeFileSync(path, bytes);
}

/** Cuts `count` bytes off the end of a file. */
export function cutBytes(path: string, count: number): void {
  truncateSync(path, readFileSync(path).length - count);
}

/** Cuts the last `count` lines off a file. */
export function cutLines(path: string, count: number): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, `${lines.slice(0, -1 - count).join('\n')}\n`);
}

/** Returns the SHA-256 of a file. */
export function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
