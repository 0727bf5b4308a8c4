import type { ProcessExit } from '../../claude/process/claude-process.ts';
import type { TurnEnded } from '../../claude/stream/stream-signal.ts';
import { toIso } from '../../core/clock.ts';
import type { PromptError } from '../events/event.ts';

/** UTF-16 units of an error's message. */
const MAX_MESSAGE = 2_000;

/** What a subscriber reads when the allowance of some hours or a week is used up. */
const USAGE_LIMIT =
  /\b(usage|session|weekly|hour(ly)?|opus|sonnet|spend(ing)?) limit\b|hit your limit|limit reached|out of (extra )?usage/i;
const CONTEXT_FULL = /prompt is too long|context window|conversation too long|exceeds? .{0,30}context/i;
const NOT_SIGNED_IN = /run \/login|invalid api key|failed to authenticate|oauth token (has expired|revoked)/i;

/** Says why a turn has failed, in the words of the contract. */
export function classifyTurnError(ended: TurnEnded): PromptError {
  const message = (ended.resultText ?? ended.errors?.join('\n') ?? '').slice(0, MAX_MESSAGE);
  const retryAtMs = ended.retryAtMs ?? retryTimeIn(message);
  return {
    code: codeOf(ended, message, retryAtMs !== undefined),
    message: message === '' ? (ended.terminalReason ?? ended.subtype ?? 'the turn has failed') : message,
    ...(retryAtMs === undefined ? {} : { retry_at: toIso(retryAtMs) }),
  };
}

/** Says how the process of a turn has ended, with the last words it left. */
export function processExitError(exit: ProcessExit): PromptError {
  const end = exit.signal === null ? `with exit code ${exit.code ?? 'unknown'}` : `by ${exit.signal}`;
  const words = exit.stderr.trim().slice(-MAX_MESSAGE);
  return { code: 'process_exit', message: `Claude Code ended ${end}${words === '' ? '' : `: ${words}`}` };
}

function codeOf(ended: TurnEnded, message: string, isTimeKnown: boolean): PromptError['code'] {
  const { apiErrorStatus: status, apiErrorType: type, errorKind: kind, terminalReason: reason } = ended;
  if (reason === 'budget_exhausted' || ended.subtype === 'error_max_budget_usd') return 'budget';
  if (reason === 'prompt_too_long' || status === 413) return 'context_full';
  if (kind === 'billing_error' || type === 'billing_error' || status === 402) return 'usage_limit';
  if (ended.apiError === 'usage_limit_reached') return 'usage_limit';
  if (status === 429 || kind === 'rate_limit') {
    return isTimeKnown || USAGE_LIMIT.test(message) ? 'usage_limit' : 'rate_limited';
  }
  if (status === 529 || status === 503 || type === 'overloaded_error' || kind === 'overloaded') return 'overloaded';
  if (status === 401 || status === 403 || kind === 'authentication_failed') return 'auth';
  if (NOT_SIGNED_IN.test(message)) return 'auth';
  if (CONTEXT_FULL.test(message)) return 'context_full';
  // Without a status of the API these words may be the model's own; with an error they are Claude Code's.
  return status === undefined && kind !== undefined && USAGE_LIMIT.test(message) ? 'usage_limit' : 'other';
}

/** Some versions write the second the limit ends behind a bar: `usage limit reached|1790000000`. */
function retryTimeIn(message: string): number | undefined {
  const seconds = /\|(\d{10})\b/.exec(message)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
