import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type MergeResult, type MergeTask, mergeGenerations, SealedFileDamage } from './merge-generations.ts';
import { SyncError, systemCode } from './storage-errors.ts';

/** What the thread says when it has ended; errors as plain data, since classes do not travel. */
export type MergeReply =
  | ({ readonly kind: 'done' } & MergeResult)
  | { readonly kind: 'damage'; readonly file: string; readonly message: string }
  | { readonly kind: 'sync' | 'failed'; readonly message: string };

// On Linux a priority belongs to a thread: merging gives way to serving. Elsewhere it would slow the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

async function reply(): Promise<MergeReply> {
  try {
    return { kind: 'done', ...(await mergeGenerations(workerData as MergeTask)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof SealedFileDamage) return { kind: 'damage', file: error.file, message };
    if (error instanceof SyncError) return { kind: 'sync', message };
    return { kind: 'failed', message: systemCode(error) === 'ENOSPC' ? `the disk is full (${message})` : message };
  }
}

parentPort?.postMessage(await reply());
