import { CodezError } from '../../core/errors.ts';
import { principalId } from '../../core/principal.ts';
import type { PromptRecord } from '../records/prompt-record.ts';
import type { SessionContext } from '../session-context.ts';
import type { AcceptedPrompt, Caller, SendPrompt } from '../session-service.ts';
import { checkChildren, checkReach } from '../start/child-rules.ts';
import { resolveLaunchSpec } from '../start/launch-spec.ts';
import { refuseMirrored } from '../start/refuse-mirrored.ts';
import { promptUuid } from './prompt-uuid.ts';

/** Prompts of one session that may wait. */
const MAX_QUEUED = 100;

/**
 * Accepts a prompt: durable before this resolves, and run once whatever happens then. A session without a process is
 * started under its id first.
 * @throws CodezError `not_found`, `conflict` (another process writes the session), `busy`, `forbidden` (folder, mode, a
 *   call from inside a session that may do less), `unavailable`
 */
export async function acceptPrompt(
  context: SessionContext,
  request: SendPrompt,
  caller: Caller,
): Promise<AcceptedPrompt> {
  await context.serving();
  const { sessionId } = request;
  checkReach(context, caller.principal, sessionId);
  const { prompts, log, ids, clock, drivers } = context;
  const by = principalId(caller.principal);
  const driver = drivers.of(sessionId);
  const accepted = await driver.gate.run(async () => {
    const known = request.promptId === undefined ? undefined : prompts.find(sessionId, request.promptId);
    if (known !== undefined) return known;
    if (prompts.queued(sessionId).length >= MAX_QUEUED) throw tooMany(sessionId);
    const cursor = log.head();
    const via = driver.live === undefined ? 'resume' : 'live';
    if (driver.live === undefined) await startFor(context, request, caller);
    const promptId = request.promptId ?? ids.uuid();
    const prompt: PromptRecord = {
      session_id: sessionId,
      prompt_id: promptId,
      uuid: promptUuid(sessionId, promptId),
      text: request.text,
      ...(request.images === undefined ? {} : { images: request.images }),
      state: 'queued',
      via,
      by,
      ...(caller.conversation === undefined ? {} : { conversation: caller.conversation }),
      cursor,
      created_at: clock(),
    };
    const { record } = await prompts.accept(prompt);
    context.starts.note(by, sessionId, cursor);
    return record;
  });
  void driver.pump();
  return { prompt_id: accepted.prompt_id, via: accepted.via, cursor: accepted.cursor };
}

function tooMany(sessionId: string): CodezError {
  return new CodezError(
    'busy',
    `${MAX_QUEUED} prompts wait for their turn in session ${sessionId}`,
    'Wait until some are done, or abort or dispose of the session.',
  );
}

/** Starts the session's process, or with `queue` leaves that to the time when there is a place. */
async function startFor(context: SessionContext, request: SendPrompt, { principal }: Caller): Promise<void> {
  const { sessionId, slug, cwd } = request;
  const record = context.records.get(sessionId);
  await refuseMirrored(context, sessionId, slug);
  const spec = await resolveLaunchSpec(context, sessionId, record, { cwd, slug, principal });
  if (cwd !== undefined && record?.cwd !== spec.cwd) {
    const newest = context.records.get(sessionId) ?? { session_id: sessionId, created_at: context.clock() };
    await context.records.keep(sessionId, { ...newest, cwd: spec.cwd });
  }
  checkChildren(context, principal, sessionId);
  try {
    await context.drivers.of(sessionId).start(spec);
    context.tell(sessionId, { type: 'session.updated', status: 'live' });
  } catch (error) {
    if (request.queue !== true || !(error instanceof CodezError) || error.code !== 'busy') throw error;
  }
}
