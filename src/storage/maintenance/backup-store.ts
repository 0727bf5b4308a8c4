import type { Dirent } from 'node:fs';
import { chmod, mkdir, readdir, readlink, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodezError } from '../../core/errors.ts';
import { CURRENT } from '../collection-files.ts';
import { createExclusively, ensureDirectory, openForReading, syncDirectory, syncFile } from '../durable-files.ts';
import type { DurableFile } from '../journal-writer.ts';
import { systemCode, toStorageError } from '../storage-errors.ts';
import { DIRECTORY_MODE } from '../store-schema.ts';
import { listHome } from './list-home.ts';
import { assertOutsideHome } from './outside-home.ts';

/** The state of a collection at one moment: the generation it starts from and how much of each file counts. */
export interface CollectionPoint {
  readonly name: string;
  readonly base: number;
  readonly files: readonly DurableFile[];
}

export interface BackupReport {
  readonly target: string;
  readonly files: number;
  readonly bytes: number;
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * Copies the data directory `home` to `target`, which is made and must not exist: each collection as of its point,
 * everything else as it is. The copy is complete and on disk when it appears under its name.
 * @throws CodezError `conflict` when `target` or `target.partial` exists, `invalid` when it lies inside `home`, `unavailable`
 */
export async function backupStore(
  home: string,
  target: string,
  points: readonly CollectionPoint[],
  signal: AbortSignal,
): Promise<BackupReport> {
  await assertOutsideHome(home, target);
  await claim(target);
  const partial = `${target}.partial`;
  // Claimed like the target: what is removed on failure must be what was made here.
  await claim(partial).catch(async (error: unknown) => {
    await rmdir(target);
    throw error;
  });
  try {
    const copy = new TreeCopy(signal);
    for (const point of points) await copyCollection(copy, home, partial, point);
    const { documents, others } = await listHome(home);
    for (const name of documents) await copy.file(join(home, name), join(partial, name));
    for (const entry of others) await copy.entry(home, partial, entry);
    await syncDirectory(partial);
    await rename(partial, target);
    await syncDirectory(dirname(target));
    return { target, files: copy.files, bytes: copy.bytes };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    await rm(target, { recursive: true, force: true });
    if (signal.aborted) throw error;
    throw toStorageError(error, 'Copying to', target);
  }
}

/** Makes an empty directory, so that nothing else takes the name. */
async function claim(target: string): Promise<void> {
  try {
    await mkdir(target, { mode: DIRECTORY_MODE });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') {
      throw new CodezError('conflict', `${target} exists already`, 'Give the name of a directory to be made.');
    }
    throw toStorageError(error, 'Making', target);
  }
}

async function copyCollection(copy: TreeCopy, home: string, target: string, point: CollectionPoint): Promise<void> {
  const directory = join(target, point.name);
  await ensureDirectory(directory);
  for (const file of point.files) {
    await copy.file(join(home, point.name, file.name), join(directory, file.name), file.durableBytes);
  }
  const current = await createExclusively(join(directory, CURRENT));
  try {
    await current.writeFile(`${point.base}\n`);
    await syncFile(current, CURRENT);
  } finally {
    await current.close();
  }
  await syncDirectory(directory);
}

/** Copies files and folders durably, and counts them. */
class TreeCopy {
  files = 0;
  bytes = 0;
  readonly #signal: AbortSignal;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Copies the first `limit` bytes of a regular file, with its mode. */
  async file(from: string, to: string, limit = Number.POSITIVE_INFINITY): Promise<void> {
    const source = await openForReading(from);
    const target = await createExclusively(to);
    try {
      for (let at = 0; at < limit; ) {
        this.#signal.throwIfAborted();
        const { bytesRead } = await source.read(this.#chunk, 0, Math.min(this.#chunk.length, limit - at), at);
        if (bytesRead === 0) break;
        await target.writeFile(this.#chunk.subarray(0, bytesRead));
        at += bytesRead;
        this.bytes += bytesRead;
      }
      await target.chmod((await source.stat()).mode & 0o777);
      await syncFile(target, to);
      this.files += 1;
    } finally {
      await source.close();
      await target.close();
    }
  }

  /** Copies what `entry` names; symbolic links as links, sockets and the like not at all. */
  async entry(from: string, to: string, entry: Dirent): Promise<void> {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isFile()) await this.file(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (entry.isDirectory()) {
      await mkdir(target, { mode: DIRECTORY_MODE });
      for (const inner of await readdir(source, { withFileTypes: true })) await this.entry(source, target, inner);
      await chmod(target, DIRECTORY_MODE);
      await syncDirectory(target);
    }
  }
}
