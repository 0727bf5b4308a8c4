import { isDeepStrictEqual } from 'node:util';
import { MAX_TEXT } from '../../claude/activity/activity.ts';
import { toIso } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import type { NewEvent } from '../events/event.ts';
import type { PermissionAnswer, PermissionRequest } from '../session-service.ts';
import type { HookDecision, HookEvent } from './hook-event.ts';

/** A dialog that is open in a terminal, and can be answered here too. */
export interface HookRequest {
  readonly id: string;
  readonly sessionId: string;
  readonly kind: PermissionRequest['kind'];
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly agentId: string | undefined;
  readonly promptId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Lets the hook's request go, with the decision if somebody gave one here. */
  readonly release: (decision: HookDecision | undefined) => void;
}

const KINDS: Readonly<Record<string, PermissionRequest['kind']>> = {
  AskUserQuestion: 'question',
  ExitPlanMode: 'plan',
};

export function kindOf(tool: string): PermissionRequest['kind'] {
  return Object.hasOwn(KINDS, tool) ? (KINDS[tool] ?? 'permission') : 'permission';
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
    input_json: JSON.stringify(request.input).slice(0, MAX_TEXT),
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
  if (answer.answers !== undefined && request.kind !== 'question') {
    throw wrong('answers', `is for questions, and ${request.tool} asks for a ${request.kind}`);
  }
  if (answer.behavior === 'deny') {
    return { behavior: 'deny', ...(answer.message === undefined ? {} : { message: answer.message }) };
  }
  if (request.kind === 'question' && answer.answers === undefined && answer.updatedInput === undefined) {
    throw wrong('answers', 'is required to answer a question');
  }
  const input = answer.updatedInput ?? (answer.answers === undefined ? undefined : request.input);
  const updatedInput = answer.answers === undefined ? input : { ...input, answers: answer.answers };
  return {
    behavior: 'allow',
    ...(updatedInput === undefined ? {} : { updatedInput }),
    ...(answer.always === true ? { updatedPermissions: [allowTool(request.tool)] } : {}),
  };
}

function allowTool(toolName: string): Readonly<Record<string, unknown>> {
  return { type: 'addRules', rules: [{ toolName }], behavior: 'allow', destination: 'session' };
}

function wrong(field: string, problem: string): CodezError {
  return new CodezError('invalid', `${field}: ${problem}`, 'Look at the request with list_permissions.', {
    fields: { [field]: [problem] },
  });
}
