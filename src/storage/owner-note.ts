import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCK_FILE } from './drivers/owner-lock.ts';
import { FILE_MODE } from './store-schema.ts';

const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;

/** What an owner writes into the lock file: for error messages, and to notice an owner with another driver. */
export interface OwnerNote {
  readonly pid: number;
  readonly driver: string;
}

/** Returns what the last owner of `home` wrote, undefined when it has gone in order or wrote nothing readable. */
export async function readOwnerNote(home: string): Promise<OwnerNote | undefined> {
  const note = (await readJsonFile(join(home, LOCK_FILE))) as Partial<OwnerNote> | undefined;
  if (!isPid(note?.pid) || typeof note?.driver !== 'string') return undefined;
  return note as OwnerNote;
}

/** Writes the note of the owner, or empties it when the owner leaves. */
export async function writeOwnerNote(home: string, note: (OwnerNote & { since: string }) | undefined): Promise<void> {
  const handle = await open(join(home, LOCK_FILE), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, FILE_MODE);
  try {
    if (note !== undefined) await handle.writeFile(`${JSON.stringify(note)}\n`);
  } finally {
    await handle.close();
  }
}

/** Returns true for the number of one process: 0 and below mean whole groups to the system. */
export function isPid(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Returns the JSON value of a small file, undefined when there is none to be read. */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
