import type { Logger } from '../core/logger.ts';
import { principalId } from '../core/principal.ts';
import type { CallObservation } from '../tools/registry.ts';

/** Tells the log of a finished call, for who looks for the cause of something. */
export function logCall(logger: Logger, { principal, durationMs, isQuiet: _, ...call }: CallObservation): void {
  logger.debug('call', { ...call, by: principalId(principal), ms: Math.round(durationMs * 10) / 10 });
}
