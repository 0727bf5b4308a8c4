import type { ToolInvoker } from '../tools/tool-invoker.ts';

/** Returns the operations for calls of this process, which tell from inside which session it was started, if from one. */
export function withOwnSession(invoker: ToolInvoker, find: () => Promise<readonly string[]>): ToolInvoker {
  return {
    list: (...args) => invoker.list(...args),
    call: (name, args, context) => invoker.call(name, args, { callerSessions: find, ...context }),
  };
}
