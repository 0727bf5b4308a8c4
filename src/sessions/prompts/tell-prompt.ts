import { MAX_TEXT } from '../../claude/activity/activity.ts';
import { cutText } from '../../core/cut-text.ts';
import type { EventBody } from '../events/event.ts';
import { hasEnded, type PromptRecord } from '../records/prompt-record.ts';

/** Returns the event of a prompt whose turn begins. */
export function tellStarted({ prompt_id, via, text = '' }: PromptRecord): EventBody {
  return {
    type: 'prompt.started',
    prompt_id,
    via,
    text: cutText(text, MAX_TEXT),
    ...(text.length > MAX_TEXT ? { truncated: true as const } : {}),
  };
}

/** Returns the event of a prompt that has ended. */
export function tellFinished(prompt: PromptRecord): EventBody {
  const { prompt_id, state, result_text, error, usage, cost_usd, started_at, ended_at } = prompt;
  if (!hasEnded(prompt)) throw new TypeError(`prompt ${prompt_id} has not ended`);
  return {
    type: 'prompt.finished',
    prompt_id,
    state: state as 'done' | 'aborted' | 'error' | 'lost',
    ...(result_text === undefined ? {} : { result_text: cutText(result_text, MAX_TEXT) }),
    ...(result_text !== undefined && result_text.length > MAX_TEXT ? { truncated: true as const } : {}),
    ...(error === undefined ? {} : { error }),
    ...(usage === undefined ? {} : { usage }),
    ...(cost_usd === undefined ? {} : { cost_usd }),
    ...(started_at === undefined || ended_at === undefined ? {} : { duration_ms: ended_at - started_at }),
  };
}
