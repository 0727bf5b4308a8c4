import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLoginLinks } from '../../../src/access/create-login-links.ts';
import { createAccess } from '../../../src/app/create-access.ts';
import { createAccessLog } from '../../../src/app/create-access-log.ts';
import { createHosts } from '../../../src/app/create-hosts.ts';
import { createPeople } from '../../../src/app/create-people.ts';
import { createTokens } from '../../../src/app/create-tokens.ts';
import { resolvePaths } from '../../../src/config/paths.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { randomIds } from '../../../src/core/ids.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { startServer } from '../../../src/http/start-server.ts';
import type { Memory } from '../../../src/memories/memory-service.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { openEchoEndpoint } from './echo-endpoint.ts';
import { settingsFor } from './settings.ts';

/** What the bench asks the server to be. */
export interface AccessServerSpec {
  readonly hosts: number;
  readonly issuer: string;
  /** Recorded as owner. */
  readonly sub: string;
}

// The real server over one trivial tool, with all of access: an access log, hosts on file, an owner's tokens. Told what
// to be by the file `spec.json`, it leaves the key of one host in the file `key`.
const home = join(process.argv[2] ?? '', 'access-server');
const spec = JSON.parse(readFileSync(join(home, '..', 'spec.json'), 'utf8')) as AccessServerSpec;
const [clock, ids, logger] = [systemClock, randomIds, silentLogger];
const paths = resolvePaths(home);
const settings = { ...settingsFor(home), authkitUrl: spec.issuer, rateLimitPrincipal: '900000000/60s' };
const store = await openStore({ home, logger, clock, ids, waitMs: 0 });
const accessLog = await createAccessLog({ paths, clock, ids, logger });
const notes = await store.collection<Memory>('notes');
const hosts = await createHosts(store, { notes, clock, logger, mcpUrl: () => 'http://127.0.0.1/mcp' });
const people = await createPeople({ store, settings, clock, ...hosts.people });
const { endpoint, invoker, events, observed } = await openEchoEndpoint(store);

await people.add({ sub: spec.sub, acceptsUnboundTokens: true });
const add = (at: number): Promise<{ readonly key?: string }> =>
  hosts.operations.holders.add({ kind: 'host', name: `host-${at}` });
const added = await Promise.all(Array.from({ length: spec.hosts }, (_, at) => add(at)));
writeFileSync(join(home, '..', 'key'), added[Math.floor(spec.hosts / 2)]?.key ?? '');

const logins = createLoginLinks({ clock, randomBytes, logger });
const tokens = await createTokens(settings, clock);
const targets = {
  ...createAccess({ settings, clock, owners: hosts.owners, keys: hosts.keys, people, logins, tokens, accessLog }),
  endpoint,
  invoker,
  feed: events.feed,
  logins,
  version: '0',
};
const server = await startServer({ settings, socketPath: paths.serverSocket, logger, ...targets });
process.send?.(Number(new URL(server.url).port));
process.once('SIGTERM', async () => {
  await server.close(1000);
  await events.log.close();
  await accessLog.close();
  await store.close();
  process.exit(observed() > 0 ? 0 : 1);
});
