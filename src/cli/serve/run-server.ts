import { createAccess } from '../../app/create-access.ts';
import { createApp } from '../../app/create-app.ts';
import { createEndpoint } from '../../app/create-endpoint.ts';
import { createTokens } from '../../app/create-tokens.ts';
import { type FoundClaude, findClaude } from '../../app/find-claude.ts';
import { readHookSecret } from '../../app/hook-secret.ts';
import { readServerRecord, removeServerRecord, writeServerRecord } from '../../app/server-record.ts';
import type { HomePaths } from '../../config/paths.ts';
import type { Settings } from '../../config/settings.ts';
import { toIso } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { startServer } from '../../http/start-server.ts';
import type { Environment } from '../io.ts';
import { readTlsFiles } from './tls-files.ts';

/** A command that is running on the same files may still end. */
const LOCK_WAIT_MS = 3_000;

export interface RunServerOptions {
  readonly settings: Settings;
  readonly paths: HomePaths;
  readonly env: Environment;
  readonly userHome: string;
  readonly logger: Logger;
  readonly version: string;
  readonly pid: number;
  /** Options that would start it again. */
  readonly argv: readonly string[];
}

/** A server that owns its data directory. */
export interface OwningServer {
  readonly url: string;
  readonly tellsUsersApart: boolean;
  /** Whether a person is recorded whose tokens are let in. */
  readonly hasOwner: boolean;
  readonly claude: FoundClaude;
  /** Stops taking requests, lets running ones finish for at most `graceMs`, and gives the data directory up. */
  close(graceMs: number): Promise<void>;
}

/**
 * Opens the data directory, listens, and leaves a record that says where.
 * @throws CodezError `conflict` naming the server that already runs, or what the port is used for; `busy` when
 *   another process owns the data directory
 */
export async function runServer(options: RunServerOptions): Promise<OwningServer> {
  const { settings, paths, env, userHome, logger, version, pid, argv } = options;
  await refuseSecond(paths);
  const tls = await readTlsFiles(settings);
  const own = { paths, settings, env, userHome, logger, version, waitMs: LOCK_WAIT_MS, isServing: true };
  const app = await createApp(own).catch(async (error: unknown) => {
    await refuseSecond(paths);
    throw error;
  });
  try {
    const endpoint = await createEndpoint({
      app,
      version,
      logger,
      sessionTtlSeconds: settings.mcpSessionTtlSeconds,
      sessionMax: settings.mcpSessionMax,
    });
    const targets = { endpoint, invoker: app.invoker, feed: app.events.feed, logins: app.access.logins, version };
    const socketPath = paths.serverSocket;
    const tokens = await createTokens(settings, app.clock);
    const access = createAccess({ settings, ...app.access, tokens, hookSecret: await readHookSecret(paths) });
    const server = await startServer({ settings, socketPath, logger, ...access, ...targets, ...(tls && { tls }) });
    app.announce(server.url);
    await writeServerRecord(paths, { pid, url: server.url, started_at: toIso(app.clock()), version, argv });
    return {
      url: server.url,
      tellsUsersApart: server.tellsUsersApart,
      hasOwner: app.services.people.list().length > 0,
      claude: await findClaude(settings, env),
      async close(graceMs) {
        // Who waits for an answer in a terminal is let go before the connection is cut.
        app.services.hooks.close();
        app.endWaits();
        await server.close(graceMs);
        if (settings.endSessions) await app.services.sessions.endAll();
        await removeServerRecord(paths);
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function refuseSecond(paths: HomePaths): Promise<void> {
  const record = await readServerRecord(paths);
  if (record === undefined) return;
  throw new CodezError(
    'conflict',
    `A server is already running on ${paths.home}: pid ${record.pid}, ${record.url}`,
    'Use that one, stop it with `codez stop`, or give this one another data directory with --home.',
  );
}
