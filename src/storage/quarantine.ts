import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { crc32 } from 'node:zlib';
import { createExclusively, ensureDirectory, openForReading, syncDirectory, syncFile } from './durable-files.ts';
import { isMissing, toStorageError } from './storage-errors.ts';
import { QUARANTINE } from './store-schema.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Copies a damaged file to `quarantine/`, byte for byte, under a name made of its path and checksum (so that the
 * same damage is kept once). Returns the copy's path relative to `home`.
 */
export async function copyToQuarantine(home: string, path: string): Promise<string> {
  const source = await openForReading(path);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let crc = 0;
    const eachChunk = async (take: (bytes: Buffer) => unknown): Promise<void> => {
      for (let offset = 0; ; ) {
        const { bytesRead } = await source.read(chunk, 0, chunk.length, offset);
        if (bytesRead === 0) return;
        await take(chunk.subarray(0, bytesRead));
        offset += bytesRead;
      }
    };
    await eachChunk((bytes) => {
      crc = crc32(bytes, crc);
    });
    const name = `${relative(home, path).split(sep).join('.')}.${crc.toString(16).padStart(8, '0')}`;
    await ensureDirectory(join(home, QUARANTINE));
    await writeOnce(join(home, QUARANTINE, name), eachChunk);
    return `${QUARANTINE}/${name}`;
  } finally {
    await source.close();
  }
}

async function writeOnce(
  target: string,
  eachChunk: (take: (bytes: Buffer) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const temporary = `${target}.tmp`;
  await rm(temporary, { force: true });
  const copy = await createExclusively(temporary);
  try {
    await eachChunk((bytes) => copy.writeFile(bytes));
    await syncFile(copy, temporary);
  } finally {
    await copy.close();
  }
  await rename(temporary, target);
  await syncDirectory(dirname(target));
}

/** Lists what was set aside, as paths relative to `home`. */
export async function listQuarantine(home: string): Promise<string[]> {
  try {
    return (await readdir(join(home, QUARANTINE)))
      .filter((name) => !name.endsWith('.tmp'))
      .sort()
      .map((name) => `${QUARANTINE}/${name}`);
  } catch (error) {
    if (isMissing(error)) return [];
    throw toStorageError(error, 'Reading', join(home, QUARANTINE));
  }
}
