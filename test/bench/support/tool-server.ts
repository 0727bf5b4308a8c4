import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { createLoginLinks } from '../../../src/access/create-login-links.ts';
import { createAccess } from '../../../src/app/create-access.ts';
import { createEvents } from '../../../src/app/create-events.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { randomIds } from '../../../src/core/ids.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { OWNER, OWNER_ADMIN } from '../../../src/core/principal.ts';
import { NO_KEYS } from '../../../src/hosts/no-keys.ts';
import { startServer } from '../../../src/http/start-server.ts';
import { createDispatcher } from '../../../src/mcp/create-dispatcher.ts';
import { McpEndpoint } from '../../../src/mcp/endpoint.ts';
import type { McpSession } from '../../../src/mcp/mcp-session.ts';
import { McpSessions } from '../../../src/mcp/mcp-sessions.ts';
import type { People } from '../../../src/people/people.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { createRegistry } from '../../../src/tools/registry.ts';
import type { Services } from '../../../src/tools/services.ts';
import { defineTool } from '../../../src/tools/tool.ts';
import { settingsFor } from './settings.ts';

// The whole call path of the real server over one trivial tool: what the door itself costs.
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

const home = join(process.argv[2] ?? '', 'tool-server');
const clock = systemClock;
const ids = randomIds;
const logger = silentLogger;
const store = await openStore({ home, logger, clock, ids, waitMs: 0 });
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
const endpoint = new McpEndpoint(createDispatcher({ invoker, version: '0', logger, sessions }), sessions, 'bench');
const settings = settingsFor(home);
const people: People = {
  principalOf() {
    throw new Error('there are no tokens');
  },
};
const logins = createLoginLinks({ clock, randomBytes, logger });
const owners = { owner: () => OWNER, ownerAdmin: () => OWNER_ADMIN };
const targets = {
  ...createAccess({ settings, clock, owners, keys: NO_KEYS, people, logins, accessLog: { write() {} } }),
  endpoint,
  invoker,
  feed: events.feed,
  logins,
  version: '0',
};
const server = await startServer({ settings, socketPath: join(home, 'server.sock'), logger, ...targets });
process.send?.(Number(new URL(server.url).port));
process.once('SIGTERM', async () => {
  await server.close(1000);
  await events.log.close();
  await store.close();
  process.exit(observed > 0 ? 0 : 1);
});
