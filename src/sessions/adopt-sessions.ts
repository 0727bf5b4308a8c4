import type { ClaudeProcess } from '../claude/process/claude-process.ts';
import { readToldBefore, type ToldBefore } from './events/told-before.ts';
import { resumeAnswers } from './permissions/permission-desk.ts';
import { answerKey } from './records/answer-record.ts';
import type { SessionContext } from './session-context.ts';
import { tellCreated } from './start/tell-created.ts';

/**
 * Takes over what an earlier server left: processes that live go on where they are, those that died meanwhile are
 * told, prompts that nobody runs any more end as lost, and what is still queued goes on.
 */
export async function adoptSessions(context: SessionContext): Promise<void> {
  const { launcher, drivers, prompts, logger } = context;
  const { processes, problems, givenUp } = await launcher.adoptAll();
  for (const problem of problems) logger.warn('a session could not be taken over', { problem });
  const told = await readTold(context, processes);
  await Promise.all(
    processes.map((process) => drivers.of(process.sessionId).gate.run(() => adopt(context, process, told))),
  );
  for (const sessionId of [...prompts.unfinished()]) {
    const driver = drivers.of(sessionId);
    endTold(context, sessionId, told);
    if (driver.live === undefined) {
      for (const prompt of prompts.running(sessionId)) context.endPrompt(prompt, { state: 'lost' });
    }
    if (!givenUp.some((each) => each.sessionId === sessionId)) void driver.pump();
  }
  for (const { sessionId, wasStarted } of givenUp) {
    if (wasStarted) context.tell(sessionId, { type: 'session.closed', reason: 'not_adopted' });
    // What it wrote to its transcript was no other process.
    if (context.records.get(sessionId) !== undefined) context.noteEnd(sessionId, undefined);
    void drivers.of(sessionId).pump();
  }
}

async function readTold(context: SessionContext, processes: readonly ClaudeProcess[]): Promise<ToldBefore> {
  const sessionIds = new Set(context.prompts.unfinished());
  let since = context.clock();
  for (const { sessionId, startedAt, spec } of processes) {
    sessionIds.add(sessionId);
    since = Math.min(since, startedAt);
    if (spec.start === 'new') since = Math.min(since, context.records.get(sessionId)?.created_at ?? since);
  }
  for (const sessionId of sessionIds) {
    for (const prompt of context.prompts.of(sessionId)) {
      if (prompt.ended_at === undefined) since = Math.min(since, prompt.created_at);
    }
  }
  return await readToldBefore(context.log, sessionIds, since);
}

async function adopt(context: SessionContext, process: ClaudeProcess, told: ToldBefore): Promise<void> {
  const { sessionId, startedAt, spec } = process;
  const live = context.drivers.of(sessionId).own(process, {
    wasAnswered: (requestId) =>
      told.isResolved(sessionId, requestId) || context.answers.get(answerKey(sessionId, requestId)) !== undefined,
    hasToldEnd: (told.closedAt(sessionId) ?? 0) >= startedAt,
  });
  const record = context.records.get(sessionId);
  if (spec.start === 'new' && record?.created_by !== undefined && !told.isCreated(sessionId)) {
    context.tell(sessionId, tellCreated(spec, record.created_by));
  }
  await process.drain();
  await resumeAnswers(context, live, told);
  endTold(context, sessionId, told);
}

/** Ends the prompts whose end was told, but not noted any more; what the output says of them is known by now. */
function endTold({ prompts }: SessionContext, sessionId: string, told: ToldBefore): void {
  for (const prompt of [...prompts.running(sessionId), ...prompts.queued(sessionId)]) {
    const event = told.finished(sessionId, prompt.prompt_id);
    if (event === undefined) continue;
    const { state, result_text, error, usage, cost_usd } = event;
    prompts.end(prompt, {
      state,
      ...(result_text === undefined ? {} : { result_text }),
      ...(error === undefined ? {} : { error }),
      ...(usage === undefined ? {} : { usage }),
      ...(cost_usd === undefined ? {} : { cost_usd }),
    });
  }
}
