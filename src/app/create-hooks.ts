import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { EventLog } from '../sessions/events/event-log.ts';
import { createHookService } from '../sessions/hooks/create-hook-service.ts';
import type { HookService } from '../sessions/hooks/hook-service.ts';

/** Shorter than the limit that `codez config claude --hooks` writes: who waits is let go before they give up. */
const TIMEOUT_MS = 3_590_000;

/** Returns what listens to the hooks of Claude Code in terminals. */
export function createHooks(
  events: EventLog,
  options: { readonly clock: Clock; readonly ids: Ids; readonly isLive: (sessionId: string) => boolean },
): HookService {
  return createHookService({ events, timeoutMs: TIMEOUT_MS, ...options });
}
