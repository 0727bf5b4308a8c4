import { statfs } from 'node:fs/promises';
import { resolveClaudeConfigDir } from '../claude/transcripts/claude-config-dir.ts';
import { createTranscripts } from '../claude/transcripts/create-transcripts.ts';
import type { HomePaths } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { type Clock, systemClock, toIso } from '../core/clock.ts';
import { type Ids, randomIds } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import { createMemoryService } from '../memories/create-memory-service.ts';
import type { Memory, MemoryService } from '../memories/memory-service.ts';
import { createSearchIndex } from '../search/create-search-index.ts';
import type { Mirror } from '../sessions/mirror/create-mirror.ts';
import { createAppStateService } from '../sessions/state/create-app-state.ts';
import { createMaintenance } from '../storage/create-maintenance.ts';
import { openStore } from '../storage/open-store.ts';
import type { Store } from '../storage/store.ts';
import { CATALOG } from '../tools/catalog.ts';
import { createRegistry } from '../tools/registry.ts';
import type { ServerStatus, Services } from '../tools/services.ts';
import { withSessionCallers } from '../tools/session-callers.ts';
import type { AnyTool } from '../tools/tool.ts';
import type { ToolInvoker } from '../tools/tool-invoker.ts';
import type { AccessOptions } from './create-access.ts';
import { accessLogPart, createAccessLog } from './create-access-log.ts';
import { createEvents, type Events } from './create-events.ts';
import { createHealth, eventsPart, transcriptsPart } from './create-health.ts';
import { createHooks } from './create-hooks.ts';
import { createHosts, type Hosts } from './create-hosts.ts';
import { createLogins } from './create-logins.ts';
import { createPeople } from './create-people.ts';
import { createSessions } from './create-sessions.ts';
import { followTranscripts } from './follow-transcripts.ts';
import { logCall } from './log-call.ts';
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
  readonly memories: MemoryService;
  readonly services: Services;
  readonly hosts: Hosts;
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
  const { paths, logger, version, clock = systemClock, ids = randomIds, tools = CATALOG } = options;
  const startedAt = clock();
  const store = await openStore({ home: paths.home, logger, clock, ids, waitMs: options.waitMs });
  const accessLog = await createAccessLog({ paths, clock, ids, logger });
  try {
    const notes = await store.collection<Memory>('notes');
    const memories = createMemoryService({ notes, clock, ids, logger });
    const hosts = await createHosts(store, { notes, clock, logger, mcpUrl: () => mcpUrlOf(options.settings, url) });
    let url: string | undefined;
    const status = async (): Promise<ServerStatus> => {
      const { state, problems } = store.health();
      const disk = await statfs(paths.home);
      return {
        running: url !== undefined,
        version,
        pid: process.pid,
        ...(url === undefined ? {} : { url }),
        started_at: toIso(startedAt),
        home: paths.home,
        loopback: settings.loopback,
        store: { state, problems: problems.map(({ at, file, message }) => ({ at: toIso(at), file, message })) },
        notes: memories.count(),
        sessions: sessions.counts(),
        disk: { free_bytes: disk.bavail * disk.bsize, total_bytes: disk.blocks * disk.bsize },
      };
    };
    const events = await createEvents(store, { logger, clock, ids });
    const { settings, env, userHome, isServing = false } = options;
    const hooks = createHooks(events.log, { env, userHome, clock, ids, isLive: (id) => sessions.isLive(id) });
    let mirror: Mirror | undefined;
    const transcripts = createTranscripts({
      configDir: resolveClaudeConfigDir(env, userHome).folder,
      userHome,
      cachePath: paths.transcriptCounts,
      ...(options.settings.prices && { prices: options.settings.prices }),
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
      server: { status },
      accessLog,
      logins: logins.service,
    };
    const registry = createRegistry({
      tools,
      services,
      logger,
      ids,
      now: () => performance.now(),
      observeStart: events.callStarted,
      observe: (call) => {
        events.callFinished(call);
        logCall(logger, call);
      },
    });
    const { invoker, actingIn } = withSessionCallers(
      registry,
      (id) => sessions.findSessionOfToolUse(id),
      async (id) => {
        if (sessions.isLive(id) || hooks.isSeen(id)) return true;
        return (await transcripts.find(id)) !== undefined || (await isKnown(sessions, id));
      },
    );
    return {
      invoker,
      actingIn,
      memories,
      services,
      hosts,
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

function isKnown(sessions: Services['sessions'], sessionId: string): Promise<boolean> {
  const nothing = { limit: 1, include: new Set<never>(), maxBytes: 1024 };
  return sessions.getSession(sessionId, nothing).then(
    () => true,
    () => false,
  );
}
