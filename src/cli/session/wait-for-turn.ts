import type { OpenInvoker } from '../../app/open-invoker.ts';
import { CodezError, type ErrorCode, edgesOf } from '../../core/errors.ts';
import type { CommandContext } from '../define-command.ts';
import { withServer } from '../with-invoker.ts';
import { callOperation } from './operations.ts';
import { objectOf, textOf } from './shown-event.ts';
import { watchSession } from './watch-session.ts';

/** A prompt that a session has taken. */
export interface AcceptedTurn {
  readonly session_id: string;
  readonly prompt_id: string;
  /** Its events come behind it. */
  readonly cursor: string;
}

type Prompt = Readonly<Record<string, unknown>>;

const INTERRUPTED = 130;

/** What a failed turn means to a script. */
const FAILURES: Readonly<Record<string, ErrorCode>> = {
  rate_limited: 'rate_limited',
  usage_limit: 'rate_limited',
  context_full: 'conflict',
  budget: 'conflict',
  auth: 'unauthenticated',
};

/** Shows a turn until it has ended and returns the exit code that tells what became of it. */
export async function waitForTurn(turn: AcceptedTurn, context: CommandContext): Promise<number> {
  const { output, signal } = context;
  const { session_id: sessionId, prompt_id: promptId, cursor } = turn;
  const readPrompt = (opened: OpenInvoker): Promise<Prompt> =>
    callOperation<Prompt>(opened, 'get_prompt', { session_id: sessionId, prompt_id: promptId });
  await watchSession(context, {
    sessionId,
    cursor,
    isQuiet: output.isJson,
    isLast: (event) => event.type === 'prompt.finished' && textOf(event, 'prompt_id') === promptId,
    isOver: async (opened) => hasEnded(await readPrompt(opened)),
  });
  if (signal.aborted) {
    const id = sessionId.slice(0, 8);
    output.note(
      `The turn goes on. See it with \`codez sessions watch ${id}\`, stop it with \`codez sessions abort ${id}\`.`,
    );
    return INTERRUPTED;
  }
  const prompt = await withServer(context, readPrompt);
  if (output.isJson) output.printJson(JSON.stringify(prompt));
  return exitCodeOf(prompt);
}

function hasEnded(prompt: Prompt): boolean {
  return ['done', 'aborted', 'error', 'lost'].includes(textOf(prompt, 'state'));
}

/** @throws CodezError `internal` for a turn that has not ended */
function exitCodeOf(prompt: Prompt): number {
  switch (textOf(prompt, 'state')) {
    case 'done':
      return 0;
    case 'aborted':
      return edgesOf('conflict').exit;
    case 'error':
      return edgesOf(FAILURES[textOf(objectOf(prompt, 'error'), 'code')] ?? 'unavailable').exit;
    case 'lost':
      return edgesOf('unavailable').exit;
    default:
      throw new CodezError('internal', 'The turn ended and goes on at once', '');
  }
}
