import { join } from 'node:path';
import { createClaudeLauncher } from '../claude/process/create-claude-launcher.ts';
import { createRunningClaudes } from '../claude/process/create-running-claudes.ts';
import { createProcessTable } from '../claude/process/process-table.ts';
import { resolveClaudeConfigDir } from '../claude/transcripts/claude-config-dir.ts';
import { createClaudeTrust } from '../claude/transcripts/claude-trust.ts';
import type { Transcripts } from '../claude/transcripts/transcripts.ts';
import type { HomePaths } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { SearchIndex } from '../search/search-index.ts';
import { createSessionService, type OwnedSessionService } from '../sessions/create-session-service.ts';
import type { EventLog } from '../sessions/events/event-log.ts';
import type { Mirror } from '../sessions/mirror/create-mirror.ts';
import type { PermissionSource } from '../sessions/permissions/permission-source.ts';
import { createFolderTrust, NOBODY_TRUSTED, parseTrustList } from '../sessions/rules/create-folder-trust.ts';
import { createSessionLimits } from '../sessions/rules/create-session-limits.ts';
import type { Store } from '../storage/store.ts';

export interface SessionsOptions {
  readonly paths: HomePaths;
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userHome: string;
  readonly store: Store;
  readonly transcripts: Transcripts;
  readonly index: SearchIndex;
  readonly events: EventLog;
  /** Dialogs of sessions in terminals. */
  readonly hooks: PermissionSource;
  /** What follows the transcripts, as soon as it does. */
  readonly mirror: () => Mirror | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** False for a process that only makes single calls. */
  readonly isServing: boolean;
}

/** Puts the sessions together: Claude Code's files and processes, trust, limits, and codez' own records. */
export async function createSessions(options: SessionsOptions): Promise<OwnedSessionService> {
  const { paths, settings, env, userHome, store, transcripts, index, events, hooks, logger, clock, ids, isServing } =
    options;
  const claude = resolveClaudeConfigDir(env, userHome);
  const trustList = await store.document('trust', { initial: NOBODY_TRUSTED, parse: parseTrustList });
  const limits = await createSessionLimits(settings, [paths.home]);
  const claudeTrust = createClaudeTrust({ claudeJsonPath: claude.claudeJsonPath });
  const sessions = await createSessionService({
    store,
    log: events,
    launcher: createClaudeLauncher({
      runRoot: join(paths.home, 'run'),
      // A session may work in a folder that holds the data directory, e.g. the home directory.
      closedFolders: [...new Set([paths.home, ...limits.forbidden])],
      environment: env,
      claudeBin: settings.claudeBin,
      logger,
      clock,
      ids,
    }),
    transcripts,
    index,
    trust: createFolderTrust({ document: trustList, claudeTrust, userHome }),
    limits,
    permissionSources: [hooks],
    running: createRunningClaudes({ configDir: claude.folder, table: createProcessTable(process.platform) }),
    mirror: options.mirror,
    clock,
    ids,
    logger,
    isServing,
  });
  if (isServing) void sessions.adopt();
  return sessions;
}
