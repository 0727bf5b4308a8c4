import { z } from 'zod';
import { createEvents, type Events } from '../../../src/app/create-events.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { randomIds } from '../../../src/core/ids.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { createDispatcher } from '../../../src/mcp/create-dispatcher.ts';
import { McpEndpoint } from '../../../src/mcp/endpoint.ts';
import type { McpSession } from '../../../src/mcp/mcp-session.ts';
import { McpSessions } from '../../../src/mcp/mcp-sessions.ts';
import type { Store } from '../../../src/storage/store.ts';
import { createRegistry } from '../../../src/tools/registry.ts';
import type { Services } from '../../../src/tools/services.ts';
import { defineTool } from '../../../src/tools/tool.ts';
import type { ToolInvoker } from '../../../src/tools/tool-invoker.ts';

/** The whole call path of the real server over one trivial tool: what the door itself costs. */
export interface EchoEndpoint {
  readonly endpoint: McpEndpoint;
  readonly invoker: ToolInvoker;
  readonly events: Events;
  /** Bytes of the results so far. */
  observed(): number;
}

const echo = defineTool({
  name: 'echo',
  title: 'Echo',
  description: 'Returns the text it was given.',
  group: 'memory',
  scope: 'memory',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ text: z.string().max(1000).describe('Text.') }),
  output: z.strictObject({ text: z.string().describe('The same text.') }),
  run: ({ text }) => ({ text }),
});

export async function openEchoEndpoint(store: Store): Promise<EchoEndpoint> {
  const [clock, ids, logger] = [systemClock, randomIds, silentLogger];
  // Calls are told as events, as in the real server.
  const events = await createEvents(store, { logger, clock, ids });
  let observed = 0;
  const invoker = createRegistry({
    tools: [echo],
    services: {} as Services,
    logger,
    ids,
    now: () => performance.now(),
    observeStart: events.callStarted,
    observe: (call) => {
      events.callFinished(call);
      observed += call.bytesOut;
    },
  });
  const records = await store.collection<McpSession>('mcp-sessions');
  const sessions = new McpSessions({ records, clock, ids, ttlMs: 3_600_000, max: 100, catalog: 'bench' });
  const dispatcher = createDispatcher({ invoker, version: '0', logger, sessions });
  return { endpoint: new McpEndpoint(dispatcher, sessions, 'bench'), invoker, events, observed: () => observed };
}
