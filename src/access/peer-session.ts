import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { isLoopbackAddress } from './address.ts';
import { findSocketRow, shareReads } from './peer-user.ts';

const TABLES = ['net/tcp', 'net/tcp6'] as const;
/** Ancestors looked at: nobody nests shells deeper, not even to get away from one. */
const MAX_ANCESTORS = 1024;
/**
 * Where a program of ours says from inside which session it was started, for connections whose other end the system
 * does not name. Believed only there: where the system names a session, that one it is.
 */
export const INSIDE_SESSION_HEADER = 'x-codez-inside-session';
const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SESSION = /(?:^|\0)CLAUDE_CODE_SESSION_ID=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\0|$)/;

/**
 * Finds the sessions from inside which a local connection was made, nearest first: all that the processes name, since
 * anybody may name one that there is none of for the programs it starts. Empty where nobody can tell.
 */
export type PeerSessionLookup = (socket: Socket) => Promise<readonly string[]>;

/**
 * Returns a look-up of the Claude Code sessions from inside which a local connection was made: those that the
 * environments of the process at its other end and of its ancestors name. Looks at every process' open files: for rare
 * calls only, and those that come together share a look.
 */
export function createPeerSessionLookup(proc = '/proc'): PeerSessionLookup {
  const readTables = shareReads(() => Promise.all(TABLES.map((name) => readText(`${proc}/${name}`))));
  const readHolders = shareReads(() => findHolders(proc));
  return async (socket) => {
    const peer = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    const local = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    if (!isLoopbackAddress(peer.address)) return [];
    for (const table of await readTables()) {
      const row = findSocketRow(table, peer, local);
      if (row === undefined) continue;
      const pid = (await readHolders()).get(row.inode);
      return pid === undefined ? [] : await findSessionsAbove(proc, pid);
    }
    return [];
  };
}

/** Returns the sessions a request's header names. */
export function namedSessions(header: string | readonly string[] | undefined): readonly string[] {
  return typeof header === 'string' ? header.split(',').filter((id) => SESSION_ID.test(id)) : [];
}

/**
 * Returns the sessions from inside which this process was started, nearest first: those that its environment and its
 * ancestors' name.
 */
export async function findOwnSessions(
  { CLAUDE_CODE_SESSION_ID: named }: { readonly CLAUDE_CODE_SESSION_ID?: string | undefined },
  proc = '/proc',
): Promise<readonly string[]> {
  return [...new Set([...namedSessions(named), ...(await findSessionsAbove(proc, String(process.ppid)))])];
}

/** Returns which process has a socket open, by the socket's inode. */
async function findHolders(proc: string): Promise<ReadonlyMap<number, string>> {
  const holders = new Map<number, string>();
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const folder = `${proc}/${pid}/fd`;
    const links = await readdir(folder).catch(() => []);
    const targets = await Promise.all(links.map((link) => readlink(`${folder}/${link}`).catch(() => '')));
    for (const target of targets) {
      const inode = Number(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? 0);
      if (inode > 0 && !holders.has(inode)) holders.set(inode, pid);
    }
  }
  return holders;
}

async function findSessionsAbove(proc: string, pid: string): Promise<readonly string[]> {
  const sessions = new Set<string>();
  let current = pid;
  for (let depth = 0; depth < MAX_ANCESTORS && Number(current) > 1; depth++) {
    const session = SESSION.exec(await readText(`${proc}/${current}/environ`))?.[1];
    if (session !== undefined) sessions.add(session);
    // The name of the program stands in parentheses, and may hold any character; state and parent follow.
    const stat = await readText(`${proc}/${current}/stat`);
    current = /^ \S (\d+) /.exec(stat.slice(stat.lastIndexOf(')') + 1))?.[1] ?? '0';
  }
  return [...sessions];
}

function readText(path: string): Promise<string> {
  return readFile(path, 'latin1').catch(() => '');
}
