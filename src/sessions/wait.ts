import { CodezError } from '../core/errors.ts';
import { hasEnded, type PromptRecord, toPromptInfo } from './records/prompt-record.ts';
import type { SessionContext } from './session-context.ts';
import type { PromptInfo, SessionActivity, SessionService } from './session-service.ts';

/** @throws CodezError `not_found` */
export function findPrompt(context: SessionContext, sessionId: string, promptId: string): PromptInfo {
  const prompt = context.prompts.find(sessionId, promptId);
  if (prompt !== undefined) return show(context, prompt);
  throw new CodezError(
    'not_found',
    `Session ${sessionId} has no prompt ${promptId}`,
    'Take a prompt_id that send_prompt returned within the last 7 days.',
  );
}

/** Waits for the end of this very prompt. */
export async function waitForPrompt(
  context: SessionContext,
  ...[sessionId, promptId, timeoutMs, signal]: Parameters<SessionService['waitForPrompt']>
): ReturnType<SessionService['waitForPrompt']> {
  findPrompt(context, sessionId, promptId);
  const isDone = (): boolean => {
    const prompt = context.prompts.find(sessionId, promptId);
    return prompt === undefined || hasEnded(prompt);
  };
  const ended = await context.changes.waitUntil(isDone, timeoutMs, signal);
  return { prompt: findPrompt(context, sessionId, promptId), timedOut: !ended, cursor: context.log.head() };
}

/** Waits until any or all of the sessions have nothing to do. */
export async function waitForIdle(
  context: SessionContext,
  ...[sessionIds, until, timeoutMs, signal]: Parameters<SessionService['waitForIdle']>
): ReturnType<SessionService['waitForIdle']> {
  const isIdle = (id: string): boolean => activityOf(context, id) === 'idle';
  const isDone = (): boolean => (until === 'any' ? sessionIds.some(isIdle) : sessionIds.every(isIdle));
  const idle = await context.changes.waitUntil(isDone, timeoutMs, signal);
  const sessions = sessionIds.map((id) => {
    const last = context.prompts.last(id);
    return {
      session_id: id,
      activity: activityOf(context, id),
      ...(last === undefined ? {} : { last_prompt: show(context, last) }),
    };
  });
  return { sessions, timedOut: !idle, cursor: context.log.head() };
}

function activityOf({ drivers, mirroredActivity }: SessionContext, sessionId: string): SessionActivity {
  const driver = drivers.find(sessionId);
  const own = driver?.activity ?? 'idle';
  return driver?.live === undefined && own === 'idle' ? (mirroredActivity(sessionId) ?? 'idle') : own;
}

function show({ drivers }: SessionContext, prompt: PromptRecord): PromptInfo {
  return toPromptInfo(prompt, drivers.find(prompt.session_id)?.activity === 'waiting');
}
