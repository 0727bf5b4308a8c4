import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createLoginLinks } from '../../../src/access/create-login-links.ts';
import { createAccess } from '../../../src/app/create-access.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { randomIds } from '../../../src/core/ids.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { OWNER, OWNER_ADMIN } from '../../../src/core/principal.ts';
import { startServer } from '../../../src/http/start-server.ts';
import type { People } from '../../../src/people/people.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { NO_KEYS } from '../../support/no-keys.ts';
import { openEchoEndpoint } from './echo-endpoint.ts';
import { settingsFor } from './settings.ts';

// The real server over one trivial tool, without an access log, hosts and tokens.
const home = join(process.argv[2] ?? '', 'tool-server');
const [clock, ids, logger] = [systemClock, randomIds, silentLogger];
const store = await openStore({ home, logger, clock, ids, waitMs: 0 });
const { endpoint, invoker, events, observed } = await openEchoEndpoint(store);
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
  process.exit(observed() > 0 ? 0 : 1);
});
