import type { FastifyReply } from 'fastify';
import { CodezError } from '../core/errors.ts';
import type { StreamEvent, StreamSink } from '../mcp/message-stream.ts';

/** Comments keep proxies and clients from giving up on a quiet stream. */
const PING_EVERY_MS = 15_000;
/** What comes longer after that its reader was judged has it judged again: it may have lost its right meanwhile. */
const JUDGED_FOR_MS = 1000;
/** A reader that is this far behind when more comes is cut off; it resumes by its last event id. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

export interface EventStreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes a reader may leave unread before it is cut off; 8 MiB by default. */
  readonly maxBufferedBytes?: number;
  /** Lines to be sent with each comment that keeps the stream alive. */
  readonly pingLines?: () => string;
}

/** An open response that carries server-sent events. */
export interface EventStream extends StreamSink {
  /** Sends whole events as they are. */
  writeChunk(chunk: Buffer | string): void;
  /** Resolves when the reader has taken what was sent, or is gone. */
  drained(): Promise<void>;
}

/**
 * Takes over the reply as a stream of server-sent events and returns where to write them. Headers are sent at once.
 * `onClose` runs when the client is gone or the stream has ended.
 */
export function openEventStream(
  reply: FastifyReply,
  { headers = {}, maxBufferedBytes = MAX_BUFFERED_BYTES, pingLines = () => '' }: EventStreamOptions,
  onClose: () => void,
): EventStream {
  reply.hijack();
  const response = reply.raw;
  reply.request.record?.beginStream(reply.request.raw.socket);
  response.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const { isStillAdmitted = () => true, record } = reply.request;
  const as = reply.request.method === 'POST' ? 'answer' : 'stream';
  let judgedAt = performance.now();
  const settle = (isAdmitted: boolean): boolean => {
    if (isAdmitted) return true;
    if (record !== undefined) record.error ??= hasEnded();
    response.end();
    return false;
  };
  // A key is taken back, a window closes, a token ends: a stream must not outlive them.
  const isGood = (): boolean => {
    judgedAt = performance.now();
    const judged = isStillAdmitted(as);
    if (!(judged instanceof Promise)) return settle(judged);
    void judged.then(settle);
    return true;
  };
  const ping = setInterval(() => {
    if (!response.writableEnded && isGood()) response.write(`: ping\n${pingLines()}\n`);
  }, PING_EVERY_MS);
  ping.unref();
  const closed = (): void => {
    clearInterval(ping);
    onClose();
  };
  // Who left before the stream began has closed already, and no event follows.
  if (response.destroyed) queueMicrotask(closed);
  else response.once('close', closed);
  // Without a listener a reset connection would end the process; `close` follows it.
  response.on('error', () => {});
  const writeChunk = (chunk: Buffer | string): void => {
    if (response.writableEnded) return;
    if (performance.now() - judgedAt > JUDGED_FOR_MS && !isGood()) return;
    if (response.writableLength > maxBufferedBytes) response.destroy();
    else response.write(chunk);
  };
  return {
    write: (event) => writeChunk(renderEvent(event)),
    writeChunk,
    drained: () =>
      new Promise((resolve) => {
        if (response.destroyed || response.writableEnded || !response.writableNeedDrain) return resolve();
        const done = (): void => {
          response.off('drain', done).off('close', done);
          resolve();
        };
        response.once('drain', done).once('close', done);
      }),
    end() {
      clearInterval(ping);
      response.end();
    },
  };
}

function hasEnded(): CodezError {
  return new CodezError(
    'forbidden',
    'The credential of this stream is good no more',
    'Connect again with another one.',
  );
}

/** JSON text holds no line breaks, so a message is always one `data:` line. */
function renderEvent({ id, data }: StreamEvent): string {
  return `id: ${id}\nevent: message\ndata: ${data}\n\n`;
}
