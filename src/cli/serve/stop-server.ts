import { kill } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { readServerRecord, type ServerRecord } from '../../app/server-record.ts';
import type { HomePaths } from '../../config/paths.ts';
import { CodezError } from '../../core/errors.ts';

/** A server lets running calls finish for 10 s, may end sessions in another 10, and writes what is left. */
const STOP_TIMEOUT_MS = 25_000;
const LOOK_EVERY_MS = 25;

/**
 * Ends the server of this data directory and waits until it is gone. A record counts only when it names the
 * process that owns the directory, so no other process is hit.
 * @returns the record of the server that was ended, undefined when none runs
 * @throws CodezError `timeout` when it does not end, `forbidden` when it is another user's
 */
export async function stopServer(paths: HomePaths, signal: AbortSignal): Promise<ServerRecord | undefined> {
  const record = await readServerRecord(paths);
  if (record === undefined) return undefined;
  sendTerm(record);
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (isAlive(record.pid)) {
    if (performance.now() > deadline) {
      throw new CodezError(
        'timeout',
        `The server (pid ${record.pid}) does not end: calls are still running after ${STOP_TIMEOUT_MS / 1000} s`,
        `Try again, or end it with: kill -9 ${record.pid} (what was acknowledged is on disk).`,
      );
    }
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
  return record;
}

function sendTerm({ pid, url }: ServerRecord): void {
  try {
    kill(pid, 'SIGTERM');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw new CodezError(
      'forbidden',
      `The server at ${url} (pid ${pid}) cannot be ended: it belongs to another user`,
      'Run this as the user who started it.',
      { cause },
    );
  }
}

function isAlive(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
