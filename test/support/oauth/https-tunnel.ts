import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSelfSigned } from '../self-signed.ts';

/** A tunnel's end on this machine: takes HTTPS for a public name, and hands it on to a local server as tunnels do. */
export interface HttpsTunnel {
  readonly port: number;
  readonly cert: string;
  close(): Promise<void>;
}

/** Starts a tunnel to `target`; the name asked for is kept, and what tunnels add is added. */
export async function startHttpsTunnel(target: string): Promise<HttpsTunnel> {
  const { cert, key } = createSelfSigned();
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    const added = {
      'x-forwarded-for': '198.51.100.7',
      'x-forwarded-proto': 'https',
      'cf-connecting-ip': '198.51.100.7',
    };
    const { method, url: path, headers } = incoming;
    const passed = request(target, { method, path: path ?? '/', headers: { ...headers, ...added } }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cert,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
