import { connect } from 'node:net';

export interface RawReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Writes `text` as it is to a new connection and returns the reply, for requests that no HTTP client would send.
 * Send `Connection: close`, so that the end of the connection is the end of the reply.
 */
export async function sendRaw(
  port: number,
  text: string | Buffer,
  host = '127.0.0.1',
  from?: string,
): Promise<RawReply> {
  const received = await new Promise<string>((resolve, reject) => {
    let data = '';
    const where = { port, host, ...(from === undefined ? {} : { localAddress: from }) };
    const socket = connect(where, () => socket.write(text));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      data += chunk;
    });
    // A server that answers before it has read everything resets the connection: the reply counts.
    socket.on('error', (error) => (data === '' ? reject(error) : resolve(data)));
    socket.on('close', () => resolve(data));
  });
  return parseReply(received);
}

function parseReply(text: string): RawReply {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end === -1 ? text.length : end).split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: end === -1 ? '' : text.slice(end + 4) };
}

/** Returns the text of a request with these header lines; `Content-Length` is added. */
export function rawRequest(requestLine: string, headerLines: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [requestLine, ...headerLines, ...length, 'Connection: close', '', body].join('\r\n');
}
