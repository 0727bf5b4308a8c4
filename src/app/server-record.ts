import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import type { HomePaths } from '../config/paths.ts';
import { reachableSocketPath } from '../config/socket-path.ts';
import { replaceDurably } from '../storage/durable-files.ts';
import { isPid, readJsonFile, readOwnerNote } from '../storage/owner-note.ts';

/** Where to reach the server of a data directory. Only the owner lock decides who that is; this only says where. */
export interface ServerRecord {
  readonly pid: number;
  readonly url: string;
  /** ISO 8601 UTC. */
  readonly started_at: string;
  readonly version: string;
  /** Arguments of `serve`, so that a restart can repeat them. */
  readonly argv: readonly string[];
}

export async function writeServerRecord(paths: HomePaths, record: ServerRecord): Promise<void> {
  // One that was killed while it wrote may have had our process id.
  await rm(`${paths.serverRecord}.${record.pid}.tmp`, { force: true });
  await replaceDurably(paths.serverRecord, `${JSON.stringify(record)}\n`, `${record.pid}`);
}

export async function removeServerRecord(paths: HomePaths): Promise<void> {
  await rm(paths.serverRecord, { force: true });
  await rm(paths.serverSocket, { force: true });
}

/**
 * Returns the record of the server that answers on the socket now. What a dead one left behind is ignored: the record
 * counts only when it names the process that owns the data directory.
 */
export async function readServerRecord(paths: HomePaths): Promise<ServerRecord | undefined> {
  if (!(await answers(paths.serverSocket))) return undefined;
  const record = (await readJsonFile(paths.serverRecord)) as Partial<ServerRecord> | undefined;
  const owner = await readOwnerNote(paths.home);
  const isOwners = isPid(record?.pid) && record.pid === owner?.pid && typeof record.url === 'string';
  return isOwners ? (record as ServerRecord) : undefined;
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    let reachable: ReturnType<typeof reachableSocketPath>;
    try {
      reachable = reachableSocketPath(socketPath, process.platform);
    } catch {
      resolve(false);
      return;
    }
    const socket = createConnection(reachable.path);
    const settle = (isThere: boolean): void => {
      reachable.release();
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
