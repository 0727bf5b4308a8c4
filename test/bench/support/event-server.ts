import { join } from 'node:path';
import { createAccess } from '../../../src/app/create-access.ts';
import { createApp } from '../../../src/app/create-app.ts';
import { createEndpoint } from '../../../src/app/create-endpoint.ts';
import { resolvePaths } from '../../../src/config/paths.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { startServer } from '../../../src/http/start-server.ts';
import type { NewEvent } from '../../../src/sessions/events/event.ts';
import { toBenchEvent } from './bench-event.ts';
import { settingsFor } from './settings.ts';

// The whole server; a message `count` has it append so many events at once.
const home = join(process.argv[2] ?? '', 'event-server');
const version = '0';
const logger = silentLogger;
const settings = settingsFor(home);
const paths = resolvePaths(home);
const app = await createApp({ paths, settings, env: {}, userHome: home, logger, version, waitMs: 0 });
const endpoint = await createEndpoint({ app, version, logger, sessionTtlSeconds: 3600, sessionMax: 100 });
const server = await startServer({
  settings,
  ...createAccess({ settings, ...app.access }),
  socketPath: paths.serverSocket,
  logger,
  endpoint,
  invoker: app.invoker,
  feed: app.events.feed,
  logins: app.access.logins,
  version,
});
process.on('message', (count) => {
  if (typeof count !== 'number') return;
  app.events.log.append(Array.from({ length: count }, () => toBenchEvent() as NewEvent));
});
process.send?.(Number(new URL(server.url).port));
process.once('SIGTERM', async () => {
  await server.close(1000);
  await app.close();
  process.exit(0);
});
