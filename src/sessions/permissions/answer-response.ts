import type { OpenPermission } from '../live/open-permission.ts';
import type { PermissionAnswer } from '../session-service.ts';
import { type AskedUse, allowTool, answeredInput, checkAnswer } from './answer-rules.ts';

/** Returns a live process' request as the rules of answers take it. */
export function toAskedUse({ ask, tool, input }: OpenPermission): AskedUse {
  return { kind: ask, tool, input };
}

/**
 * Returns what the process is told for an answer.
 * @throws CodezError `invalid` for what does not fit the request
 */
export function toResponse(request: OpenPermission, answer: PermissionAnswer): Readonly<Record<string, unknown>> {
  const asked = toAskedUse(request);
  checkAnswer(asked, answer);
  if (answer.behavior === 'deny') {
    return { behavior: 'deny', message: answer.message ?? 'The user does not want this to be done.' };
  }
  return {
    behavior: 'allow',
    updatedInput: answeredInput(asked, answer) ?? request.input,
    ...(answer.always === true ? { updatedPermissions: [allowTool(request.tool)] } : {}),
  };
}
