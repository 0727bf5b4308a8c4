import { createHash } from 'node:crypto';
import type { Logger } from '../core/logger.ts';
import { announceSessionChanges } from '../mcp/announce-session-changes.ts';
import { createDispatcher } from '../mcp/create-dispatcher.ts';
import { McpEndpoint } from '../mcp/endpoint.ts';
import type { McpSession } from '../mcp/mcp-session.ts';
import { McpSessions } from '../mcp/mcp-sessions.ts';
import { OutgoingRequests } from '../mcp/outgoing-requests.ts';
import { elicitPermissions } from '../mcp/permission-elicitation.ts';
import { noteTopic } from '../mcp/resources/memory-resources.ts';
import { CATALOG } from '../tools/catalog.ts';
import type { App } from './create-app.ts';

export interface EndpointOptions {
  readonly app: App;
  readonly version: string;
  readonly logger: Logger;
  readonly sessionTtlSeconds: number;
  readonly sessionMax: number;
}

/** Puts `/mcp` together: sessions from the store, methods over the registry, changes of notes announced. */
export async function createEndpoint(options: EndpointOptions): Promise<McpEndpoint> {
  const { app, version, logger } = options;
  const names = CATALOG.map((tool) => tool.name).sort();
  const catalog = createHash('sha256')
    .update([version, ...names].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const records = await app.store.collection<McpSession>('mcp-sessions');
  records.subscribe(({ key, value }) => {
    if (value === undefined) void app.events.positions.forget(key).catch(() => {});
  });
  const sessions = new McpSessions({
    records,
    clock: app.clock,
    ids: app.ids,
    ttlMs: options.sessionTtlSeconds * 1000,
    max: options.sessionMax,
    catalog,
  });
  app.services.memories.subscribe(({ space, id }) => sessions.announceChange(noteTopic(`${space}/${id}`)));
  const { invoker, services, actingIn } = app;
  const outgoing = new OutgoingRequests(sessions);
  announceSessionChanges(services.events, sessions);
  elicitPermissions({ invoker, services, sessions, outgoing, actingIn, logger });
  const dispatcher = createDispatcher({ invoker, version, logger, sessions, outgoing });
  return new McpEndpoint(dispatcher, sessions, catalog);
}
