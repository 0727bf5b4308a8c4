import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { CodezError } from '../core/errors.ts';
import { isLoopbackAddress } from './address.ts';
import { findSocketRow, shareReads } from './peer-user.ts';

/** How often a connection is looked for. */
const READINGS = 4;
const PAUSE_MS = 20;
const TABLES = ['net/tcp', 'net/tcp6'] as const;
/** Ancestors looked at: nobody nests shells deeper, not even to get away from one. */
const MAX_ANCESTORS = 1024;
/** State, parent, group, session, terminal, its group, flags of a process. */
const STATE = /^ \S (\d+) \S+ \S+ \S+ \S+ (\d+) /;
/** The kernel's PF_EXITING. */
const EXITING = 4;
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
 * @throws CodezError `forbidden` when the program is gone already, on a system that shows whose a connection is
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
    const findRow = async () => {
      const tables = await readTables();
      const [row] = tables.flatMap((table) => findSocketRow(table, peer, local) ?? []);
      return { row, isShown: tables.some((table) => table !== '') };
    };
    // A table that changes while it is read may lack a line, and a program that is going holds nothing any more while
    // its connection is still there: only what is not seen again and again is not there.
    let isHeldUnseen = false;
    for (let reading = 0; reading < READINGS; reading++) {
      if (reading > 0) await setTimeout(PAUSE_MS);
      const { row, isShown } = await findRow();
      if (!isShown) return [];
      const pid = row && (await readHolders()).get(row.inode);
      isHeldUnseen = row !== undefined && pid === undefined;
      const sessions = pid && (await findSessionsAbove(proc, pid));
      if (!sessions) continue;
      // Only who is there to the end of the look is outside of any session: a program that has gone shows none.
      if (sessions.length > 0 || (await findRow()).row?.inode === row?.inode) return sessions;
    }
    // Of another user, or in a container that shares our network.
    if (isHeldUnseen) return [];
    throw new CodezError(
      'forbidden',
      'The program that sent this call was gone before it could be seen where it comes from',
      'Wait for the answer before the connection is closed.',
    );
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
  return [...new Set([...namedSessions(named), ...((await findSessionsAbove(proc, String(process.ppid))) ?? [])])];
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

/** Returns what the process and its ancestors name, undefined when one of them is going while none names any. */
async function findSessionsAbove(proc: string, pid: string): Promise<readonly string[] | undefined> {
  const sessions = new Set<string>();
  let isGoing = false;
  let current = pid;
  for (let depth = 0; depth < MAX_ANCESTORS && Number(current) > 1; depth++) {
    const session = SESSION.exec(await readText(`${proc}/${current}/environ`))?.[1];
    if (session !== undefined) sessions.add(session);
    // The name of the program stands in parentheses, and may hold any character; state, parent and flags follow.
    const stat = await readText(`${proc}/${current}/stat`);
    const [, parent = '0', flags] = STATE.exec(stat.slice(stat.lastIndexOf(')') + 1)) ?? [];
    // Its environment is gone before its connections are.
    isGoing ||= flags === undefined || (Number(flags) & EXITING) !== 0;
    current = parent;
  }
  return sessions.size === 0 && isGoing ? undefined : [...sessions];
}

function readText(path: string): Promise<string> {
  return readFile(path, 'latin1').catch(() => '');
}
