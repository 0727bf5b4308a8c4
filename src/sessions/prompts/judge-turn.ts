import type { TurnEnded } from '../../claude/stream/stream-signal.ts';
import type { PromptEnd } from '../records/prompt-record.ts';
import { classifyTurnError } from '../rules/classify-turn-error.ts';

/** Returns what the end of its turn means for a prompt. */
export function judgeTurn(turn: TurnEnded): PromptEnd {
  const facts = {
    ...(turn.resultText === undefined ? {} : { result_text: turn.resultText }),
    ...(turn.usage === undefined ? {} : { usage: turn.usage }),
    ...(turn.costUsd === undefined ? {} : { cost_usd: turn.costUsd }),
  };
  if (turn.isAborted) return { state: 'aborted', ...facts };
  if (!turn.isError) return { state: 'done', ...facts };
  return { state: 'error', ...facts, error: classifyTurnError(turn) };
}
