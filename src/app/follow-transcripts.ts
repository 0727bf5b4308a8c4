import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveClaudeConfigDir } from '../claude/transcripts/claude-config-dir.ts';
import type { TranscriptWatch } from '../claude/transcripts/transcript-watch.ts';
import { isSessionId } from '../claude/transcripts/transcripts.ts';
import { createTranscriptWatch } from '../claude/transcripts/watch/create-transcript-watch.ts';
import type { HomePaths } from '../config/paths.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { OwnedSessionService } from '../sessions/create-session-service.ts';
import type { EventLog } from '../sessions/events/event-log.ts';
import { createMirror, type Mirror } from '../sessions/mirror/create-mirror.ts';

export interface FollowOptions {
  readonly paths: HomePaths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userHome: string;
  readonly log: EventLog;
  readonly sessions: OwnedSessionService;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Is told of each transcript that has grown. */
  readonly onGrown: (path: string) => void;
}

/** Follows what other processes write to sessions; resolves when whatever comes from now on is told. */
export async function followTranscripts(options: FollowOptions): Promise<Mirror> {
  const { paths, env, userHome, log, sessions, logger, clock, onGrown } = options;
  const root = join(resolveClaudeConfigDir(env, userHome).folder, 'projects');
  const mirror = createMirror({
    watch: tellingWatch(createTranscriptWatch({ root, logger, clock }), onGrown),
    log,
    isLive: (id) => sessions.isLive(id),
    leftLive: (await readdir(join(paths.home, 'run')).catch(() => [])).filter(isSessionId),
    adopted: sessions.adopt(),
    clock,
    logger,
  });
  await mirror.start();
  return mirror;
}

function tellingWatch(watch: TranscriptWatch, onGrown: FollowOptions['onGrown']): TranscriptWatch {
  return {
    start: (onAppend, start) =>
      watch.start((append) => {
        onGrown(append.path);
        onAppend(append);
      }, start),
    skip: (sessionId) => watch.skip(sessionId),
    drain: () => watch.drain(),
    status: () => watch.status(),
    close: () => watch.close(),
  };
}
