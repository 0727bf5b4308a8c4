import { MAX_TEXT } from '../../claude/activity/activity.ts';
import type { StreamSignal, TurnEnded } from '../../claude/stream/stream-signal.ts';
import { cutText } from '../../core/cut-text.ts';
import type { EventBody } from '../events/event.ts';
import { judgeTurn } from '../prompts/judge-turn.ts';
import type { PromptBook } from '../prompts/prompt-book.ts';
import { tellFinished, tellStarted } from '../prompts/tell-prompt.ts';
import { hasEnded, type PromptEnd, type PromptRecord } from '../records/prompt-record.ts';
import type { ToolUseIndex } from '../tool-use-index.ts';
import type { TurnState } from './turn-state.ts';

export interface TellOptions {
  readonly sessionId: string;
  readonly prompts: PromptBook;
  readonly toolUses: ToolUseIndex;
  /** Keeps how the session's last turn ended: its error, if it failed. */
  noteTurn(sessionId: string, error: string | undefined): void;
  /** Keeps the permission mode that the session's process is in. */
  noteMode(sessionId: string, mode: string): void;
}

/** Returns the events of what a live session's process says, and keeps its prompts' records up to date. */
export function tellSignal(options: TellOptions, signal: StreamSignal, state: TurnState): EventBody[] {
  const { sessionId, prompts, toolUses } = options;
  switch (signal.kind) {
    case 'prompt_started': {
      const prompt = prompts.findByUuid(sessionId, signal.uuid);
      if (prompt === undefined || hasEnded(prompt)) return [];
      const started = tellStarted(prompt);
      if (prompt.state === 'queued') prompts.begin(prompt);
      return [started];
    }
    case 'activity':
      if (signal.activity.type === 'tool.started') toolUses.note(signal.activity.tool_use_id, sessionId);
      return [signal.activity];
    case 'permission_requested': {
      const prompt = state.current === undefined ? undefined : prompts.findByUuid(sessionId, state.current);
      return [
        {
          type: 'permission.requested',
          request_id: signal.requestId,
          kind: signal.ask,
          tool: signal.tool,
          ...(signal.toolUseId === undefined ? {} : { tool_use_id: signal.toolUseId }),
          input_json: cutText(JSON.stringify(signal.input), MAX_TEXT),
          ...(prompt === undefined ? {} : { prompt_id: prompt.prompt_id }),
          via: 'live',
        },
      ];
    }
    case 'permission_closed':
      if (signal.isAnswered || !state.permissions.has(signal.requestId)) return [];
      return [cancelled(signal.requestId)];
    case 'turn_ended':
      return endTurn(options, signal, state);
    case 'prompt_finished': {
      // One that was interrupted before its turn began has no turn_ended.
      if (state.handed !== signal.uuid) return [];
      const prompt = prompts.findByUuid(sessionId, signal.uuid);
      if (prompt === undefined || hasEnded(prompt)) return [];
      return endPrompt(options, prompt, { state: signal.isCancelled ? 'aborted' : 'done' });
    }
    case 'init':
      if (signal.permissionMode !== undefined) options.noteMode(sessionId, signal.permissionMode);
      return [];
    case 'mode_changed':
      options.noteMode(sessionId, signal.permissionMode);
      return [{ type: 'session.updated', permission_mode: signal.permissionMode }];
    default:
      return [];
  }
}

/** Returns the event of a request that nobody can answer any more. */
export function cancelled(requestId: string): EventBody {
  return {
    type: 'permission.resolved',
    request_id: requestId,
    behavior: 'cancelled',
    by: 'aborted',
    how: 'live',
    input_changed: false,
  };
}

function endTurn(options: TellOptions, signal: TurnEnded, state: TurnState): EventBody[] {
  const { sessionId, prompts } = options;
  const withdrawn = state.turnPermissions();
  const bodies: EventBody[] = withdrawn.map(cancelled);
  const uuid = signal.isOwnTurn ? undefined : (signal.uuid ?? state.current);
  const prompt = uuid === undefined ? undefined : prompts.findByUuid(sessionId, uuid);
  // Known from an earlier reading of the same output: its events, session.idle among them, were told with it.
  if (prompt !== undefined && hasEnded(prompt)) return bodies;
  const isWaiting = state.permissions.size > withdrawn.length;
  return [...bodies, ...endPrompt(options, prompt, judgeTurn(signal), isWaiting)];
}

/** Ends a prompt, or a turn that none began, and says so when nothing is left to do and nobody waits for an answer. */
function endPrompt(
  options: TellOptions,
  prompt: PromptRecord | undefined,
  end: PromptEnd,
  isWaiting = false,
): EventBody[] {
  const { sessionId, prompts } = options;
  options.noteTurn(sessionId, end.error?.message);
  const bodies = prompt === undefined ? [] : [tellFinished(prompts.end(prompt, end))];
  if (isWaiting || prompts.queued(sessionId).length > 0) return bodies;
  return [...bodies, { type: 'session.idle', ...(prompt === undefined ? {} : { prompt_id: prompt.prompt_id }) }];
}
