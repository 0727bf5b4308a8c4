import type { PermissionSource } from '../permissions/permission-source.ts';
import type { HookDecision, HookEvent } from './hook-event.ts';

/** What Claude Code's hooks tell of sessions in terminals, and the answers they take back. */
export interface HookService extends PermissionSource {
  /**
   * Takes one hook. For a permission request it resolves when somebody has answered here (with the decision), or when
   * it has ended otherwise (undefined): answered in the terminal, overtaken, expired, or `signal` aborted because the
   * hook's connection is gone. Everything else resolves at once.
   */
  receive(event: HookEvent, signal: AbortSignal): Promise<HookDecision | undefined>;
  /** Whether hooks show that a process outside of codez runs this session now. */
  isSeen(sessionId: string): boolean;
  /** Lets all open requests go without a decision, for a server that stops: the dialogs in the terminals stay. */
  close(): void;
}
