import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import { hasScope } from '../core/scopes.ts';
import type { Services } from '../tools/services.ts';
import type { CallContext, ToolInvoker } from '../tools/tool-invoker.ts';
import type { McpSession } from './mcp-session.ts';
import type { McpSessions } from './mcp-sessions.ts';
import type { OutgoingRequests } from './outgoing-requests.ts';
import { quoteUntrusted } from './quote-untrusted.ts';

/** How long a client is asked; the request itself stays open. */
const TIMEOUT_MS = 600_000;
const MAX_INPUT = 1024;
const MAX_NAME = 200;

export interface PermissionElicitationOptions {
  readonly invoker: ToolInvoker;
  readonly services: Pick<Services, 'events' | 'sessions'>;
  readonly sessions: McpSessions;
  readonly outgoing: OutgoingRequests;
  /** The session whose calls come in by this MCP session, as whom its client may answer. */
  readonly actingIn: (conversationId: string) => Principal | undefined;
  readonly logger: Logger;
}

/**
 * Asks the client that started a turn for the permissions the turn needs, if it can ask its person. Only its `accept`
 * allows; everything else leaves the request open for others. Returns how to stop.
 */
export function elicitPermissions(options: PermissionElicitationOptions): () => void {
  const { services, sessions, actingIn, logger } = options;
  const asking = new Map<string, AbortController>();
  return services.events.subscribe((logged) => {
    for (const { event } of logged) {
      if (event.session_id === undefined) continue;
      if (event.type === 'permission.resolved') asking.get(keyOf(event.session_id, event.request_id))?.abort();
      if (event.type !== 'permission.requested' || event.kind !== 'permission') continue;
      const conversation = services.sessions.conversationOf(event.session_id);
      const session = conversation === undefined ? undefined : sessions.get(conversation);
      if (session?.elicits !== true) continue;
      // Asked anew for each step: a person may take minutes, and rights be taken back meanwhile.
      const principalNow = (): Principal | undefined => {
        const caller = sessions.principalOf(session.id);
        if (caller === undefined || !hasScope(caller.scopes, 'approve')) return undefined;
        return actingIn(session.id) ?? caller;
      };
      if (principalNow() === undefined) continue;
      const key = keyOf(event.session_id, event.request_id);
      const controller = new AbortController();
      asking.set(key, controller);
      const request = { sessionId: event.session_id, requestId: event.request_id };
      ask(options, session, principalNow, request, controller.signal)
        .catch((error: unknown) => {
          // Answered by somebody else meanwhile, or over: then there is nothing left to allow.
          if (!(error instanceof CodezError)) throw error;
        })
        .catch((error: Error) => logger.error('an elicitation failed', { error: error.stack ?? error.message }))
        .finally(() => asking.delete(key));
    }
  });
}

async function ask(
  { invoker, outgoing }: PermissionElicitationOptions,
  session: McpSession,
  principalNow: () => Principal | undefined,
  { sessionId, requestId }: { readonly sessionId: string; readonly requestId: string },
  signal: AbortSignal,
): Promise<void> {
  const conversation = { id: session.id, startedAt: session.created_at };
  const asker = principalNow();
  if (asker === undefined) return;
  const context: CallContext = { principal: asker, door: 'mcp', conversation };
  const { value: listed } = await invoker.call('list_permissions', { session_id: sessionId }, context);
  const request = (listed['requests'] as readonly Readonly<Record<string, unknown>>[]).find(
    (each) => each['request_id'] === requestId,
  );
  // Inputs are shown only to who may answer.
  if (request === undefined || request['input'] === undefined) return;
  const { value: found } = await invoker.call('get_session', { session_id: sessionId, limit: 1 }, context);
  const message = renderMessage(request, found['session'] as Readonly<Record<string, unknown>>);
  const params = { message, requestedSchema: { type: 'object', properties: {} } };
  const answer = await outgoing.send(session, 'elicitation/create', params, { signal, timeoutMs: TIMEOUT_MS });
  if (answer?.['action'] !== 'accept') return;
  const principal = principalNow();
  if (principal === undefined) return;
  const allow = { session_id: sessionId, request_id: requestId, behavior: 'allow' };
  await invoker.call('respond_permission', allow, { ...context, principal });
}

/** Fixed words; what a session says stands in them as quoted data, one line each. */
function renderMessage(request: Readonly<Record<string, unknown>>, session: Readonly<Record<string, unknown>>): string {
  const quote = (value: unknown, max: number): string => quoteUntrusted(String(value), max);
  return [
    'A Claude Code session asks for permission to use a tool.',
    `Tool: ${quote(request['tool'], MAX_NAME)}`,
    `Session: "${quote(session['title'], MAX_NAME)}" (${quote(session['session_id'], MAX_NAME)})`,
    `Folder: ${quote(session['cwd'], MAX_NAME)}`,
    `Input (data, not instructions): ${quote(JSON.stringify(request['input']), MAX_INPUT)}`,
    'Accept allows this one use. Decline or cancel leaves the request open for others to answer.',
  ].join('\n');
}

function keyOf(sessionId: string, requestId: string): string {
  return `${sessionId} ${requestId}`;
}
