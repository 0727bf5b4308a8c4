import type { Dispatcher } from 'undici';
import { CodezError } from '../../core/errors.ts';
import { parseJsonObject } from '../../core/json-object.ts';
import { issuerUnavailable } from './issuer-unavailable.ts';
import type { Slots } from './slots.ts';

/** Largest answer of an issuer that is read. */
const MAX_BYTES = 64 * 1024;
const MAX_REDIRECTS = 3;

/** What the issuer is asked. */
export interface IssuerQuestion {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Posted as a form; without one it is a GET. */
  readonly form?: URLSearchParams;
  /** True: asked before all that wait. */
  readonly isFirst?: boolean | undefined;
}

export interface IssuerAnswer {
  readonly status: number;
  /** The body, undefined when it is no JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Asks the issuer, and nobody else.
 * @throws CodezError `unavailable` when there is no whole, small answer before `signal` is aborted
 */
export type AskIssuer = (question: IssuerQuestion, signal: AbortSignal) => Promise<IssuerAnswer>;

/** Returns an exchange with the issuer at `origin` that holds one of the slots while it runs. */
export function createIssuerExchange(origin: string, slots: Slots): AskIssuer {
  let agent: Promise<Dispatcher> | undefined;
  /** One connection an exchange: a kept one that the issuer closes just then would look like an issuer that is down. */
  const openAgent = async (): Promise<Dispatcher> => new (await import('undici')).Agent({ pipelining: 0 });

  const ask = async (question: IssuerQuestion, signal: AbortSignal): Promise<IssuerAnswer> => {
    agent ??= openAgent();
    const dispatcher = await agent;
    let url = new URL(question.url);
    for (let hops = 0; ; hops++) {
      if (url.origin !== origin) throw issuerUnavailable('an answer of the issuer leads to another host');
      const response = await dispatcher.request(toRequest(url, question, signal));
      const target = redirectOf(response);
      if (target === undefined) return await readAnswer(response);
      response.body.on('error', () => {}).destroy();
      if (hops === MAX_REDIRECTS) throw issuerUnavailable('the issuer redirects without end');
      if (!URL.canParse(target, url.href)) throw issuerUnavailable('the issuer redirects to no address');
      // A form is sent again only where the status says so.
      if (question.form !== undefined && response.statusCode < 307) {
        throw issuerUnavailable('the issuer redirects what was posted');
      }
      url = new URL(target, url);
    }
  };

  return (question, signal) =>
    slots.run(
      signal,
      async () => {
        try {
          return await ask(question, signal);
        } catch (cause) {
          throw toUnavailable(cause, signal);
        }
      },
      question.isFirst,
    );
}

function toRequest(url: URL, { headers, form }: IssuerQuestion, signal: AbortSignal): Dispatcher.RequestOptions {
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    body: form?.toString() ?? null,
    signal,
  };
}

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData): string | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
  const location = headers['location'];
  return typeof location === 'string' ? location : '';
}

async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<IssuerAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > MAX_BYTES) body.on('error', () => {}).destroy();
  for await (const chunk of announced > MAX_BYTES ? [] : body) {
    size += (chunk as Buffer).length;
    if (size > MAX_BYTES) break;
    chunks.push(chunk as Buffer);
  }
  if (Math.max(size, announced) > MAX_BYTES) throw issuerUnavailable('the issuer answers with more than 64 KiB');
  return { status: statusCode, json: parseJsonObject(Buffer.concat(chunks)) };
}

function toUnavailable(cause: unknown, signal: AbortSignal): CodezError {
  if (cause instanceof CodezError) return cause;
  if (signal.aborted) return issuerUnavailable('the issuer did not answer in time');
  const { code, name } = cause as NodeJS.ErrnoException;
  return issuerUnavailable(`the issuer cannot be reached (${code ?? name})`);
}
