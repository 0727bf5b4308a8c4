import { toIso } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import { principalId } from '../../core/principal.ts';
import type { EventBody } from '../events/event.ts';
import type { ToldBefore } from '../events/told-before.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { OpenPermission } from '../live/open-permission.ts';
import { type AnswerRecord, answerKey } from '../records/answer-record.ts';
import type { SessionContext } from '../session-context.ts';
import type { Caller, PermissionAnswer, PermissionRequest } from '../session-service.ts';
import { toAskedUse, toResponse } from './answer-response.ts';
import { changesInput } from './answer-rules.ts';
import { checkAnswerMode } from './check-answer-mode.ts';
import { mayAnswer } from './may-answer.ts';

/** Returns what sessions wait for, oldest first; inputs only where the caller may answer. */
export function listPermissions(
  context: SessionContext,
  sessionId: string | undefined,
  { principal }: Caller,
): PermissionRequest[] {
  const found: PermissionRequest[] = [];
  for (const [driver, live] of context.drivers.live()) {
    if (sessionId !== undefined && driver.sessionId !== sessionId) continue;
    for (const request of live.state.permissions.values()) found.push(toRequest(driver.sessionId, request));
  }
  for (const source of context.permissionSources) found.push(...source.list(sessionId));
  return found
    .sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
    .map((request) => {
      if (mayAnswer(principal, context.records.get(request.session_id))) return request;
      const { input: _input, questions: _questions, ...rest } = request;
      return rest;
    });
}

/**
 * Answers a request: the first answer wins, and is durable before the process hears it.
 * @throws CodezError `not_found`, `conflict` (answered or over), `forbidden`, `invalid`
 */
export async function respondPermission(
  context: SessionContext,
  answer: PermissionAnswer,
  { principal }: Caller,
): Promise<{ resolved: boolean }> {
  await context.serving();
  const { sessionId, requestId } = answer;
  const by = principalId(principal);
  if (!mayAnswer(principal, context.records.get(sessionId))) {
    throw new CodezError(
      'forbidden',
      `${by} may not answer for session ${sessionId}`,
      'A session answers only for sessions it has made itself; let the person at the machine answer.',
    );
  }
  const live = context.drivers.find(sessionId)?.live;
  const request = live?.state.permissions.get(requestId);
  checkAnswerMode(context, answer, request, principal);
  if (live === undefined || request === undefined) return await respondElsewhere(context, answer, by);
  const response = toResponse(request, answer);
  const record: AnswerRecord = {
    session_id: sessionId,
    request_id: requestId,
    behavior: answer.behavior,
    by,
    response,
    input_changed: changesInput(toAskedUse(request), answer),
    at: context.clock(),
  };
  const { isNew } = await context.answers.keepNew(answerKey(sessionId, requestId), record);
  if (!isNew) throw answered(sessionId, requestId);
  // It may have been withdrawn while the answer was written: then that was told already.
  if (!live.state.permissions.delete(requestId)) throw answered(sessionId, requestId);
  context.tell(sessionId, tellResolved(record));
  context.changes.tell(sessionId);
  if (answer.always === true && answer.behavior === 'allow') allowAlways(context, sessionId, request.tool);
  // What the process makes of it is told behind it, whatever happens to this server.
  await context.log.settled();
  await live.answer(requestId, response);
  return { resolved: true };
}

function tellResolved({ request_id, behavior, by, input_changed = false }: AnswerRecord): EventBody {
  return { type: 'permission.resolved', request_id, behavior, by, how: 'live', input_changed };
}

/** The process keeps the rule as long as it lives; the session's next process is started with it. */
function allowAlways({ records, clock }: SessionContext, sessionId: string, tool: string): void {
  const known = records.get(sessionId) ?? { session_id: sessionId, created_at: clock() };
  records.set(sessionId, { ...known, always_allowed: [...new Set([...(known.always_allowed ?? []), tool])] });
}

/** Tells answers that an earlier server could not tell any more, and sends those again that it may not have sent. */
export async function resumeAnswers(context: SessionContext, live: LiveSession, told: ToldBefore): Promise<void> {
  const { sessionId, isAlive } = live.process;
  for (const [requestId, isUnheard] of live.state.answeredBefore) {
    const answer = context.answers.get(answerKey(sessionId, requestId));
    if (answer === undefined) continue;
    if (!told.isResolved(sessionId, requestId)) context.tell(sessionId, tellResolved(answer));
    if (isUnheard && isAlive) await live.answer(requestId, answer.response);
  }
}

async function respondElsewhere(
  context: SessionContext,
  answer: PermissionAnswer,
  by: string,
): Promise<{ resolved: boolean }> {
  for (const source of context.permissionSources) {
    const responded = source.respond(answer, by);
    if (responded !== undefined) return { resolved: (await responded).resolved };
  }
  const { sessionId, requestId } = answer;
  if (context.answers.get(answerKey(sessionId, requestId)) !== undefined) throw answered(sessionId, requestId);
  throw new CodezError(
    'not_found',
    `Session ${sessionId} asks for no permission ${requestId}`,
    'List what is asked for with list_permissions; it may have been withdrawn.',
  );
}

function answered(sessionId: string, requestId: string): CodezError {
  return new CodezError(
    'conflict',
    `The request ${requestId} of session ${sessionId} was answered before or has ended`,
    'The first answer counts; see permission.resolved in its events.',
  );
}

function toRequest(sessionId: string, request: OpenPermission): PermissionRequest {
  return {
    request_id: request.requestId,
    session_id: sessionId,
    kind: request.ask,
    tool: request.tool,
    input: request.input,
    ...(request.ask === 'question' ? { questions: request.input['questions'] } : {}),
    created_at: toIso(request.since),
    via: 'live',
  };
}
