import { readFile } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { plainAddress } from './address.ts';
import type { PeerUser } from './request-facts.ts';

/** One end of a TCP connection. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Tells whether the peer of an accepted connection belongs to the server's own user. */
export type PeerUserLookup = (socket: Socket) => Promise<PeerUser>;

/** How often a connection is looked for. */
const READINGS = 3;
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;

/**
 * Returns a look-up over the system's socket tables, undefined where the system cannot tell (no such tables, or
 * tables that do not show our own connections, as in some sandboxes).
 */
export async function createPeerUserLookup(ownUid: number | undefined): Promise<PeerUserLookup | undefined> {
  if (ownUid === undefined) return undefined;
  const readTables = shareReads(async () =>
    Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => ''))),
  );
  const lookup: PeerUserLookup = async (socket) => {
    const peer = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    const local = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    // A table that changes while it is read may lack a line: only what is not there again and again is not there.
    for (let reading = 0; reading < READINGS; reading++) {
      for (const table of await readTables()) {
        const uid = findSocketUid(table, peer, local);
        if (uid !== undefined) return uid === ownUid ? 'same' : 'other';
      }
    }
    return 'other';
  };
  return (await seesOwnConnection(lookup)) ? lookup : undefined;
}

/**
 * Returns the same read, of which one runs at a time: who asks meanwhile shares the next one, which begins later. The
 * tables grow with the connections: reading them for each would let anybody on the machine fill the memory.
 */
export function shareReads<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = (): Promise<T> => {
    next = undefined;
    const reading = read().finally(() => {
      if (running === reading) running = undefined;
    });
    running = reading;
    return reading;
  };
  return () => {
    if (running === undefined && next === undefined) return start();
    next ??= (running ?? Promise.resolve()).then(start, start);
    return next;
  };
}

/** Returns the user id of that socket, see `findSocketRow`. */
export function findSocketUid(table: string, own: Endpoint, other: Endpoint): number | undefined {
  return findSocketRow(table, own, other)?.uid;
}

/**
 * Returns user id and inode of the socket bound to `own` and connected to `other` in a table of the kernel
 * (`/proc/net/tcp` or `tcp6`), undefined when it has no such row or its process has closed it already.
 */
export function findSocketRow(
  table: string,
  own: Endpoint,
  other: Endpoint,
): { readonly uid: number; readonly inode: number } | undefined {
  for (const encode of [encodeIpv4, encodeIpv6]) {
    const row = table.indexOf(`: ${encode(own)} ${encode(other)} `);
    if (row === -1) continue;
    // After the two addresses: state, queues, timer, retransmits, uid, timeout, inode.
    const columns = table.slice(row + 2, table.indexOf('\n', row)).split(/\s+/);
    const uid = Number(columns[6]);
    // A socket that was closed after sending has no inode any more, and is shown as root's whoever's it was.
    const inode = Number(columns[8]);
    if (Number.isInteger(uid) && inode > 0) return { uid, inode };
  }
  return undefined;
}

function encodeIpv4({ address, port }: Endpoint): string {
  const bytes = plainAddress(address).split('.').map(Number);
  return bytes.length === 4 ? `${hex(bytes.reverse())}:${hex([port >> 8, port & 255])}` : '-';
}

function encodeIpv6({ address, port }: Endpoint): string {
  const bytes = ipv6Bytes(plainAddress(address));
  // The kernel prints four 32-bit words in host order: little-endian on the machines we run on.
  const words = [0, 4, 8, 12].map((at) => hex(bytes.slice(at, at + 4).reverse()));
  return `${words.join('')}:${hex([port >> 8, port & 255])}`;
}

function ipv6Bytes(address: string): number[] {
  if (!address.includes(':')) return [...Array<number>(10).fill(0), 255, 255, ...address.split('.').map(Number)];
  const [head = '', tail] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const middle = Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0);
  return [...left, ...middle, ...right].flatMap((group) => [group >> 8, group & 255]);
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

/** Connects to a listener of its own and looks for that connection in the tables. */
async function seesOwnConnection(lookup: PeerUserLookup): Promise<boolean> {
  const server = createServer();
  try {
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const client = createConnection(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
    client.on('error', () => {});
    const socket = await accepted;
    const user = await lookup(socket);
    client.destroy();
    socket.destroy();
    return user === 'same';
  } catch {
    return false;
  } finally {
    server.close();
  }
}
