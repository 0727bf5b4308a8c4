import { Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export type HeaderValues = Readonly<Record<string, string | readonly string[]>>;

export interface HttpCall {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: HeaderValues;
  readonly body?: string | Buffer;
  /** Path of a Unix socket, instead of `url`. */
  readonly socketPath?: string;
  readonly agent?: Agent;
  /** Address to come from, e.g. `127.0.0.9`; the system's choice by default. */
  readonly from?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends one request over a connection of its own, with exactly these headers (and Host), and reads the whole reply. */
export async function send(url: string, call: HttpCall = {}): Promise<HttpReply> {
  const response = await open(url, call);
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/** Sends one request and resolves when the headers of its reply have come; the body is the caller's to read. */
export async function open(url: string, call: HttpCall = {}): Promise<IncomingMessage> {
  const { method = 'GET', path = '/', headers = {}, body, socketPath, agent, from } = call;
  const target = new URL(path, url);
  // Asking to close would have a server that refuses early reset the connection before its reply is read.
  const own = new Agent({ keepAlive: true });
  const sent: ClientRequest = request({
    ...(socketPath === undefined
      ? { host: target.hostname.replace(/^\[|\]$/g, ''), port: target.port }
      : { socketPath }),
    path: target.pathname + target.search,
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
    agent: agent ?? own,
    ...(from === undefined ? {} : { localAddress: from }),
  });
  sent.once('close', () => own.destroy());
  return await new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}
