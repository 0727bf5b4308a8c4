import { authorOf, type Principal } from '../core/principal.ts';
import type { CallContext, ToolInvoker } from './tool-invoker.ts';

/** Returns the session whose tool use this is, undefined when codez sees none. */
export type FindSession = (toolUseId: string) => Promise<string | undefined>;

/**
 * Returns the same operations, where a call that comes from inside a Claude Code session acts as that session: what
 * an agent may answer and start is judged by it, not by who runs the agent. Calls of others pass through untouched.
 */
export function withSessionCallers(invoker: ToolInvoker, findSession: FindSession): ToolInvoker {
  const callInside = async (name: string, args: unknown, context: CallContext, toolUseId: string) => {
    const sessionId = await findSession(toolUseId);
    if (sessionId === undefined) return await invoker.call(name, args, context);
    return await invoker.call(name, args, actingAs(context, sessionPrincipal(context.principal, sessionId)));
  };
  return {
    list: (principal) => invoker.list(principal),
    call: (name, args, context) =>
      context.toolUseId === undefined
        ? invoker.call(name, args, context)
        : callInside(name, args, context, context.toolUseId),
  };
}

/** What a session may do is never more than what its caller may, and nothing of the owner's own upkeep. */
export function sessionPrincipal(principal: Principal, sessionId: string): Principal {
  const scopes = new Set([...principal.scopes].filter((scope) => scope !== 'admin'));
  return { ...principal, kind: 'session', name: sessionId, author: authorOf(principal), scopes };
}

function actingAs(context: CallContext, principal: Principal): CallContext {
  const { door, conversation, toolUseId, progress } = context;
  return {
    principal,
    door,
    conversation,
    toolUseId,
    progress,
    // Made when first asked for.
    get signal() {
      return context.signal;
    },
  };
}
