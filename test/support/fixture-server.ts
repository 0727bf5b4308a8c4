import { join } from 'node:path';
import type { LoginLinks } from '../../src/access/login-links.ts';
import { createAccess } from '../../src/app/create-access.ts';
import { createApp } from '../../src/app/create-app.ts';
import { createEndpoint } from '../../src/app/create-endpoint.ts';
import { resolvePaths } from '../../src/config/paths.ts';
import { resolveSettings } from '../../src/config/resolve-settings.ts';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { createLogger } from '../../src/core/logger.ts';
import { startServer } from '../../src/http/start-server.ts';
import { CATALOG } from '../../src/tools/catalog.ts';
import type { AnyTool } from '../../src/tools/tool.ts';
import { createFixtureTools, type Gate } from './fixture-tools.ts';
import { scratchFolder } from './scratch.ts';

export interface FixtureServer {
  readonly url: string;
  readonly socketPath: string;
  readonly gate: Gate;
  readonly log: readonly string[];
  readonly logins: LoginLinks;
  close(): Promise<void>;
}

export interface FixtureServerOptions {
  /** Data directory; a new one by default. */
  readonly home?: string;
  /** 0 (default) picks a free one. */
  readonly port?: number;
  /** Tools besides those of the catalog and the gate's. */
  readonly tools?: readonly AnyTool[];
  readonly clock?: Clock;
}

/**
 * Starts the server as `codez serve` puts it together, in this process and with tools of the test's own beside those
 * of the catalog, so that a test sees calls while they run.
 */
export async function startFixtureServer({
  home = join(scratchFolder(), 'home'),
  port = 0,
  tools: more = [],
  clock = systemClock,
}: FixtureServerOptions = {}): Promise<FixtureServer> {
  const { settings } = resolveSettings({
    flags: { home, port: String(port) },
    env: {},
    configFile: undefined,
    cwd: home,
    userHome: home,
  });
  const log: string[] = [];
  const logger = createLogger({ write: (line) => log.push(line), level: 'info', clock: Date.now, format: 'text' });
  const { tools, gate } = createFixtureTools();
  const paths = resolvePaths(home);
  const version = '0.0.0-test';
  const app = await createApp({
    isServing: true,
    paths,
    settings,
    env: {},
    userHome: home,
    logger,
    version,
    waitMs: 0,
    clock,
    tools: [...CATALOG, ...tools, ...more],
  });
  const endpoint = await createEndpoint({ app, version, logger, sessionTtlSeconds: 3600, sessionMax: 100 });
  const socketPath = paths.serverSocket;
  const server = await startServer({
    settings,
    socketPath,
    logger,
    ...createAccess({ settings, ...app.access }),
    endpoint,
    invoker: app.invoker,
    feed: app.events.feed,
    logins: app.access.logins,
    version,
  });
  return {
    url: server.url,
    socketPath,
    gate,
    log,
    logins: app.access.logins,
    close: async () => {
      await server.close(1000);
      await app.close();
    },
  };
}
