import { CodezError } from '../../core/errors.ts';
import type { OpenPermission } from '../live/open-permission.ts';
import type { PermissionAnswer } from '../session-service.ts';

/**
 * Returns what Claude Code is told for an answer.
 * @throws CodezError `invalid` for what does not fit the request
 */
export function toResponse(request: OpenPermission, answer: PermissionAnswer): Readonly<Record<string, unknown>> {
  if (answer.answers !== undefined && request.ask !== 'question') {
    throw wrong('answers', `is for questions, and ${request.tool} asks for a ${request.ask}`);
  }
  if (answer.always === true && request.ask !== 'permission') {
    throw wrong('always', `is for tools, and ${request.tool} asks for a ${request.ask}`);
  }
  if (answer.behavior === 'deny') {
    return { behavior: 'deny', message: answer.message ?? 'The user does not want this to be done.' };
  }
  if (request.ask === 'question' && answer.answers === undefined && answer.updatedInput === undefined) {
    throw wrong('answers', 'is required to answer a question');
  }
  const input = answer.updatedInput ?? request.input;
  const updatedInput = answer.answers === undefined ? input : { ...input, answers: answer.answers };
  return {
    behavior: 'allow',
    updatedInput,
    ...(answer.always === true ? { updatedPermissions: [allowTool(request.tool)] } : {}),
  };
}

/** Returns true when the tool is to run with something else than what it asked for. */
export function changesInput(request: OpenPermission, answer: PermissionAnswer): boolean {
  if (answer.behavior === 'deny' || answer.updatedInput === undefined) return false;
  return JSON.stringify(answer.updatedInput) !== JSON.stringify(request.input);
}

function allowTool(toolName: string): Readonly<Record<string, unknown>> {
  return { type: 'addRules', rules: [{ toolName }], behavior: 'allow', destination: 'session' };
}

function wrong(field: string, problem: string): CodezError {
  return new CodezError('invalid', `${field}: ${problem}`, 'Look at the request with list_permissions.', {
    fields: { [field]: [problem] },
  });
}
