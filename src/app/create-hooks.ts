import { createRunningClaudes } from '../claude/process/create-running-claudes.ts';
import { createProcessTable } from '../claude/process/process-table.ts';
import { resolveClaudeConfigDir } from '../claude/transcripts/claude-config-dir.ts';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { EventLog } from '../sessions/events/event-log.ts';
import { createHookService } from '../sessions/hooks/create-hook-service.ts';
import type { HookService } from '../sessions/hooks/hook-service.ts';

/** Shorter than the limit that `codez config claude --hooks` writes: who waits is let go before they give up. */
const TIMEOUT_MS = 3_590_000;
/** A script that asks stands still for so long. */
const UNATTENDED_MS = 60_000;

export interface HooksOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userHome: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly isLive: (sessionId: string) => boolean;
}

/** Returns what listens to the hooks of Claude Code in terminals. */
export function createHooks(events: EventLog, { env, userHome, ...options }: HooksOptions): HookService {
  const { folder } = resolveClaudeConfigDir(env, userHome);
  const running = createRunningClaudes({ configDir: folder, table: createProcessTable(process.platform) });
  return createHookService({
    events,
    timeoutMs: TIMEOUT_MS,
    unattendedMs: UNATTENDED_MS,
    isAttended: async (sessionId) => !/^sdk\b/.test((await running.find(sessionId))?.entrypoint ?? ''),
    ...options,
  });
}
