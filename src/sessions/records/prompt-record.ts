import type { TokenUsage } from '../../claude/activity/activity.ts';
import { toIso } from '../../core/clock.ts';
import type { PromptError } from '../events/event.ts';
import type { PromptInfo } from '../session-service.ts';

export interface PromptImage {
  readonly media_type: string;
  readonly data: string;
}

/** A prompt that codez has accepted. Times are milliseconds since the epoch. */
export interface PromptRecord {
  readonly session_id: string;
  readonly prompt_id: string;
  /** Its name in Claude Code's stream and transcript. */
  readonly uuid: string;
  /** What is to be said; dropped when its turn has begun. */
  readonly text?: string;
  readonly images?: readonly PromptImage[];
  readonly state: 'queued' | 'running' | 'done' | 'aborted' | 'error' | 'lost';
  readonly via: 'live' | 'resume' | 'channel';
  readonly by: string;
  /** The MCP session it came by. */
  readonly conversation?: string;
  /** Events of it begin behind this one. */
  readonly cursor: string;
  /** Pid of the process it was handed to. */
  readonly handed_to?: number;
  readonly created_at: number;
  readonly started_at?: number;
  readonly ended_at?: number;
  readonly result_text?: string;
  readonly error?: PromptError;
  readonly usage?: TokenUsage;
  readonly cost_usd?: number;
}

/** How a prompt ended. */
export type PromptEnd = Pick<PromptRecord, 'result_text' | 'error' | 'usage' | 'cost_usd'> & {
  readonly state: 'done' | 'aborted' | 'error' | 'lost';
};

export function hasEnded(prompt: PromptRecord): boolean {
  return prompt.state !== 'queued' && prompt.state !== 'running';
}

/** Returns the prompt as it is shown; `isWaiting` while its turn waits for an answer. */
export function toPromptInfo(prompt: PromptRecord, isWaiting: boolean): PromptInfo {
  const { session_id, prompt_id, state, result_text, error, usage, cost_usd, started_at, ended_at } = prompt;
  return {
    session_id,
    prompt_id,
    state: state === 'running' && isWaiting ? 'waiting' : state,
    ...(result_text === undefined ? {} : { result_text }),
    ...(error === undefined ? {} : { error }),
    ...(usage === undefined ? {} : { usage }),
    ...(cost_usd === undefined ? {} : { cost_usd }),
    created_at: toIso(prompt.created_at),
    ...(started_at === undefined ? {} : { started_at: toIso(started_at) }),
    ...(ended_at === undefined ? {} : { ended_at: toIso(ended_at) }),
  };
}
