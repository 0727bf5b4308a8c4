import { BoundedMap } from '../core/bounded-map.ts';
import { CodezError } from '../core/errors.ts';
import { authorOf, type Principal } from '../core/principal.ts';
import { canonicalName } from './names.ts';
import { PERSONS_OWN } from './persons-own.ts';
import type { CallContext, ToolInvoker } from './tool-invoker.ts';

/** What an agent must not do as who runs it, however it comes to call: for these the caller's process is looked at. */
const GUARDED: ReadonlySet<string> = new Set([
  'respond_permission',
  'create_session',
  'fork_session',
  'send_prompt',
  'send_and_wait',
  'abort_session',
  'dispose_session',
  ...PERSONS_OWN,
]);
/** MCP sessions remembered at most. */
const MAX_CONVERSATIONS = 10_000;

/** Returns the session whose tool use this is, undefined when codez sees none. */
export type FindSession = (toolUseId: string) => Promise<string | undefined>;

export interface SessionCallers {
  readonly invoker: ToolInvoker;
  /** The session as which calls of this MCP session were made last, undefined when none were. */
  actingIn(conversationId: string): Principal | undefined;
}

/**
 * Returns the same operations, where a call that comes from inside a Claude Code session acts as that session: what
 * an agent may answer and start is judged by it, not by who runs the agent. Calls of others pass through untouched.
 */
export function withSessionCallers(
  invoker: ToolInvoker,
  findSession: FindSession,
  isSession: (sessionId: string) => Promise<boolean> = async () => false,
): SessionCallers {
  const acting = new BoundedMap<string, Principal>(MAX_CONVERSATIONS);
  /**
   * By the process it comes from where that counts, else by the tool use it names: who is inside of one session may name
   * the tool use of another, whose rights are different.
   */
  const findCaller = async (name: string, { toolUseId, callerSession }: CallContext): Promise<string | undefined> => {
    const sessionId = GUARDED.has(canonicalName(name)) ? await callerSession?.() : undefined;
    // A session of another machine's or another person's Claude Code is nobody here.
    if (sessionId !== undefined && (await isSession(sessionId))) return sessionId;
    return toolUseId === undefined ? undefined : await findSession(toolUseId);
  };
  const callInside = async (name: string, args: unknown, context: CallContext) => {
    const sessionId = await findCaller(name, context);
    if (sessionId === undefined) return await invoker.call(name, args, context);
    if (PERSONS_OWN.has(canonicalName(name))) throw personsOwn(name, sessionId);
    const principal = sessionPrincipal(context.principal, sessionId);
    if (context.conversation !== undefined) acting.set(context.conversation.id, principal);
    return await invoker.call(name, args, actingAs(context, principal));
  };
  return {
    invoker: {
      list: (principal) => invoker.list(principal),
      call: (name, args, context) =>
        context.toolUseId === undefined && (context.callerSession === undefined || !GUARDED.has(canonicalName(name)))
          ? invoker.call(name, args, context)
          : callInside(name, args, context),
    },
    actingIn: (conversationId) => acting.get(conversationId),
  };
}

/** What a session may do is never more than what its caller may, and nothing of the owner's own upkeep. */
function sessionPrincipal(principal: Principal, sessionId: string): Principal {
  const scopes = new Set([...principal.scopes].filter((scope) => scope !== 'admin'));
  return { ...principal, kind: 'session', name: sessionId, author: authorOf(principal), scopes };
}

function personsOwn(name: string, sessionId: string): CodezError {
  return new CodezError(
    'forbidden',
    `${canonicalName(name)} is for a person, and this call comes from inside session:${sessionId}`,
    'Run it in a terminal of your own.',
  );
}

function actingAs(context: CallContext, principal: Principal): CallContext {
  const { door, conversation, toolUseId, progress, trace } = context;
  return {
    principal,
    door,
    conversation,
    toolUseId,
    progress,
    trace,
    // Made when first asked for.
    get signal() {
      return context.signal;
    },
  };
}
