import { createHash } from 'node:crypto';
import { fstatSync, ftruncateSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { RunDirectory } from './run-directory.ts';
import type { RunRecord } from './run-record.ts';

const HEAD_BYTES = 4096;

/**
 * Empties an output of which everything up to `offset` was read, unless more was written meanwhile. Returns the new
 * record, or the old one when nothing was cut; throws only while nothing was. A server that is killed in between is understood by
 * {@link settleCutting}: what stands at the beginning of the output tells whether it was emptied.
 */
export async function cutOutput(
  directory: RunDirectory,
  out: FileHandle,
  record: RunRecord,
  offset: number,
  onError: (error: unknown) => void,
): Promise<RunRecord> {
  const head = await readHead(out, HEAD_BYTES);
  const cutting = { headBytes: head.length, headHash: hashOf(head) };
  await directory.writeRecord({ ...record, cutting });
  // In one go: between the look and the cut nobody else of this process runs, and the session is idle.
  const isRead = fstatSync(out.fd).size === offset;
  if (isRead) ftruncateSync(out.fd, 0);
  const { cutting: _, ...settled } = record;
  const next = isRead ? { ...settled, cuts: record.cuts + 1 } : settled;
  // From here on the output is what counts: a record that could not be written is understood as after a kill.
  await directory.writeRecord(next).catch(onError);
  return next;
}

/** Returns the record with what became of a cut that a killed server was at. */
export async function settleCutting(
  directory: RunDirectory,
  out: FileHandle,
  { cutting, ...record }: RunRecord,
): Promise<RunRecord> {
  if (cutting === undefined) return record;
  const head = await readHead(out, cutting.headBytes);
  const isCut = head.length < cutting.headBytes || hashOf(head) !== cutting.headHash;
  const settled = isCut ? { ...record, cuts: record.cuts + 1 } : record;
  await directory.writeRecord(settled);
  return settled;
}

async function readHead(out: FileHandle, bytes: number): Promise<Buffer> {
  const head = Buffer.alloc(bytes);
  const { bytesRead } = await out.read(head, 0, bytes, 0);
  return head.subarray(0, bytesRead);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
