import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { INVALID_PARAMS, INVALID_REQUEST, RpcError } from '../json-rpc.ts';
import type { McpSession } from '../mcp-session.ts';
import type { McpSessions } from '../mcp-sessions.ts';
import { type Method, type MethodContext, requireString } from '../method.ts';
import { topicOf } from '../resources/resource-schemes.ts';
import { readResource, resourceNotFound } from './resources.ts';

/** Resources a session may watch at most. */
const MAX_SUBSCRIPTIONS = 1000;

/** `resources/subscribe` and `resources/unsubscribe`, kept with the session. */
export function createSubscriptionMethods(sessions: McpSessions, invoker: ToolInvoker): Record<string, Method> {
  return {
    'resources/subscribe': async (params, context) => {
      const uri = requireString(params, 'uri');
      const session = requireSession(context);
      await readResource(uri, invoker, context).catch(() => {
        throw resourceNotFound(uri);
      });
      if (topicOf(uri, session) === undefined) throw notWatched(uri);
      await sessions.update(session.id, (current) => {
        if (current.subscriptions.includes(uri)) return current;
        if (current.subscriptions.length >= MAX_SUBSCRIPTIONS) throw tooMany();
        return { ...current, subscriptions: [...current.subscriptions, uri] };
      });
      return {};
    },
    'resources/unsubscribe': async (params, context) => {
      const uri = requireString(params, 'uri');
      await sessions.update(requireSession(context).id, (current) => ({
        ...current,
        subscriptions: current.subscriptions.filter((subscribed) => subscribed !== uri),
      }));
      return {};
    },
  };
}

function requireSession({ session }: MethodContext): McpSession {
  if (session !== undefined) return session;
  throw new RpcError(
    INVALID_REQUEST,
    'Subscriptions belong to a session: send initialize first, then its Mcp-Session-Id',
  );
}

function notWatched(uri: string): RpcError {
  const message = `Invalid params: changes of ${uri.slice(0, 256)} are not announced; read it again instead`;
  return new RpcError(INVALID_PARAMS, message, { field: 'uri' });
}

function tooMany(): RpcError {
  return new RpcError(INVALID_REQUEST, `A session watches at most ${MAX_SUBSCRIPTIONS} resources`);
}
