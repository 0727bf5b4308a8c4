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
  const findCaller = async (name: string, { toolUseId, callerSessions }: CallContext): Promise<string | undefined> => {
    const named = GUARDED.has(canonicalName(name)) ? ((await callerSessions?.()) ?? []) : [];
    // A session of another machine's or another person's Claude Code is nobody here, and so is a made-up one.
    const known = (await Promise.all(named.map(isSession))).flatMap((is, at) => (is ? [named[at] as string] : []));
    // Whoever is inside of one may name another for what it starts: which of them may answer cannot be told.
    if (known.length > 1 && canonicalName(name) === 'respond_permission') throw severalSessions(known);
    if (known.length > 0) return known[0];
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
        context.toolUseId === undefined && (context.callerSessions === undefined || !GUARDED.has(canonicalName(name)))
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

function severalSessions(known: readonly string[]): CodezError {
  return new CodezError(
    'forbidden',
    `respond_permission: this call comes from inside ${known.map((id) => `session:${id}`).join(' and ')}`,
    'Answer it by the MCP tools of the session that may, or in a terminal of your own.',
  );
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
