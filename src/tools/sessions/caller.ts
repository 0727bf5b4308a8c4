import type { Caller } from '../../sessions/session-service.ts';
import type { ToolContext } from '../tool.ts';

/** Returns who calls, as the session service wants to know it. */
export function toCaller(context: ToolContext): Caller {
  return { principal: context.principal, conversation: context.conversation?.id, signal: context.signal };
}
