import type { Logger } from '../core/logger.ts';
import type { ToolInvoker } from '../tools/tool-invoker.ts';
import { Dispatcher } from './dispatcher.ts';
import type { McpSessions } from './mcp-sessions.ts';
import { createCompletionMethods } from './methods/completion.ts';
import { createLifecycleMethods } from './methods/lifecycle.ts';
import { promptMethods } from './methods/prompts.ts';
import { createResourceMethods } from './methods/resources.ts';
import { createSubscriptionMethods } from './methods/subscriptions.ts';
import { createToolMethods } from './methods/tools.ts';
import type { OutgoingRequests } from './outgoing-requests.ts';

export interface DispatcherOptions {
  readonly invoker: ToolInvoker;
  /** Version of codez, for `serverInfo`. */
  readonly version: string;
  readonly logger: Logger;
  /** Absent over stdio, where nothing can be watched. */
  readonly sessions?: McpSessions;
  readonly outgoing?: OutgoingRequests;
}

/** Returns a dispatcher of all methods of the protocol. */
export function createDispatcher({ invoker, version, logger, sessions, outgoing }: DispatcherOptions): Dispatcher {
  const methods = {
    ...createLifecycleMethods({ version, sessions }),
    ...createToolMethods(invoker),
    ...createResourceMethods(invoker),
    ...promptMethods,
    ...createCompletionMethods(invoker),
    ...(sessions === undefined ? {} : createSubscriptionMethods(sessions, invoker)),
  };
  return new Dispatcher(methods, logger, outgoing);
}
