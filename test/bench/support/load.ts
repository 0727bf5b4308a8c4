import { connect } from 'node:net';

export interface LoadResult {
  readonly calls: number;
  readonly seconds: number;
  /** Milliseconds of each call. */
  readonly latenciesMs: number[];
}

/**
 * Sends `requests()` over `connections` kept-alive connections, one at a time each, for `durationMs`. Reads replies by
 * their Content-Length only, so that the client costs little beside the server.
 */
export async function load(
  port: number,
  connections: number,
  durationMs: number,
  request: () => Buffer,
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + durationMs;
  await Promise.all(Array.from({ length: connections }, () => drive(port, endsAt, request, latenciesMs)));
  return { calls: latenciesMs.length, seconds: (performance.now() - startedAt) / 1000, latenciesMs };
}

function drive(port: number, endsAt: number, request: () => Buffer, latenciesMs: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    let received = '';
    let sentAt = 0;
    const next = (): void => {
      sentAt = performance.now();
      if (sentAt >= endsAt) {
        socket.end();
        resolve();
      } else socket.write(request());
    };
    socket.once('connect', next);
    socket.once('error', reject);
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
      const head = received.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = /content-length: (\d+)/i.exec(received)?.[1];
      if (!received.startsWith('HTTP/1.1 200') || length === undefined) {
        reject(new Error(`unexpected reply: ${received.slice(0, 300)}`));
        socket.destroy();
        return;
      }
      if (received.length < head + 4 + Number(length)) return;
      received = '';
      latenciesMs.push(performance.now() - sentAt);
      next();
    });
  });
}

/** Returns the bytes of one POST. */
export function post(
  port: number,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const text = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
}
