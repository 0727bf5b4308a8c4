import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openForRepair, replaceDurably } from './durable-files.ts';
import { isMissing } from './storage-errors.ts';

/** What a collection's directory holds, by generation, ascending. */
export interface CollectionListing {
  /** The generation `CURRENT` names; `undefined` when there is no such file, `null` when it holds no number. */
  readonly current: number | null | undefined;
  readonly snapshots: readonly number[];
  readonly journals: readonly number[];
  /** Temporary files a crash left behind. */
  readonly leftovers: readonly string[];
}

export const CURRENT = 'CURRENT';

export const snapshotName = (generation: number): string => `snapshot-${generation}.jsonl`;
export const journalName = (generation: number): string => `journal-${generation}.jsonl`;

/** So much of a file is removed at once. */
const PIECE_BYTES = 4 * 1024 * 1024;

const FILE_NAME = /^(snapshot|journal)-([1-9]\d{0,14})\.jsonl$/;

/** Lists a collection's directory; one that does not exist is empty. */
export async function listCollection(directory: string): Promise<CollectionListing> {
  const snapshots: number[] = [];
  const journals: number[] = [];
  const leftovers: string[] = [];
  let current: number | null | undefined;
  for (const name of await namesIn(directory)) {
    const match = FILE_NAME.exec(name);
    if (match !== null) (match[1] === 'snapshot' ? snapshots : journals).push(Number(match[2]));
    else if (name === CURRENT) current = parseGeneration(await readFile(join(directory, name), 'utf8'));
    else if (name.endsWith('.tmp')) leftovers.push(name);
  }
  const ascending = (a: number, b: number): number => a - b;
  return { current, snapshots: snapshots.sort(ascending), journals: journals.sort(ascending), leftovers };
}

/** Makes `generation` the one a reader starts from, durably. */
export async function writeCurrent(directory: string, generation: number): Promise<void> {
  await replaceDurably(join(directory, CURRENT), `${generation}\n`, String(generation));
}

/** Removes snapshots and journals below `generation`. */
export async function removeBelow(directory: string, generation: number): Promise<void> {
  const { snapshots, journals } = await listCollection(directory);
  const names = [
    ...snapshots.filter((found) => found < generation).map(snapshotName),
    ...journals.filter((found) => found < generation).map(journalName),
  ];
  for (const name of names) await removeSlowly(join(directory, name));
}

/**
 * Removes a file piece by piece. A disk that discards what is freed, or that frees many blocks at once, holds up
 * everybody's fsync meanwhile: 60 ms for 50 MB in one go, 10 ms in pieces. What a crash leaves is a leftover.
 */
async function removeSlowly(path: string): Promise<void> {
  const leftover = `${path}.tmp`;
  await rename(path, leftover);
  const handle = await openForRepair(leftover);
  try {
    const { size } = await handle.stat();
    for (let rest = size - PIECE_BYTES; rest > 0; rest -= PIECE_BYTES) {
      await handle.truncate(rest);
      await handle.datasync();
    }
  } finally {
    await handle.close();
  }
  await rm(leftover, { force: true });
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function parseGeneration(text: string): number | null {
  return /^[1-9]\d{0,14}\n?$/.test(text) ? Number.parseInt(text, 10) : null;
}
