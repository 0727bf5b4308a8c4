import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessRow } from '../audit/access-row.ts';
import type { RowSink } from '../audit/row-sink.ts';
import type { Door } from '../core/call-terms.ts';
import { toIso } from '../core/clock.ts';
import type { CodezError, ErrorCode } from '../core/errors.ts';
import { type Principal, principalId, VISITOR } from '../core/principal.ts';
import type { MessageOutcome } from '../mcp/dispatcher.ts';
import type { CallOutcome, CallTrace } from '../tools/tool-invoker.ts';

/** Refused before anything ran. */
const DENIED: ReadonlySet<ErrorCode> = new Set(['unauthenticated', 'forbidden', 'rate_limited', 'too_large']);
/** UTF-16 units of what a client says of itself. */
const MAX_USER_AGENT = 256;
export const ANONYMOUS = 'anonymous';

/** What becomes of one request, for the access log: one row, or one for each message of its body. */
export class RequestRecord implements CallTrace {
  readonly requestId: string;
  readonly door: Door;
  /** The HTTP method and the pattern of the path. */
  readonly method: string;
  address = '';
  /** Who sent it, once that is known. */
  principal: Principal | undefined;
  /** `kind:name` of who is known to have sent it although it was refused. */
  refusedPrincipal: string | undefined;
  error: CodezError | undefined;
  /** Why the gate refused it. */
  reason: string | undefined;
  readonly #sink: RowSink;
  readonly #at = Date.now();
  readonly #startedAt = performance.now();
  readonly #bytesIn: number;
  readonly #userAgent: string | undefined;
  #stream: { readonly socket: Socket; readonly bytesBefore: number } | undefined;
  #isByMessage = false;
  #isClosed = false;
  /** The client left before it had its reply. */
  #isCut = false;
  #running = 0;
  #bytesOut = 0;
  #outcome: CallOutcome | undefined;

  constructor(sink: RowSink, requestId: string, door: Door, request: FastifyRequest) {
    this.#sink = sink;
    this.requestId = requestId;
    this.door = door;
    this.method = `${request.method} ${request.routeOptions.url ?? '(unknown)'}`;
    const { headers } = request;
    this.#bytesIn = Number(headers['content-length'] ?? 0) || 0;
    this.#userAgent = headers['user-agent']?.slice(0, MAX_USER_AGENT);
  }

  /** The call is allowed, and its reply is written piece by piece: its bytes are counted where they go. */
  beginStream(socket: Socket): void {
    if (this.principal !== undefined) this.allowed(this.principal);
    this.#stream = { socket, bytesBefore: socket.bytesWritten };
  }

  /** From now on there is a row for each message instead of one for the request. */
  splitByMessage(): void {
    this.#isByMessage = true;
  }

  /** It is no call, only a file of the pages: there is no row. */
  isNoCall(): void {
    this.#isByMessage = true;
  }

  /** Milliseconds since the request came. */
  lastedMs(): number {
    return performance.now() - this.#startedAt;
  }

  began(): void {
    this.#running++;
  }

  allowed(principal: Principal): void {
    // A session moves no window, but whoever runs it does.
    this.#sink.allowed(principal.kind === 'session' ? (this.principal ?? principal) : principal);
  }

  settled(outcome: CallOutcome): void {
    this.#outcome = outcome;
    this.#running--;
    if (this.#isClosed && this.#running === 0) this.#writeOwn();
  }

  /** Writes the row when the reply is sent, or its client is gone. */
  follow(reply: FastifyReply): void {
    const closed = (): void => this.#closed(reply);
    // Whoever left before this began has closed already, and no event follows.
    if (reply.raw.destroyed) queueMicrotask(closed);
    else reply.raw.once('close', closed);
  }

  #closed(reply: FastifyReply): void {
    this.#isClosed = true;
    this.#isCut = !reply.raw.writableFinished && this.#stream === undefined;
    this.#bytesOut = this.#bytesSent(reply);
    if (this.#running === 0) this.#writeOwn();
  }

  /** Writes the row of one message. */
  writeMessage({ method, principal, call, code, startedAt, bytesIn, bytesOut }: MessageOutcome): void {
    this.#sink.write({
      at: toIso(this.#at + startedAt - this.#startedAt),
      request_id: this.requestId,
      principal: principalId(principal),
      via: this.#via(principal),
      space: principal.spaces.own,
      address: this.address,
      door: this.door,
      method,
      tool: call?.tool,
      session_id: call?.sessionId,
      status: call?.status ?? statusOf(code),
      code,
      duration_ms: performance.now() - startedAt,
      bytes_in: bytesIn,
      bytes_out: bytesOut,
      user_agent: this.#userAgent,
    });
  }

  /** A session is nobody with a credential of its own: whose it was must not be lost behind it. */
  #via(principal: Principal): string | undefined {
    if (principal.kind !== 'session' || this.principal === undefined) return undefined;
    return principalId(this.principal);
  }

  #bytesSent(reply: FastifyReply): number {
    if (this.#stream !== undefined) return this.#stream.socket.bytesWritten - this.#stream.bytesBefore;
    return Number(reply.getHeader('content-length') ?? 0) || 0;
  }

  #writeOwn(): void {
    if (this.#isByMessage) return;
    const outcome = this.#outcome;
    const principal = outcome?.principal ?? this.principal;
    const known = principal === VISITOR ? undefined : principal;
    // What succeeded and was withheld all the same, because its caller had lost the right to it, was denied.
    const isWithheld = outcome?.status === 'ok' && this.error !== undefined;
    const code = outcome?.code ?? this.error?.code;
    this.#sink.write({
      at: toIso(this.#at),
      request_id: this.requestId,
      principal: known === undefined ? (this.refusedPrincipal ?? ANONYMOUS) : principalId(known),
      via: known === undefined ? undefined : this.#via(known),
      space: known?.spaces.own,
      address: this.address,
      door: this.door,
      method: this.method,
      tool: outcome?.tool,
      session_id: outcome?.sessionId,
      status: isWithheld
        ? statusOf(code)
        : (outcome?.status ?? (this.#isCut && code === undefined ? 'error' : statusOf(code))),
      code,
      reason: this.reason,
      duration_ms: this.lastedMs(),
      bytes_in: this.#bytesIn,
      bytes_out: this.#bytesOut,
      user_agent: this.#userAgent,
    });
  }
}

function statusOf(code: ErrorCode | undefined): AccessRow['status'] {
  if (code === undefined) return 'ok';
  return DENIED.has(code) ? 'denied' : 'error';
}
