import type { Socket } from 'node:net';

/** The connections that never sent a request, which a closing server would otherwise wait for until a time-out. */
export interface SilentConnections {
  /** A connection was made. */
  opened(socket: Socket): void;
  /** A request came over the connection. */
  spoke(socket: Socket): void;
  /** Cuts off all connections that never sent a request. */
  destroy(): void;
}

/** Clients open connections in advance; node counts one as idle only after its first request. */
export function createSilentConnections(): SilentConnections {
  const silent = new Set<Socket>();
  return {
    opened(socket) {
      silent.add(socket);
      socket.once('close', () => silent.delete(socket));
    },
    spoke: (socket) => {
      silent.delete(socket);
    },
    destroy() {
      for (const socket of silent) socket.destroy();
    },
  };
}
