import type { ProcessExit } from '../../claude/process/claude-process.ts';
import type { EventBody, PromptError } from '../events/event.ts';
import { tellFinished } from '../prompts/tell-prompt.ts';
import type { PromptEnd } from '../records/prompt-record.ts';
import { processExitError } from '../rules/classify-turn-error.ts';
import type { LiveContext } from './live-context.ts';
import { cancelled } from './tell-signal.ts';
import type { TurnState } from './turn-state.ts';

/** Why a process was ended by codez. */
export type CloseReason = 'disposed' | 'idle_timeout' | 'place_needed' | 'server_stopped';

export interface EndedSession {
  readonly sessionId: string;
  readonly state: TurnState;
  readonly exit: ProcessExit;
  readonly reason: CloseReason | 'exit';
  /** True when queued prompts are not to be tried with another process. */
  readonly givesUp: boolean;
  /** True when the events were told by an earlier server, which was killed before it had done the rest. */
  readonly isTold: boolean;
}

/** Tells that a process has ended, and ends what can no longer happen. */
export function endSession(context: LiveContext, ended: EndedSession): void {
  const { sessionId, state, exit, reason, givesUp, isTold } = ended;
  const { prompts } = context;
  const isWanted = reason !== 'exit';
  const error = processExitError(exit);
  const end: PromptEnd = isWanted ? { state: 'aborted' } : { state: 'error', error };
  const bodies: EventBody[] = [...state.permissions.keys()].map(cancelled);
  // An answer that is being written comes too late.
  state.permissions.clear();
  for (const prompt of prompts.running(sessionId)) bodies.push(tellFinished(prompts.end(prompt, end)));
  if (reason === 'disposed' || reason === 'server_stopped' || givesUp) {
    for (const prompt of prompts.queued(sessionId)) bodies.push(tellFinished(prompts.end(prompt, end)));
  }
  if (!isWanted) {
    const stderr = exit.stderr === '' ? {} : { stderr: exit.stderr };
    bodies.push({ type: 'session.error', code: 'process_exit', message: error.message, ...stderr });
  }
  const exitCode = exit.code === null ? {} : { exit_code: exit.code };
  bodies.push({ type: 'session.closed', reason, ...exitCode });
  if (!isTold) context.tell(sessionId, ...bodies);
  context.noteEnd(sessionId, isWanted ? undefined : error.message);
}

export function processExit(message: string): PromptError {
  return { code: 'process_exit', message };
}
