import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { PeerUserLookup } from '../access/peer-user.ts';
import type { Area, PeerUser, RequestFacts } from '../access/request-facts.ts';

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
  area: Area,
): RequestFacts {
  const connection = connections.get(request.socket);
  const { headers } = request;
  if (connection === undefined) throw new Error('a request on a connection that was never registered');
  return {
    door: connection.door,
    scheme,
    target,
    peerAddress: connection.peerAddress,
    localAddress: connection.localAddress,
    localPort: connection.localPort,
    area,
    hosts: valuesOf(request.rawHeaders, 'host'),
    authorizations: headers['authorization'] === undefined ? NONE : valuesOf(request.rawHeaders, 'authorization'),
    apiKeys: headers['x-api-key'] === undefined ? NONE : valuesOf(request.rawHeaders, 'x-api-key'),
    headers,
    peerUser,
  };
}

const NONE: readonly string[] = [];

/** Node keeps the first of several Host and Authorization headers: the raw list shows them all. */
function valuesOf(rawHeaders: readonly string[], wanted: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === wanted.length && name.toLowerCase() === wanted) values.push(rawHeaders[at + 1] as string);
  }
  return values;
}
