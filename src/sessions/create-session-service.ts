import type { ClaudeLauncher } from '../claude/process/claude-process.ts';
import type { RunningClaudes } from '../claude/process/create-running-claudes.ts';
import { createStreamReader } from '../claude/stream/create-stream-reader.ts';
import { slugOf } from '../claude/transcripts/slug-of.ts';
import type { Transcripts } from '../claude/transcripts/transcripts.ts';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { Store } from '../storage/store.ts';
import { adoptSessions } from './adopt-sessions.ts';
import { createContext } from './create-context.ts';
import type { EventLog } from './events/event-log.ts';
import { PageSnapshots } from './listing/page-snapshots.ts';
import { getSession, listSessions } from './listing/read-sessions.ts';
import { readUsage } from './listing/read-usage.ts';
import { abortTurn } from './live/abort-turn.ts';
import type { Mirror } from './mirror/create-mirror.ts';
import { listPermissions, respondPermission } from './permissions/permission-desk.ts';
import type { PermissionSource } from './permissions/permission-source.ts';
import { acceptPrompt } from './prompts/accept-prompt.ts';
import { checkDriving } from './rules/check-driving.ts';
import type { FolderTrust } from './rules/folder-trust.ts';
import type { SessionLimits } from './rules/session-limits.ts';
import { searchSessions } from './search/search-sessions.ts';
import type { SessionService } from './session-service.ts';
import { createSession } from './start/create-session.ts';
import { forkSession } from './start/fork-session.ts';
import { noSession } from './start/launch-spec.ts';
import { updateSession } from './update-session.ts';
import { findPrompt, waitForIdle, waitForPrompt } from './wait.ts';

export interface SessionServiceOptions {
  readonly store: Store;
  readonly log: EventLog;
  readonly launcher: ClaudeLauncher;
  readonly transcripts: Transcripts;
  /** The full text of the transcripts. */
  readonly index: SearchIndex;
  readonly trust: FolderTrust;
  readonly limits: SessionLimits;
  readonly permissionSources: readonly PermissionSource[];
  /** The Claude Code processes of this machine. */
  readonly running: RunningClaudes;
  /** What follows the transcripts, as soon as it does. */
  readonly mirror: () => Mirror | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** False for a process that only makes single calls: it reads, and starts nothing. */
  readonly isServing: boolean;
}

/** The session service with what its owner does when the server starts and stops. */
export interface OwnedSessionService extends SessionService {
  /** Takes over what an earlier server left; prompts wait for it. */
  adopt(): Promise<void>;
  /** Ends every wait for a turn as if its time were over, so that a stopping server waits for none of them. */
  endWaits(): void;
  /** Lets go of all processes, which go on, and waits for records to be written. */
  close(): Promise<void>;
}

/** Returns the sessions of this machine over Claude Code's transcripts, its processes and codez' own records. */
export async function createSessionService(options: SessionServiceOptions): Promise<OwnedSessionService> {
  const context = await createContext({ ...options, createReader: createStreamReader, slugOf });
  const { drivers, prompts, transcripts, trust } = context;
  const snapshots = new PageSnapshots(options.ids);
  return {
    listProjects: () => transcripts.listProjects(),
    readMemory: (slug) => transcripts.readMemory(slug),
    listSessions: (query) => listSessions(context, snapshots, query),
    getSession: (sessionId, request) => getSession(context, sessionId, request),
    search: (query, wait) => searchSessions(context, query, wait),
    usage: (query) => readUsage(context, snapshots, query),
    create: (request, caller) => createSession(context, request, caller),
    prompt: (request, caller) => acceptPrompt(context, request, caller),
    getPrompt: (sessionId, promptId) => findPrompt(context, sessionId, promptId),
    waitForPrompt: (...args) => waitForPrompt(context, ...args),
    async waitForIdle(...args) {
      await Promise.all(args[0].map(assertKnown));
      return await waitForIdle(context, ...args);
    },
    fork: (request, caller) => forkSession(context, request, caller),
    listPermissions: (sessionId, caller) => listPermissions(context, sessionId, caller),
    respond: (answer, caller) => respondPermission(context, answer, caller),
    update: (sessionId, change) => updateSession(context, sessionId, change),
    trust: async (folder) => ({ trusted: true, ...(await trust.trust(folder)) }),

    async abort(sessionId, { principal }) {
      await context.serving();
      await assertKnown(sessionId);
      checkDriving(context.records, principal, sessionId);
      const driver = drivers.find(sessionId);
      const aborted = driver !== undefined && (await abortTurn(context, driver));
      return { aborted, queued: prompts.queued(sessionId).length };
    },

    async dispose(sessionId, { principal }) {
      await context.serving();
      await assertKnown(sessionId);
      checkDriving(context.records, principal, sessionId);
      return { disposed: (await drivers.find(sessionId)?.close('disposed')) ?? false };
    },

    async endAll() {
      await context.serving();
      // Twice: one that was about to be made has its process by then.
      return { ended: (await drivers.closeAll()) + (await drivers.closeAll()) };
    },

    async findSessionOfToolUse(toolUseId) {
      const known = context.toolUses.find(toolUseId);
      if (known !== undefined) return known;
      await Promise.all([...drivers.live()].map(([, live]) => live.process.drain()));
      return context.toolUses.find(toolUseId);
    },

    conversationOf: (sessionId) => prompts.running(sessionId).at(-1)?.conversation,
    startCursorOf: (principal, sessionId) => context.starts.find(principal, sessionId),
    isLive: (sessionId) => drivers.find(sessionId)?.live !== undefined,
    counts: () => ({ live: drivers.countLive(), mirror: options.mirror()?.count() ?? 0 }),

    async adopt() {
      await context.adopt(() => adoptSessions(context));
    },

    endWaits: () => context.changes.endWaits(),

    async close() {
      drivers.detach();
      prompts.close();
      await Promise.all([prompts.flush(), context.records.flush()]);
    },
  };

  async function assertKnown(sessionId: string): Promise<void> {
    if (context.records.get(sessionId) !== undefined || drivers.find(sessionId)?.live !== undefined) return;
    if ((await transcripts.find(sessionId)) === undefined) throw noSession(sessionId);
  }
}
