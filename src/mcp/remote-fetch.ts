import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type Agent, fetch } from 'undici';
import { CodezError, type ErrorCode, isErrorCode } from '../core/errors.ts';
import type { TokenSource } from './oauth-client/token-source.ts';
import { UnreachableError } from './unreachable-error.ts';

const CODES_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  413: 'too_large',
  429: 'rate_limited',
  503: 'unavailable',
};

/** Codes of a connection that did not come about. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Returns a fetch through `agent` that turns an unreachable server and refused POSTs into `CodezError`s. With `tokens` it
 * sends those of a login, and another one once where the server refuses them.
 */
export function createRemoteFetch(agent: Agent, serverUrl: string, tokens?: TokenSource): FetchLike {
  const send = async (url: string | URL, init: RequestInit | undefined, token: string | undefined) => {
    try {
      const headers = new Headers(init?.headers);
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      const options = { ...init, headers, dispatcher: agent } as unknown as Parameters<typeof fetch>[1];
      return (await fetch(url as string, options)) as unknown as Response;
    } catch (cause) {
      if ((init?.signal as AbortSignal | undefined)?.aborted === true) throw cause;
      throw unreachable(serverUrl, cause);
    }
  };
  return async (url, init) => {
    const token = await tokens?.current();
    let response = await send(url, init, token);
    if (response.status === 401 && token !== undefined && tokens !== undefined) {
      await response.body?.cancel();
      response = await send(url, init, await tokens.renew(token));
    }
    if (!response.ok && init?.method === 'POST') throw await refusal(response, serverUrl);
    return response;
  };
}

async function refusal(response: Response, serverUrl: string): Promise<CodezError> {
  const text = await response.text();
  const data = errorData(text);
  const fallback = CODES_BY_STATUS[response.status] ?? 'unavailable';
  if (data === undefined)
    return new CodezError(
      fallback,
      `${serverUrl} answered ${response.status}`,
      'Is this the address of a codez server?',
    );
  const code = isErrorCode(data['code']) ? data['code'] : fallback;
  return new CodezError(code, String(data['message']), String(data['hint'] ?? ''));
}

function errorData(text: string): Record<string, unknown> | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { data?: Record<string, unknown> } & Record<string, unknown> };
    return error?.data ?? error;
  } catch {
    return undefined;
  }
}

function unreachable(url: string, cause: unknown): CodezError {
  const { code, message } = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
  if (code !== undefined && /CERT|SIGNATURE/.test(code)) {
    return new CodezError(
      'unavailable',
      `The certificate of ${url} is not trusted (${code})`,
      'If the server is yours, name the certificate of its issuer in NODE_EXTRA_CA_CERTS.',
      { cause },
    );
  }
  const Kind = code !== undefined && NOT_CONNECTED.has(code) ? UnreachableError : CodezError;
  return new Kind(
    'unavailable',
    `No server answers at ${url} (${code ?? message})`,
    'Start it with `codez serve`, or check the address.',
    {
      cause,
    },
  );
}
