import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDirectory, replaceDurably } from '../../storage/durable-files.ts';

/** What a log that was closed leaves behind, so that the next one reads no segment to go on. */
export interface LogState {
  /** Name and length of the newest segment at that time; null when there was none. */
  readonly segment: { readonly name: string; readonly bytes: number } | null;
  /** No place from here on has been given out. */
  readonly next: number;
  readonly told: readonly (readonly [stream: string, offset: number])[];
}

const FILE = 'state.json';

/** Returns what was left behind; undefined when there is nothing that can be read. */
export async function readLogState(folder: string): Promise<LogState | undefined> {
  try {
    const state = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as LogState;
    const isState = Number.isSafeInteger(state.next) && Array.isArray(state.told);
    return isState && (state.segment === null || typeof state.segment.name === 'string') ? state : undefined;
  } catch {
    return undefined;
  }
}

export async function writeLogState(folder: string, state: LogState, suffix: string): Promise<void> {
  await ensureDirectory(folder);
  await replaceDurably(join(folder, FILE), `${JSON.stringify(state)}\n`, suffix);
}
