import { resolveClaudeConfigDir } from '../claude/transcripts/claude-config-dir.ts';
import { createTranscripts } from '../claude/transcripts/create-transcripts.ts';
import type { HomePaths } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import { type Ids, randomIds } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import { createMemoryService } from '../memories/create-memory-service.ts';
import type { Memory } from '../memories/memory-service.ts';
import { createSearchIndex } from '../search/create-search-index.ts';
import type { Mirror } from '../sessions/mirror/create-mirror.ts';
import { createAppStateService } from '../sessions/state/create-app-state.ts';
import { createMaintenance } from '../storage/create-maintenance.ts';
import { openStore } from '../storage/open-store.ts';
import type { Store } from '../storage/store.ts';
import { CATALOG } from '../tools/catalog.ts';
import type { Services } from '../tools/services.ts';
import type { AnyTool } from '../tools/tool.ts';
import type { ToolInvoker } from '../tools/tool-invoker.ts';
import type { AccessOptions } from './create-access.ts';
import { accessLogPart, createAccessLog } from './create-access-log.ts';
import { createCalls } from './create-calls.ts';
import { createEvents, type Events } from './create-events.ts';
import { createHealth, eventsPart, transcriptsPart } from './create-health.ts';
import { createHooks } from './create-hooks.ts';
import { createHosts } from './create-hosts.ts';
import { createLogins } from './create-logins.ts';
import { createPeople } from './create-people.ts';
import { createServerService } from './create-server-service.ts';
import { createSessions } from './create-sessions.ts';
import { followTranscripts } from './follow-transcripts.ts';
import { mcpUrlOf } from './mcp-url.ts';
import { sessionParts } from './session-parts.ts';
import { storeExchange } from './store-exchange.ts';

export interface AppOptions {
  readonly paths: HomePaths;
  readonly settings: Settings;
  /** The variables of this process: where Claude Code keeps its files, and what the processes of sessions inherit. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userHome: string;
  readonly logger: Logger;
  /** Version of codez. */
  readonly version: string;
  /** How long to wait for another owner of the data directory. */
  readonly waitMs: number;
  /** True for a server: it takes over and runs sessions. A process that only makes single calls reads them. */
  readonly isServing?: boolean;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** The operations offered; all of the catalog by default. */
  readonly tools?: readonly AnyTool[];
}

/** The operations of this process over the data directory it owns. */
export interface App {
  readonly invoker: ToolInvoker;
  /** The session whose calls came in by an MCP session last. */
  readonly actingIn: (conversationId: string) => Principal | undefined;
  readonly services: Services;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly events: Events;
  /** What the door asks and tells. */
  readonly access: Pick<AccessOptions, 'clock' | 'owners' | 'keys' | 'people' | 'logins' | 'accessLog'>;
  /** Says from now on that a server runs at `url`. */
  announce(url: string): void;
  /** Ends all calls that only wait for something to happen, and lets none wait from now on. */
  endWaits(): void;
  /** Waits for accepted writes and gives the data directory up. */
  close(): Promise<void>;
}

/** Opens the data directory and puts the services and the registry together. */
export async function createApp(options: AppOptions): Promise<App> {
  const { paths, settings, env, userHome, logger, version, isServing = false } = options;
  const { clock = systemClock, ids = randomIds, tools = CATALOG } = options;
  const startedAt = clock();
  const store = await openStore({ home: paths.home, logger, clock, ids, waitMs: options.waitMs });
  const accessLog = await createAccessLog({ paths, clock, ids, logger });
  try {
    const notes = await store.collection<Memory>('notes');
    const memories = createMemoryService({ notes, clock, ids, logger });
    let url: string | undefined;
    const hosts = await createHosts(store, { notes, clock, logger, mcpUrl: () => mcpUrlOf(settings, url) });
    const events = await createEvents(store, { logger, clock, ids });
    const hooks = createHooks(events.log, { env, userHome, clock, ids, isLive: (id) => sessions.isLive(id) });
    let mirror: Mirror | undefined;
    const transcripts = createTranscripts({
      configDir: resolveClaudeConfigDir(env, userHome).folder,
      userHome,
      cachePath: paths.transcriptCounts,
      ...(settings.prices && { prices: settings.prices }),
      logger,
    });
    const index = createSearchIndex({ path: paths.searchIndex, root: transcripts.root, logger, clock });
    const own = {
      paths,
      settings,
      env,
      userHome,
      store,
      transcripts,
      index,
      events: events.log,
      hooks,
      logger,
      clock,
      ids,
      isServing,
    };
    const sessions = await createSessions({ ...own, mirror: () => mirror });
    if (isServing) {
      const onGrown = (path: string): void => index.touch(path);
      mirror = await followTranscripts({ paths, env, userHome, log: events.log, sessions, logger, clock, onGrown });
    }
    const health = await createHealth({
      paths,
      store,
      logger,
      clock,
      version,
      startedAt,
      countSessions: () => sessions.counts(),
      index,
      parts: [
        ...sessionParts({ paths, claudeBin: settings.claudeBin, env, sessions, clock, startedAt }),
        eventsPart(events.log),
        accessLogPart(accessLog),
        ...(mirror === undefined ? [] : [transcriptsPart(mirror)]),
      ],
    });
    const logins = createLogins({ settings, clock, logger, url: () => url });
    const services: Services = {
      memories,
      sessions,
      events: events.log,
      index,
      hooks,
      people: await createPeople({ store, settings, clock, ...hosts.people }),
      pollPositions: events.positions,
      state: await createAppStateService(store, logger),
      health,
      hosts: hosts.operations,
      store: createMaintenance(store, { clock, ...storeExchange(hosts.names) }),
      server: createServerService({ settings, version, startedAt, store, memories, sessions, url: () => url }),
      accessLog,
      logins: logins.service,
    };
    const { invoker, actingIn } = createCalls({ tools, services, events, transcripts, logger, ids });
    return {
      invoker,
      actingIn,
      services,
      store,
      clock,
      ids,
      events,
      access: {
        clock,
        owners: hosts.owners,
        keys: hosts.keys,
        people: services.people,
        logins: logins.links,
        accessLog,
      },
      announce: (address) => {
        url = address;
        health.start();
        index.start();
      },
      endWaits: () => {
        events.log.endWaits();
        sessions.endWaits();
        accessLog.endWaits();
      },
      close: async () => {
        memories.close();
        hooks.close();
        await health.close();
        await mirror?.close();
        await index.close();
        await sessions.close();
        await transcripts.close();
        await events.log.close();
        hosts.close();
        await accessLog.close();
        await store.close();
      },
    };
  } catch (error) {
    await accessLog.close();
    await store.close();
    throw error;
  }
}
