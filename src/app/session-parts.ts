import { join } from 'node:path';
import { findClaudeBinary } from '../claude/process/find-claude-binary.ts';
import { toLaunchEnvironment } from '../claude/process/launch-environment.ts';
import { createProcessTable } from '../claude/process/process-table.ts';
import type { HomePaths } from '../config/paths.ts';
import type { Clock } from '../core/clock.ts';
import { createClaudePart } from '../sessions/health/claude-part.ts';
import { createRunDirectoriesPart } from '../sessions/health/run-directories-part.ts';
import type { WatchedPart } from '../sessions/health/watched-part.ts';
import type { SessionService } from '../sessions/session-service.ts';

export interface SessionPartsOptions {
  readonly paths: HomePaths;
  readonly claudeBin: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sessions: Pick<SessionService, 'isLive' | 'counts'>;
  readonly clock: Clock;
  readonly startedAt: number;
}

/** What health looks at of sessions: how many there are, what they left on disk, and the program they run. */
export function sessionParts(options: SessionPartsOptions): WatchedPart[] {
  const { paths, claudeBin, env, sessions, clock, startedAt } = options;
  const { platform } = process;
  return [
    { name: 'sessions', look: () => ({ ok: true, details: sessions.counts() }) },
    createRunDirectoriesPart({
      runRoot: join(paths.home, 'run'),
      table: createProcessTable(platform),
      isLive: (sessionId) => sessions.isLive(sessionId),
      clock,
      startedAt,
    }),
    createClaudePart(
      () => findClaudeBinary({ claudeBin, environment: env, platform }),
      toLaunchEnvironment(env, paths.home),
    ),
  ];
}
