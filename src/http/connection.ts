import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { PeerUserLookup } from '../access/peer-user.ts';
import type { PeerUser, RequestFacts } from '../access/request-facts.ts';

/** What is known of a connection: fixed when it was accepted, looked up at most once. */
interface Connection {
  readonly door: RequestFacts['door'];
  readonly peerAddress: string;
  readonly localAddress: string;
  readonly localPort: number;
  peerUser: PeerUser | undefined;
}

const connections = new WeakMap<Socket, Connection>();

/** Notes at which door a connection came in; called for each accepted one. */
export function registerConnection(socket: Socket, door: RequestFacts['door'], canTell: boolean): void {
  connections.set(socket, {
    door,
    peerAddress: socket.remoteAddress ?? '',
    localAddress: socket.localAddress ?? '',
    localPort: socket.localPort ?? 0,
    peerUser: door === 'tcp' && canTell ? undefined : 'unknown',
  });
}

/** Calls `then` with whose the connection is: at once when known, else after one look into the system's tables. */
export function withPeerUser(
  socket: Socket,
  lookup: PeerUserLookup | undefined,
  then: (peerUser: PeerUser) => void,
): void {
  const connection = connections.get(socket);
  if (connection?.peerUser !== undefined || lookup === undefined) {
    then(connection?.peerUser ?? 'unknown');
    return;
  }
  void lookup(socket).then((peerUser) => {
    if (connection !== undefined) connection.peerUser = peerUser;
    then(peerUser);
  });
}

/** Returns what the access rules look at in a request. */
export function factsOf(
  request: IncomingMessage,
  target: string,
  scheme: RequestFacts['scheme'],
  peerUser: PeerUser,
): RequestFacts {
  const connection = connections.get(request.socket);
  if (connection === undefined) throw new Error('a request on a connection that was never registered');
  return {
    door: connection.door,
    scheme,
    target,
    peerAddress: connection.peerAddress,
    localAddress: connection.localAddress,
    localPort: connection.localPort,
    hosts: hostsOf(request.rawHeaders),
    headers: request.headers,
    peerUser,
  };
}

/** Node keeps the first of several Host headers: the raw list shows them all. */
function hostsOf(rawHeaders: readonly string[]): string[] {
  const hosts: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts.push(rawHeaders[at + 1] as string);
  }
  return hosts;
}
