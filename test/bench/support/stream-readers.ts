import { connect, type Socket } from 'node:net';

/** Connections that read one stream of events each, and count what comes. */
export interface StreamReaders {
  /** Events read by all of them so far. */
  count(): number;
  /** Resolves when so many have been read. */
  reached(count: number): Promise<void>;
  close(): void;
}

const MARK = Buffer.from('\ndata: ');

/** Opens `connections` streams at `path`; resolves when each has begun. `onData` sees every piece of the first one. */
export async function openStreamReaders(
  port: number,
  path: string,
  connections: number,
  onData: (piece: Buffer) => void = () => {},
): Promise<StreamReaders> {
  let events = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let done = (): void => {};
  const open = (first: boolean): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      socket.once('error', reject);
      socket.once('data', () => resolve(socket));
      socket.on('data', (piece: Buffer) => {
        if (first) onData(piece);
        // A mark that is cut in two is missed by the search but told by its rest: pieces end with whole chunks.
        for (let at = piece.indexOf(MARK); at !== -1; at = piece.indexOf(MARK, at + MARK.length)) events++;
        if (events >= wanted) done();
      });
    });
  const sockets: Socket[] = [];
  for (let at = 0; at < connections; at++) sockets.push(await open(at === 0));
  return {
    count: () => events,
    reached: (count) =>
      new Promise((resolve) => {
        if (events >= count) return resolve();
        wanted = count;
        done = () => {
          wanted = Number.POSITIVE_INFINITY;
          resolve();
        };
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
