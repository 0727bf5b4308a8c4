import { isDeepStrictEqual } from 'node:util';
import type { AskKind } from '../../claude/activity/ask-kind.ts';
import { CodezError } from '../../core/errors.ts';
import type { PermissionAnswer } from '../session-service.ts';

type Input = Readonly<Record<string, unknown>>;

/** What somebody is asked, whichever way the request came. */
export interface AskedUse {
  readonly kind: AskKind;
  readonly tool: string;
  readonly input: Input;
}

/** @throws CodezError `invalid` for an answer that does not fit what is asked */
export function checkAnswer({ kind, tool }: AskedUse, answer: PermissionAnswer): void {
  if (answer.answers !== undefined && kind !== 'question') {
    throw wrong('answers', `is for questions, and ${tool} asks for a ${kind}`);
  }
  if (answer.always === true && kind !== 'permission') {
    throw wrong('always', `is for tools, and ${tool} asks for a ${kind}`);
  }
  const isSilent = answer.answers === undefined && answer.updatedInput === undefined;
  if (answer.behavior === 'allow' && kind === 'question' && isSilent) {
    throw wrong('answers', 'is required to answer a question');
  }
}

/** Returns the input an allowed tool is to run with; undefined when it is the one it asked with. */
export function answeredInput({ input }: AskedUse, answer: PermissionAnswer): Input | undefined {
  if (answer.answers === undefined) return answer.updatedInput;
  return { ...(answer.updatedInput ?? input), answers: answer.answers };
}

/** Returns true when somebody has changed what the tool is to run with; the answers to a question are no change. */
export function changesInput({ input }: AskedUse, { behavior, updatedInput }: PermissionAnswer): boolean {
  return behavior === 'allow' && updatedInput !== undefined && !isDeepStrictEqual(updatedInput, input);
}

/** Returns the rule by which Claude Code asks for the tool no more in this session. */
export function allowTool(toolName: string): Input {
  return { type: 'addRules', rules: [{ toolName }], behavior: 'allow', destination: 'session' };
}

function wrong(field: string, problem: string): CodezError {
  return new CodezError('invalid', `${field}: ${problem}`, 'Look at the request with list_permissions.', {
    fields: { [field]: [problem] },
  });
}
