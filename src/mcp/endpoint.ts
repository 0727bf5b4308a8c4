import type { Door } from '../core/call-terms.ts';
import { CodezError } from '../core/errors.ts';
import type { Principal } from '../core/principal.ts';
import type { ToolGroup } from '../tools/tool.ts';
import type { CallContext } from '../tools/tool-invoker.ts';
import { acceptedForms } from './accept.ts';
import { parseBody } from './body.ts';
import type { DispatchContext, Dispatcher, MessageTrace } from './dispatcher.ts';
import { INVALID_REQUEST, parseMessage, type RpcMessage, renderNotification } from './json-rpc.ts';
import type { McpSession } from './mcp-session.ts';
import type { McpSessions } from './mcp-sessions.ts';
import { MessageStream, parseEventId, type StreamSink } from './message-stream.ts';
import { type McpReply, replyWith } from './reply.ts';
import {
  allowsBatches,
  allowsPrimingEvent,
  isProtocolVersion,
  negotiateVersion,
  PROTOCOL_VERSIONS,
  type ProtocolVersion,
} from './versions.ts';

/** Members of a batch at most. */
const MAX_BATCH = 100;

/** What every request to `/mcp` says about its caller. */
export interface McpCaller {
  readonly principal: Principal;
  readonly door: Door;
  readonly callerSessions?: CallContext['callerSessions'];
  readonly sessionId: string | undefined;
  readonly protocolVersion: string | undefined;
}

export interface McpPost extends McpCaller {
  readonly body: Buffer;
  readonly accept: string | undefined;
  readonly groups: ReadonlySet<ToolGroup> | undefined;
  readonly messages?: RequestTrace | undefined;
}

/** Follows a request and its messages. */
export interface RequestTrace extends MessageTrace {
  /** The body holds so many messages, and none has run yet. @throws CodezError `rate_limited` for too many */
  begin(messages: number): void;
}

/** The Streamable HTTP rules of the 2025 protocol versions, free of any HTTP library. */
export class McpEndpoint {
  readonly #dispatcher: Dispatcher;
  readonly #sessions: McpSessions;
  readonly #catalog: string;

  constructor(dispatcher: Dispatcher, sessions: McpSessions, catalog: string) {
    this.#dispatcher = dispatcher;
    this.#sessions = sessions;
    this.#catalog = catalog;
  }

  /** @throws CodezError with its HTTP status and JSON-RPC code for what is no request of this protocol */
  async post(post: McpPost): Promise<McpReply> {
    const version = checkVersion(post.protocolVersion);
    const value = parseBody(post.body);
    const messages = Array.isArray(value) ? value.map(parseMember) : [parseMessage(value)];
    const isInitialize = messages.some(isInitializeRequest);
    const session = isInitialize ? undefined : this.#sessionOf(post);
    if (Array.isArray(value)) checkBatch(messages, session?.version ?? version);
    post.messages?.begin(messages.length);

    const context: Omit<DispatchContext, 'emit'> = {
      principal: post.principal,
      door: post.door,
      callerSessions: post.callerSessions,
      session,
      idScope: session?.id,
      groups: post.groups,
      messages: post.messages,
      bytesIn: post.body.length,
    };
    const dispatch = (message: RpcMessage, at: number, emit: DispatchContext['emit']): Promise<string | undefined> => {
      const bytesIn = Array.isArray(value) ? Buffer.byteLength(JSON.stringify(value[at])) : post.body.length;
      return this.#dispatcher.dispatch(message, { ...context, bytesIn, emit });
    };
    if (!messages.some((message) => message.kind === 'request' || message.kind === 'invalid')) {
      for (const [at, message] of messages.entries()) await dispatch(message, at, () => {});
      return { status: 202 };
    }
    const [first] = messages;
    if (first?.kind === 'invalid' && !Array.isArray(value)) {
      return { status: 400, body: await this.#dispatcher.dispatch(first, { ...context, emit: () => {} }) };
    }
    if (isInitialize && first?.kind === 'request') return await this.#initialize(first, context, post.accept);
    const answer = async (emit: DispatchContext['emit']): Promise<string> => {
      if (first?.kind === 'request' && !Array.isArray(value)) {
        return await this.#dispatcher.dispatch(first, { ...context, emit });
      }
      const replies = await Promise.all(messages.map((message, at) => dispatch(message, at, emit)));
      return `[${replies.filter((reply) => reply !== undefined).join(',')}]`;
    };
    return replyWith(answer, {
      forms: acceptedForms(post.accept),
      openStream: () =>
        session === undefined ? new MessageStream('call') : this.#sessions.streamsOf(session).openCall(),
      isPrimed: allowsPrimingEvent(session?.version),
    });
  }

  /**
   * Returns what opens the session's stream: given a sink, it sends everything after `lastEventId` (by default:
   * after what was delivered) and what follows, and returns how to detach the sink again.
   * @throws CodezError 405 without a session, 404 for an unknown one
   */
  openStream(caller: McpCaller, lastEventId: string | undefined): (sink: StreamSink) => () => void {
    checkVersion(caller.protocolVersion);
    const session = this.#sessionOf(caller);
    if (session === undefined) throw needsSession();
    return (sink) => this.#attach(session, lastEventId, sink);
  }

  #attach(session: McpSession, lastEventId: string | undefined, sink: StreamSink): () => void {
    const streams = this.#sessions.streamsOf(session);
    const last = lastEventId === undefined ? undefined : parseEventId(lastEventId);
    const resumed = last === undefined ? undefined : streams.find(last.key);
    const stream = resumed ?? streams.standalone;
    this.#announceNewTools(session, streams.standalone);
    const isComplete = stream.attach(sink, resumed === undefined ? undefined : last?.seq);
    if (!isComplete || (lastEventId !== undefined && resumed === undefined))
      this.#announceAll(session, streams.standalone);
    return () => stream.detach(sink);
  }

  /** Ends a session. @throws CodezError 405 without one, 404 for an unknown one */
  async endSession(caller: McpCaller): Promise<void> {
    checkVersion(caller.protocolVersion);
    const session = this.#sessionOf(caller);
    if (session === undefined) throw needsSession();
    await this.#sessions.end(session);
  }

  /** Ends the streams of no call, for a server that stops; the sessions stay and go on with the next one. */
  endStandaloneStreams(): void {
    this.#sessions.endStandaloneStreams();
  }

  async #initialize(
    message: RpcMessage & { kind: 'request' },
    context: Omit<DispatchContext, 'emit'>,
    accept: string | undefined,
  ): Promise<McpReply> {
    const body = await this.#dispatcher.dispatch(message, { ...context, emit: () => {} });
    const reply: McpReply = acceptedForms(accept).json
      ? { status: 200, body }
      : { status: 200, stream: finishedStream(body) };
    if (!('result' in JSON.parse(body))) return reply;
    const version = negotiateVersion(String(message.params['protocolVersion']));
    const elicits = canElicit(message.params['capabilities']);
    const client = clientName(message.params['clientInfo']);
    const session = await this.#sessions.create(context.principal, version, client, { elicits });
    return { ...reply, sessionId: session.id };
  }

  #sessionOf(caller: McpCaller): McpSession | undefined {
    if (caller.sessionId === undefined) return undefined;
    const session = this.#sessions.find(caller.sessionId, caller.principal);
    if (session !== undefined) return session;
    throw new CodezError('not_found', 'Session not found', 'Initialise again: POST initialize without a session id.', {
      http: 404,
      rpc: -32001,
    });
  }

  #announceNewTools(session: McpSession, stream: MessageStream): void {
    if (session.catalog === this.#catalog) return;
    void this.#sessions.update(session.id, (current) => ({ ...current, catalog: this.#catalog })).catch(() => {});
    stream.push(renderNotification('notifications/tools/list_changed', {}));
  }

  /** What was sent in between is not known any more: everything watched may have changed. */
  #announceAll(session: McpSession, stream: MessageStream): void {
    for (const uri of session.subscriptions)
      stream.push(renderNotification('notifications/resources/updated', { uri }));
  }
}

/** In a batch everything but `initialize` may stand. */
function parseMember(value: unknown): RpcMessage {
  const message = parseMessage(value);
  if (message.kind !== 'request' || message.method !== 'initialize') return message;
  return { kind: 'invalid', id: message.id, reason: 'initialize cannot be part of a batch' };
}

function finishedStream(body: string): MessageStream {
  const stream = new MessageStream('call');
  stream.push(body);
  stream.end();
  return stream;
}

function isInitializeRequest(message: RpcMessage): boolean {
  return message.kind === 'request' && message.method === 'initialize';
}

function checkVersion(header: string | undefined): ProtocolVersion | undefined {
  if (header === undefined || isProtocolVersion(header)) return header;
  throw badRequest(
    `Unsupported protocol version: ${header.slice(0, 32)}`,
    `Supported versions: ${PROTOCOL_VERSIONS.join(', ')}.`,
  );
}

function checkBatch(messages: readonly RpcMessage[], version: ProtocolVersion | undefined): void {
  if (messages.length === 0) throw badRequest('Invalid request: an empty batch', 'Send at least one message.');
  if (messages.length > MAX_BATCH)
    throw badRequest(`Invalid request: more than ${MAX_BATCH} messages`, 'Send smaller batches.');
  if (!allowsBatches(version))
    throw badRequest(`Invalid request: version ${version} has no batches`, 'Send one message a request.');
}

function badRequest(message: string, hint: string): CodezError {
  return new CodezError('invalid', message, hint, { http: 400, rpc: INVALID_REQUEST });
}

function needsSession(): CodezError {
  return new CodezError('invalid', 'This needs a session', 'POST initialize first, then send its Mcp-Session-Id.', {
    http: 405,
    rpc: INVALID_REQUEST,
  });
}

function clientName(info: unknown): string {
  const { name, version } = (info ?? {}) as Record<string, unknown>;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return `${(text(name) ?? 'unknown').slice(0, 64)}/${(text(version) ?? '').slice(0, 32)}`;
}

/** `elicitation: {}` means forms, as before there was anything else. */
function canElicit(capabilities: unknown): boolean {
  const { elicitation } = (capabilities ?? {}) as Record<string, unknown>;
  if (typeof elicitation !== 'object' || elicitation === null) return false;
  return 'form' in elicitation || !('url' in elicitation);
}
