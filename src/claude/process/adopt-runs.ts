import { readdir } from 'node:fs/promises';
import type { Logger } from '../../core/logger.ts';
import { isMissing } from '../../storage/storage-errors.ts';
import type { ClaudeProcess, GivenUp } from './claude-process.ts';
import { settleCutting } from './cut-output.ts';
import { endProcessTree } from './end-process-tree.ts';
import { InputWriter } from './input-writer.ts';
import type { ProcessTable } from './process-table.ts';
import { isBeingRemoved, RunDirectory } from './run-directory.ts';
import { isProcessOf, type RunRecord } from './run-record.ts';
import { RunningProcess } from './running-process.ts';
import { endedBefore, watchForeignEnd } from './watch-process-end.ts';

const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface Adoption {
  readonly runRoot: string;
  readonly table: ProcessTable;
  readonly logger: Logger;
  /** Whether this server has opened the run already. */
  readonly isOpen: (sessionId: string) => boolean;
  readonly onOpened: (sessionId: string) => void;
  readonly onClosed: (sessionId: string) => void;
}

/** What became of the runs of an earlier server. */
export interface Adopted {
  readonly processes: readonly ClaudeProcess[];
  readonly problems: readonly string[];
  readonly givenUp: readonly GivenUp[];
}

/**
 * Opens every run in the run root. One that cannot be gone on with is ended and removed, and its problem told; what
 * is no run of ours (a link, a file, somebody else's directory) is only told.
 */
export async function adoptRuns(adoption: Adoption): Promise<Adopted> {
  const processes: ClaudeProcess[] = [];
  const problems: string[] = [];
  const givenUp: GivenUp[] = [];
  for (const name of await listNames(adoption.runRoot)) {
    if (adoption.isOpen(name)) continue;
    const directory = new RunDirectory(adoption.runRoot, name);
    if (isBeingRemoved(name)) {
      await directory.remove().catch(() => undefined);
      continue;
    }
    try {
      if (!SESSION_ID.test(name)) throw new Error('its name is no session id');
      await directory.check(process.getuid?.());
    } catch (error) {
      problems.push(`${directory.path} was left alone: ${(error as Error).message}`);
      continue;
    }
    try {
      processes.push(await openRun(directory, adoption));
      adoption.onOpened(name);
    } catch (error) {
      givenUp.push({ sessionId: name, wasStarted: await directory.hasRecord() });
      problems.push(await giveUp(directory, adoption, (error as Error).message));
    }
  }
  return { processes, problems, givenUp };
}

async function listNames(runRoot: string): Promise<string[]> {
  try {
    return (await readdir(runRoot)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function openRun(directory: RunDirectory, adoption: Adoption): Promise<RunningProcess> {
  const { table, logger } = adoption;
  const found = await directory.readRecord();
  const isOfThisBoot = found.bootId === (await table.bootId());
  const isAlive = await isProcessOf(found, table);
  if (isAlive && found.input === 'pipe') throw new Error('its input ended with the server that started it');
  const out = await directory.openOut();
  let input: InputWriter | undefined;
  try {
    const record = await settleCutting(directory, out, found);
    if (isAlive) input = await InputWriter.open(directory);
    // A server that was killed may have left half a line.
    input?.writeLineEnd();
    const end = isAlive ? watchForeignEnd(table, record.pid, record.start) : endedBefore();
    const onClosed = (): void => adoption.onClosed(record.sessionId);
    return new RunningProcess({ directory, record, out, input, end, isOfThisBoot, table, logger, onClosed });
  } catch (error) {
    input?.close();
    await out.close();
    throw error;
  }
}

/** Ends what a run has left and removes it; returns what happened as a sentence. */
async function giveUp(directory: RunDirectory, { table, logger }: Adoption, reason: string): Promise<string> {
  try {
    // Whoever has the FIFO as its input was started for this run, whether or not there is a record of it.
    const trees = new Map((await table.readingFrom(directory.inPath)).map(({ pid, start }) => [pid, start]));
    const record = await readRecord(directory);
    if (record !== undefined && record.bootId === (await table.bootId())) trees.set(record.pid, record.start);
    for (const [pid, start] of trees) await endProcessTree({ table, pid, start });
    await directory.remove();
    return `${directory.path} could not be gone on with and was ended: ${reason}`;
  } catch (error) {
    logger.error('a run could not be ended', { path: directory.path, error: (error as Error).message });
    return `${directory.path} could not be gone on with (${reason}), nor ended: ${(error as Error).message}`;
  }
}

async function readRecord(directory: RunDirectory): Promise<RunRecord | undefined> {
  return await directory.readRecord().catch(() => undefined);
}
