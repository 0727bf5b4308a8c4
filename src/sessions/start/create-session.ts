import { CodezError } from '../../core/errors.ts';
import type { PermissionMode } from '../../core/permission-mode.ts';
import { principalId } from '../../core/principal.ts';
import { findForeign, statusOf } from '../listing/session-status.ts';
import { acceptPrompt } from '../prompts/accept-prompt.ts';
import { promptUuid } from '../prompts/prompt-uuid.ts';
import type { LaunchOptions, SessionRecord } from '../records/session-record.ts';
import { checkAllowedTools } from '../rules/allowed-tools.ts';
import { findUntrusted, trustHint } from '../rules/find-untrusted.ts';
import { checkMode } from '../rules/permission-modes.ts';
import { resolveWorkingFolder } from '../rules/working-folder.ts';
import type { SessionContext } from '../session-context.ts';
import type { Caller, CreatedSession, CreateSession, SessionOptions } from '../session-service.ts';
import { checkChildren, resolveParent, withParentsLimits } from './child-rules.ts';
import { resolveLaunchSpec } from './launch-spec.ts';
import { tellCreated } from './tell-created.ts';

/**
 * Starts a session, or returns the one that has this id already. When its process does not start, nothing is left.
 * @throws CodezError `forbidden` (folder, mode, too many children), `busy`, `not_found` (folder, slug), `unavailable`
 */
export async function createSession(
  context: SessionContext,
  request: CreateSession,
  caller: Caller,
): Promise<CreatedSession> {
  await context.serving();
  const sessionId = request.sessionId ?? context.ids.uuid();
  const driver = context.drivers.of(sessionId);
  const made = await driver.gate.run(async () => {
    const cursor = context.log.head();
    const existing = await findExisting(context, sessionId, cursor);
    if (existing !== undefined) return existing;
    const record = await toRecord(context, sessionId, request, caller);
    const spec = await resolveLaunchSpec(context, sessionId, record, { principal: caller.principal });
    checkChildren(context, caller.principal, sessionId);
    if (request.queue === true) context.places.checkWaiting();
    await context.records.keep(sessionId, record);
    let isWaiting = false;
    try {
      await driver.start(spec);
    } catch (error) {
      isWaiting = request.queue === true && error instanceof CodezError && error.code === 'busy';
      if (!isWaiting) {
        await context.records.remove(sessionId);
        throw error;
      }
    }
    const by = principalId(caller.principal);
    context.tell(sessionId, tellCreated(spec, by));
    context.starts.note(by, sessionId, cursor);
    const status = isWaiting ? ('idle' as const) : ('live' as const);
    const made = await describe(context, sessionId, spec.cwd, spec.addDirs, cursor);
    return { ...made, status, created: true };
  });
  const promptId = promptUuid(sessionId, 'first');
  if (request.prompt === undefined || !isMissing(context, made, promptId)) return made;
  const prompt = { sessionId, promptId, text: request.prompt, queue: request.queue };
  const { prompt_id } = await acceptPrompt(context, prompt, caller);
  return { ...made, prompt_id };
}

/** A caller that lost the answer asks again: the first prompt is sent if it had not come so far, and only then. */
function isMissing({ prompts, records }: SessionContext, made: CreatedSession, promptId: string): boolean {
  if (made.created || prompts.find(made.session_id, promptId) !== undefined) return true;
  const record = records.get(made.session_id);
  const isUnused = record?.created_by !== undefined && record.has_begun !== true;
  return isUnused && made.status !== 'mirror' && prompts.last(made.session_id) === undefined;
}

/** A session that is there already, made by whomever: nothing is started for it. */
async function findExisting(
  context: SessionContext,
  sessionId: string,
  cursor: string,
): Promise<CreatedSession | undefined> {
  const record = context.records.get(sessionId);
  const [transcript, foreign] = await Promise.all([context.transcripts.find(sessionId), findForeign(context)]);
  const cwd = record?.cwd ?? transcript?.cwd ?? foreign.get(sessionId)?.cwd;
  if (record?.created_by === undefined && transcript === undefined && !foreign.has(sessionId)) return undefined;
  const { status } = statusOf(context, sessionId, transcript?.updatedAt, foreign);
  const made = await describe(context, sessionId, cwd ?? '', record?.launch?.addDirs, cursor);
  return { ...made, ...(transcript === undefined ? {} : { slug: transcript.slug }), status, created: false };
}

async function describe(
  { trust, slugOf }: SessionContext,
  sessionId: string,
  cwd: string,
  addDirs: readonly string[] = [],
  cursor: string,
) {
  const untrusted = cwd === '' ? [''] : await findUntrusted(trust, [cwd, ...addDirs]);
  return {
    session_id: sessionId,
    slug: slugOf(cwd),
    cwd,
    trusted: untrusted.length === 0,
    cursor,
    ...(untrusted.length === 0 || cwd === '' ? {} : { trust_hint: trustHint(untrusted) }),
  };
}

async function toRecord(
  context: SessionContext,
  sessionId: string,
  request: CreateSession,
  { principal }: Caller,
): Promise<SessionRecord> {
  const cwd = await resolveWorkingFolder(request.cwd ?? (await folderOf(context, request.slug)), context.limits);
  const addDirs = await Promise.all(
    (request.options?.add_dirs ?? []).map((folder) => resolveWorkingFolder(folder, context.limits)),
  );
  const { mode, ...family } = resolveParent(context, principal, request.permissionMode);
  checkMode(mode, context.limits, principal);
  checkAllowedTools(request.allowedTools ?? [], principal, context.records.get(principal.name)?.launch?.allowedTools);
  return {
    session_id: sessionId,
    created_by: principalId(principal),
    created_at: context.clock(),
    cwd,
    ...(request.title === undefined ? {} : { title: request.title }),
    ...(request.labels === undefined ? {} : { labels: [...new Set(request.labels)] }),
    launch: withParentsLimits(context, principal, toLaunch(request, mode, addDirs)),
    ...family,
  };
}

async function folderOf(context: SessionContext, slug: string | undefined): Promise<string> {
  if (slug === undefined) {
    throw new CodezError('invalid', 'cwd: is required without slug', 'Name the folder to work in as cwd.');
  }
  const newest = (await context.transcripts.listSessions(slug)).find(({ cwd }) => cwd !== undefined);
  if (newest?.cwd !== undefined) return newest.cwd;
  throw new CodezError(
    'not_found',
    `No session of project ${slug} tells in which folder it works`,
    'Name the folder as cwd, or take a slug of list_projects.',
  );
}

function toLaunch(request: CreateSession, mode: PermissionMode, addDirs: readonly string[]): LaunchOptions {
  const { model, allowedTools, disallowedTools, maxBudgetUsd } = request;
  const options: SessionOptions = request.options ?? {};
  return {
    permissionMode: mode,
    ...(model === undefined ? {} : { model }),
    ...(allowedTools === undefined ? {} : { allowedTools }),
    ...(disallowedTools === undefined ? {} : { disallowedTools }),
    ...(maxBudgetUsd === undefined ? {} : { maxBudgetUsd }),
    ...(options.effort === undefined ? {} : { effort: options.effort }),
    ...(options.append_system_prompt === undefined ? {} : { appendSystemPrompt: options.append_system_prompt }),
    ...(options.json_schema === undefined ? {} : { jsonSchema: options.json_schema }),
    ...(addDirs.length === 0 ? {} : { addDirs }),
    ...(options.fallback_model === undefined ? {} : { fallbackModel: options.fallback_model }),
  };
}
