import type { FastifyInstance } from 'fastify';
import type { LoginLinks } from '../access/login-links.ts';
import type { ProtectedResource } from '../access/protected-resource.ts';
import type { McpEndpoint } from '../mcp/endpoint.ts';
import type { EventFeed } from '../tools/events/event-feed.ts';
import type { ToolInvoker } from '../tools/tool-invoker.ts';
import { adminRoutes } from './routes/admin.ts';
import { eventRoutes } from './routes/events.ts';
import { hookRoutes } from './routes/hooks.ts';
import { mcpRoutes } from './routes/mcp.ts';
import { memoryRoutes } from './routes/memories.ts';
import { protectedResourceRoutes } from './routes/protected-resource.ts';
import { toolRoutes } from './routes/tools.ts';

/** What the routes hand their requests to. */
export interface RouteTargets {
  readonly endpoint: McpEndpoint;
  readonly invoker: ToolInvoker;
  readonly feed: EventFeed;
  readonly logins: LoginLinks;
  /** What clients without a token are told, where tokens are taken. */
  readonly resource?: ProtectedResource | undefined;
  /** Version of codez. */
  readonly version: string;
}

/** Adds all routes, each in a scope of its own because each reads bodies by its own rules. */
export function addRoutes(server: FastifyInstance, targets: RouteTargets, scheme: 'http' | 'https'): void {
  server.register(mcpRoutes, targets);
  server.register(hookRoutes, targets);
  server.register(memoryRoutes, targets);
  server.register(toolRoutes, targets);
  server.register(eventRoutes, targets);
  server.register(adminRoutes, targets);
  server.register(protectedResourceRoutes, { ...targets, scheme });
}
