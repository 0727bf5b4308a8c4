import type { IncomingMessage } from 'node:http';

/** One request that a server of a test has received. */
export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
}

/** Returns what is kept of a request. */
export function seenRequest({ method = '', url = '', headers }: IncomingMessage): SeenRequest {
  return { method, path: url, authorization: headers.authorization, contentType: headers['content-type'] };
}
