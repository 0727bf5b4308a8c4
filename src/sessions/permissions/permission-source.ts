import type { PermissionAnswer, PermissionRequest } from '../session-service.ts';

/**
 * Permission requests of sessions that codez does not run, e.g. those that Claude Code's hooks tell. The session
 * service lists them beside its own and judges who may answer before it asks here; the events of what comes and goes
 * are told by the source.
 */
export interface PermissionSource {
  /** Open requests of one session or all, oldest first, inputs included. */
  list(sessionId?: string): readonly PermissionRequest[];
  /**
   * Answers a request in the name of `by` (`kind:name`); undefined when the source never had one of this id there.
   * @throws CodezError `conflict` when it was answered or has ended already, `invalid` for what it cannot be answered
   */
  respond(answer: PermissionAnswer, by: string): Promise<{ readonly resolved: boolean }> | undefined;
}
