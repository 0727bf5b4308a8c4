import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { isLoopbackAddress } from './address.ts';
import { findSocketRow, shareReads } from './peer-user.ts';

const TABLES = ['net/tcp', 'net/tcp6'] as const;
/** Ancestors looked at: no shell is nested deeper. */
const MAX_ANCESTORS = 64;
/**
 * Where a program of ours says from inside which session it was started, for connections whose other end the system
 * does not name. Believed only there: where the system names a session, that one it is.
 */
export const INSIDE_SESSION_HEADER = 'x-codez-inside-session';
const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SESSION = /(?:^|\0)CLAUDE_CODE_SESSION_ID=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\0|$)/;

/** Finds the session from inside which a local connection was made, undefined where none does or nobody can tell. */
export type PeerSessionLookup = (socket: Socket) => Promise<string | undefined>;

/**
 * Returns a look-up of the Claude Code session from inside which a local connection was made: the one that the
 * environment of the process at its other end names, or that of an ancestor. Looks at every process' open files: for rare
 * calls only, and those that come together share a look.
 */
export function createPeerSessionLookup(proc = '/proc'): PeerSessionLookup {
  const readTables = shareReads(() => Promise.all(TABLES.map((name) => readText(`${proc}/${name}`))));
  const readHolders = shareReads(() => findHolders(proc));
  return async (socket) => {
    const peer = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    const local = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    if (!isLoopbackAddress(peer.address)) return undefined;
    for (const table of await readTables()) {
      const row = findSocketRow(table, peer, local);
      if (row === undefined) continue;
      const pid = (await readHolders()).get(row.inode);
      return pid === undefined ? undefined : await findSessionAbove(proc, pid);
    }
    return undefined;
  };
}

/** Returns the session a request's header names, undefined when it names none. */
export function namedSession(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && SESSION_ID.test(header) ? header : undefined;
}

/**
 * Returns the session from inside which this process was started: the one its environment names, or that of an
 * ancestor where it names none.
 */
export async function findOwnSession(
  { CLAUDE_CODE_SESSION_ID: named }: { readonly CLAUDE_CODE_SESSION_ID?: string | undefined },
  proc = '/proc',
): Promise<string | undefined> {
  return namedSession(named) ?? (await findSessionAbove(proc, String(process.ppid)));
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

async function findSessionAbove(proc: string, pid: string): Promise<string | undefined> {
  let current = pid;
  for (let depth = 0; depth < MAX_ANCESTORS && Number(current) > 1; depth++) {
    const session = SESSION.exec(await readText(`${proc}/${current}/environ`))?.[1];
    if (session !== undefined) return session;
    // The name of the program stands in parentheses, and may hold any character; state and parent follow.
    const stat = await readText(`${proc}/${current}/stat`);
    current = /^ \S (\d+) /.exec(stat.slice(stat.lastIndexOf(')') + 1))?.[1] ?? '0';
  }
  return undefined;
}

function readText(path: string): Promise<string> {
  return readFile(path, 'latin1').catch(() => '');
}
