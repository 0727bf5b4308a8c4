import { isDeepStrictEqual } from 'node:util';
import { MAX_TEXT } from '../../claude/activity/activity.ts';
import { toIso } from '../../core/clock.ts';
import { cutText } from '../../core/cut-text.ts';
import type { NewEvent } from '../events/event.ts';
import { allowTool, answeredInput, checkAnswer } from '../permissions/answer-rules.ts';
import type { PermissionAnswer, PermissionRequest } from '../session-service.ts';
import type { HookDecision, HookEvent } from './hook-event.ts';

/** A dialog that is open in a terminal, and can be answered here too. */
export interface HookRequest {
  readonly id: string;
  readonly sessionId: string;
  readonly kind: PermissionRequest['kind'];
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Characters of the input's JSON. */
  readonly size: number;
  readonly agentId: string | undefined;
  readonly promptId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Lets the hook's request go, with the decision if somebody gave one here. */
  readonly release: (decision: HookDecision | undefined) => void;
}

/** Returns the request as `list_permissions` shows it. */
export function toPermissionRequest(request: HookRequest): PermissionRequest {
  return {
    request_id: request.id,
    session_id: request.sessionId,
    kind: request.kind,
    tool: request.tool,
    input: request.input,
    ...(request.kind === 'question' ? { questions: request.input['questions'] } : {}),
    created_at: toIso(request.since),
    via: 'hook',
  };
}

/** Returns the event that tells of the request. */
export function toRequestedEvent(request: HookRequest): NewEvent {
  return {
    type: 'permission.requested',
    session_id: request.sessionId,
    request_id: request.id,
    kind: request.kind,
    tool: request.tool,
    input_json: cutText(JSON.stringify(request.input), MAX_TEXT),
    via: 'hook',
  };
}

/** The tool has run with the request's input, to which the terminal may have added what was answered. */
export function isSameUse(request: HookRequest, tool: string, input: Readonly<Record<string, unknown>>): boolean {
  if (request.tool !== tool) return false;
  return Object.entries(request.input).every(([key, value]) => isDeepStrictEqual(value, input[key]));
}

/** Whether what a hook tells means that no dialog of this request can be open any more. */
export function isOvertaken(request: HookRequest, event: HookEvent): boolean {
  if (event.name === 'SessionEnd') return true;
  // What a sub-agent in the background asks outlives the turn it was started in.
  if (request.agentId !== undefined) return false;
  if (event.name === 'Stop') return event.agentId === undefined;
  return event.name === 'UserPromptSubmit' && event.promptId !== request.promptId;
}

/**
 * Returns what Claude Code is told for an answer.
 * @throws CodezError `invalid` for what does not fit the request
 */
export function toDecision(request: HookRequest, answer: PermissionAnswer): HookDecision {
  checkAnswer(request, answer);
  if (answer.behavior === 'deny') {
    return { behavior: 'deny', ...(answer.message === undefined ? {} : { message: answer.message }) };
  }
  const updatedInput = answeredInput(request, answer);
  return {
    behavior: 'allow',
    ...(updatedInput === undefined ? {} : { updatedInput }),
    ...(answer.always === true ? { updatedPermissions: [allowTool(request.tool)] } : {}),
  };
}
