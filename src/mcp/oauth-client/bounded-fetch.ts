import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Dispatcher } from 'undici';
import { CodezError } from '../../core/errors.ts';

/** A fetch that answers whole, or not at all. */
export type BoundedFetch = FetchLike;

export interface BoundedFetchOptions {
  /** For the whole exchange, the body included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Reaches the server through this Unix socket instead of the network. */
  readonly socketPath?: string | undefined;
}

/** What a login allows a server to take of time and memory. */
export const LOGIN_BOUNDS = { timeoutMs: 5_000, maxBytes: 64 * 1024 } as const;

/** Statuses whose replies have no body. */
const NO_BODY = new Set([101, 204, 205, 304]);

/**
 * Returns a fetch that follows no redirect by itself and reads whole answers within bounds.
 * Its errors are `CodezError`s `unavailable`, which name the host and why.
 */
export async function createBoundedFetch(options: BoundedFetchOptions): Promise<BoundedFetch> {
  const { Agent, fetch } = await import('undici');
  const { timeoutMs, maxBytes, signal, socketPath } = options;
  const dispatcher: Dispatcher = new Agent({ pipelining: 0, ...(socketPath && { connect: { socketPath } }) });
  return async (address, init) => {
    const url = new URL(address);
    const end = AbortSignal.timeout(timeoutMs);
    const signals = [end, signal, init?.signal].filter((each) => each !== undefined && each !== null);
    const settings = { ...init, redirect: 'manual', dispatcher, signal: AbortSignal.any(signals) };
    try {
      const answer = await fetch(url, settings as unknown as Parameters<typeof fetch>[1]);
      const body = await readBounded(answer.body as ReadableStream<Uint8Array> | null, maxBytes, url);
      const headers = new Headers([...answer.headers]);
      return new Response(NO_BODY.has(answer.status) ? null : body, { status: answer.status, headers });
    } catch (cause) {
      if (signal?.aborted === true) throw signal.reason;
      throw toUnavailable(cause, url, end.aborted, timeoutMs);
    }
  };
}

async function readBounded(body: ReadableStream<Uint8Array> | null, maxBytes: number, url: URL): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw unavailable(url, `answered with more than ${maxBytes / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toUnavailable(cause: unknown, url: URL, isLate: boolean, timeoutMs: number): CodezError {
  if (cause instanceof CodezError) return cause;
  if (isLate) return unavailable(url, `did not answer within ${timeoutMs / 1000} s`, cause);
  const { code, message } = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
  return unavailable(url, `cannot be reached (${code ?? message})`, cause);
}

function unavailable({ origin }: URL, what: string, cause?: unknown): CodezError {
  const hint = 'Check the address, and that the server runs; a certificate of your own goes into NODE_EXTRA_CA_CERTS.';
  return new CodezError('unavailable', `${origin} ${what}`, hint, { cause });
}
