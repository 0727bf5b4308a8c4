import { readSync } from 'node:fs';
import { isSessionId } from '../../claude/transcripts/transcripts.ts';

const HEAD_BYTES = 256 * 1024;
const CHUNK_BYTES = 1024 * 1024;
/** A result may come long after its call, but is looked for no further back. */
const MAX_BACK_BYTES = 8 * 1024 * 1024;
const LF = 0x0a;

/** Returns the session that the first records of a file name; undefined when they name none. */
export function findSessionId(fd: number): string | undefined {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  const text = head.toString('latin1', 0, readSync(fd, head, 0, HEAD_BYTES, 0));
  for (const [, id] of text.matchAll(/"sessionId":\s?"([^"\\]{36})"/g)) {
    // Copied: a part of the text would keep all of it in memory.
    if (id !== undefined && isSessionId(id)) return Buffer.from(id).toString();
  }
  return undefined;
}

/** Returns the offset of the last record before `before` that makes the call `toolUseId`. */
export function findCall(fd: number, toolUseId: string, before: number): number | undefined {
  const quoted = Buffer.from(JSON.stringify(toolUseId));
  const floor = Math.max(0, before - MAX_BACK_BYTES);
  let found = findLast(fd, quoted, before, floor);
  // Results name the call as well, as `tool_use_id`.
  while (found !== undefined && !isId(fd, found)) found = findLast(fd, quoted, found, floor);
  if (found === undefined) return undefined;
  const feed = findLast(fd, Buffer.of(LF), found, 0);
  return feed === undefined ? 0 : feed + 1;
}

/** True when what stands at the offset is the value of a field `id`. */
function isId(fd: number, offset: number): boolean {
  const head = Buffer.alloc(Math.min(offset, 16));
  readSync(fd, head, 0, head.length, offset - head.length);
  return /"id"\s*:\s*$/.test(head.toString('latin1'));
}

function findLast(fd: number, wanted: Buffer, before: number, floor: number): number | undefined {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let end = before; end - floor >= wanted.length; ) {
    const base = Math.max(floor, end - CHUNK_BYTES);
    const length = readSync(fd, chunk, 0, end - base, base);
    const found = chunk.subarray(0, length).lastIndexOf(wanted);
    if (found >= 0) return base + found;
    if (base === floor) return undefined;
    end = base + wanted.length - 1;
  }
  return undefined;
}
