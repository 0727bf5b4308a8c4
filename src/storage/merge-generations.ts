import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeBelow, snapshotName, writeCurrent } from './collection-files.ts';
import { createExclusively, syncDirectory, syncFile } from './durable-files.ts';
import { problemsOf, readGeneration } from './generation-file.ts';
import { LineEncoder } from './record-codec.ts';
import type { PlannedFile } from './replay-plan.ts';
import { SyncError } from './storage-errors.ts';
import { isRecord, type SnapshotFooter, type SnapshotHeader, STORE_SCHEMA } from './store-schema.ts';

/** What is to be merged; plain data, since it travels to a worker thread. */
export interface MergeTask {
  readonly directory: string;
  readonly collection: string;
  /** Sealed files in the order of their replay. */
  readonly files: readonly PlannedFile[];
  /** Names of files whose damage is known and already set aside. */
  readonly tolerated: readonly string[];
  /** Generation of the snapshot to write; all of `files` are older. */
  readonly generation: number;
  /** Files of older generations than this one are removed at the end. */
  readonly keepFrom: number;
  readonly lastSeq: number;
  readonly createdAt: string;
}

export interface MergeResult {
  readonly records: number;
  readonly sizeBytes: number;
}

/** A sealed file turned out to be damaged: nothing was merged. */
export class SealedFileDamage extends Error {
  override readonly name = 'SealedFileDamage';
  readonly file: string;

  constructor(file: string, problems: readonly string[]) {
    super(problems.join('; '));
    this.file = file;
  }
}

/** Where the newest line of a key stands. */
interface LinePlace {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

const COPY_BYTES = 256 * 1024;
/** So much is written between two fsyncs: a journal's own fsync may have to wait for what a snapshot left unwritten. */
const SYNC_BYTES = 2 * 1024 * 1024;

/**
 * Writes one snapshot with the last record of every key, makes it the current generation and removes what is older
 * than `keepFrom`. Lines are copied as they are, checksums included. A crash at any step leaves either the old
 * generation or the new one in force, and all of it can be done again.
 * @throws SealedFileDamage, SyncError, or the system's error; the old generation is then still in force.
 */
export async function mergeGenerations(task: MergeTask): Promise<MergeResult> {
  const places = await findNewestLines(task);
  const target = join(task.directory, snapshotName(task.generation));
  const temporary = `${target}.tmp`;
  await rm(temporary, { force: true });
  const handle = await createExclusively(temporary);
  let sizeBytes: number;
  try {
    try {
      sizeBytes = writeSnapshot(task, places, handle.fd);
      await syncFile(handle, temporary);
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(task.directory);
  await writeCurrent(task.directory, task.generation);
  await removeBelow(task.directory, task.keepFrom);
  return { records: places.size, sizeBytes };
}

async function findNewestLines(task: MergeTask): Promise<Map<string, LinePlace>> {
  const places = new Map<string, LinePlace>();
  for (const [index, file] of task.files.entries()) {
    const report = await readGeneration(join(task.directory, file.name), file, (lines, starts, ends) => {
      for (let at = 0; at < lines.length; at++) {
        const line = lines[at];
        if (line === undefined || !isRecord(line)) continue;
        if (line.o === 'del') places.delete(line.k);
        else places.set(line.k, { file: index, start: starts[at] as number, end: ends[at] as number });
      }
    });
    const problems = problemsOf(report, false);
    if (problems.length > 0 && !task.tolerated.includes(file.name)) throw new SealedFileDamage(file.name, problems);
  }
  return places;
}

function writeSnapshot(task: MergeTask, places: Map<string, LinePlace>, fd: number): number {
  const header: SnapshotHeader = {
    codez: 'snapshot',
    schema: STORE_SCHEMA,
    collection: task.collection,
    generation: task.generation,
    last_seq: task.lastSeq,
    created_at: task.createdAt,
  };
  const footer: SnapshotFooter = { codez: 'end', count: places.size };
  const encoder = new LineEncoder();
  const sources = task.files.map((file) => openSync(join(task.directory, file.name), 'r'));
  try {
    const target = new SteadyWriter(fd);
    target.write(encoder.encode([JSON.stringify(header)]));
    for (const run of joinNeighbours(places.values())) copyRun(sources[run.file] as number, run, target);
    target.write(encoder.encode([JSON.stringify(footer)]));
    return target.sizeBytes;
  } finally {
    for (const source of sources) closeSync(source);
  }
}

/** Joins lines that follow each other in their file, so that a snapshot is copied in large pieces. */
function* joinNeighbours(places: Iterable<LinePlace>): Iterable<LinePlace> {
  let run: LinePlace | undefined;
  for (const place of places) {
    if (run !== undefined && place.file === run.file && place.start === run.end) {
      run = { file: run.file, start: run.start, end: place.end };
    } else {
      if (run !== undefined) yield run;
      run = place;
    }
  }
  if (run !== undefined) yield run;
}

function copyRun(source: number, run: LinePlace, target: SteadyWriter): void {
  const buffer = Buffer.allocUnsafe(Math.min(COPY_BYTES, run.end - run.start));
  for (let at = run.start; at < run.end; ) {
    const count = readSync(source, buffer, 0, Math.min(buffer.length, run.end - at), at);
    if (count === 0) throw new Error('a sealed file became shorter while it was merged');
    target.write(buffer.subarray(0, count));
    at += count;
  }
}

/** Appends to a file and has the disk keep pace. */
class SteadyWriter {
  sizeBytes = 0;
  readonly #fd: number;
  #unsynced = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    this.sizeBytes += bytes.length;
    this.#unsynced += bytes.length;
    if (this.#unsynced < SYNC_BYTES) return;
    try {
      fdatasyncSync(this.#fd);
    } catch (cause) {
      throw new SyncError('fsync of a snapshot failed', { cause });
    }
    this.#unsynced = 0;
  }
}
