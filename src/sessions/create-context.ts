import type { StreamReader } from '../claude/stream/stream-reader.ts';
import { CodezError } from '../core/errors.ts';
import type { SessionServiceOptions } from './create-session-service.ts';
import type { NewEvent } from './events/event.ts';
import { Places } from './live/places.ts';
import { SessionDrivers } from './live/session-drivers.ts';
import { PromptBook } from './prompts/prompt-book.ts';
import { tellFinished } from './prompts/tell-prompt.ts';
import { AheadRecords } from './records/ahead-records.ts';
import type { AnswerRecord } from './records/answer-record.ts';
import type { PromptRecord } from './records/prompt-record.ts';
import type { SessionRecord } from './records/session-record.ts';
import { startModeOf } from './rules/mode-of-session.ts';
import { SessionChanges } from './session-changes.ts';
import type { SessionContext } from './session-context.ts';
import { resolveLaunchSpec } from './start/launch-spec.ts';
import { refuseMirrored } from './start/refuse-mirrored.ts';
import { StartCursors } from './start-cursors.ts';
import { ToolUseIndex } from './tool-use-index.ts';

/** How long it is known how a request was answered. */
const ANSWERS_KEPT_MS = 30 * 86_400_000;

export interface ContextOptions extends SessionServiceOptions {
  readonly createReader: () => StreamReader;
  readonly slugOf: (cwd: string) => string;
}

/** The context of a service, with the step that opens it for prompts. */
export interface OwnedContext extends SessionContext {
  /** Runs `work` once; what serves waits for its end, also for a failed one. */
  adopt(work: () => Promise<void>): Promise<void>;
}

/** Opens the records and puts together what the operations on sessions share. */
export async function createContext(options: ContextOptions): Promise<OwnedContext> {
  const { store, log, clock, logger, limits, transcripts } = options;
  const changes = new SessionChanges();
  const records = new AheadRecords(await store.collection<SessionRecord>('sessions'), logger);
  const answers = new AheadRecords(await store.collection<AnswerRecord>('permissions'), logger);
  const forgetAnswers = (): void => forgetOld(answers, clock() - ANSWERS_KEPT_MS);
  forgetAnswers();
  // Its events first: after a crash the output is read again and tells what no record knows, but not what no event told.
  const prompts = new PromptBook(
    new AheadRecords(await store.collection<PromptRecord>('prompts'), logger, () => log.settled()),
    changes,
    clock,
  );
  const starts = new StartCursors(clock);
  for (const { by, session_id, cursor, created_at } of prompts.all()) starts.note(by, session_id, cursor, created_at);
  let adopted: Promise<void> | undefined;

  const slugOfSession = (sessionId: string): string | undefined => {
    const cwd = drivers.find(sessionId)?.live?.process.spec.cwd ?? records.get(sessionId)?.cwd;
    return cwd === undefined ? undefined : options.slugOf(cwd);
  };
  const context: OwnedContext = {
    ...options,
    places: new Places(limits.maxSessions),
    prompts,
    records,
    answers,
    toolUses: new ToolUseIndex(),
    changes,
    starts,
    seenForeign: new Map(),
    idleTimeoutMs: limits.idleTimeoutMs,
    get drivers() {
      return drivers;
    },
    async resumeSpec(sessionId) {
      await refuseMirrored(context, sessionId);
      return await resolveLaunchSpec(context, sessionId, records.get(sessionId), {});
    },
    mirroredActivity: (sessionId) => options.mirror()?.activityOf(sessionId),
    hasRecord: (prompt) => transcripts.hasRecord(prompt.session_id, prompt.uuid),
    tell(sessionId, ...bodies) {
      const slug = slugOfSession(sessionId);
      const where = { session_id: sessionId, ...(slug === undefined ? {} : { slug }) };
      log.append(bodies.map((body): NewEvent => ({ ...body, ...where })));
    },
    async kept() {
      await log.settled();
      await Promise.all([prompts.flush(), records.flush()]);
    },
    endPrompt(prompt, end) {
      context.tell(prompt.session_id, tellFinished(prompts.end(prompt, end)));
    },
    noteTurn(sessionId, error) {
      const known = records.get(sessionId);
      if (known?.last_error === error) return;
      records.set(sessionId, withError(known ?? { session_id: sessionId, created_at: clock() }, error));
    },
    noteMode(sessionId, mode) {
      const known = records.get(sessionId);
      if ((known?.current_mode ?? startModeOf(known)) === mode) return;
      records.set(sessionId, withMode(known ?? { session_id: sessionId, created_at: clock() }, mode));
    },
    noteEnd(sessionId, error) {
      const known = records.get(sessionId) ?? { session_id: sessionId, created_at: clock() };
      const hasBegun = prompts.of(sessionId).some(({ started_at }) => started_at !== undefined);
      const ended = {
        ...withMode(known, undefined),
        closed_at: clock(),
        has_begun: known.has_begun === true || hasBegun,
      };
      // An end that was wanted changes nothing about what failed before.
      records.set(sessionId, error === undefined ? ended : withError(ended, error));
      forgetAnswers();
    },
    async serving() {
      if (!options.isServing) throw noServer();
      await adopted;
    },
    adopt(work) {
      adopted ??= work().catch((error: unknown) => {
        logger.error('sessions of an earlier server not taken over', { error: String(error) });
      });
      return adopted;
    },
  };
  const drivers = new SessionDrivers(context);
  log.subscribe((events) => {
    // What live sessions do is told by themselves.
    for (const { event } of events) {
      const id = event.session_id;
      if (id === undefined || drivers.find(id)?.live !== undefined) continue;
      if (event.type === 'tool.started') context.toolUses.note(event.tool_use_id, id);
      changes.tell(id);
    }
  });
  return context;
}

/** A process that is started again is in the mode of its start. */
function withMode({ current_mode: _before, ...record }: SessionRecord, mode: string | undefined): SessionRecord {
  return mode === undefined || mode === startModeOf(record) ? record : { ...record, current_mode: mode };
}

function withError({ last_error: _before, ...record }: SessionRecord, error: string | undefined): SessionRecord {
  return error === undefined ? record : { ...record, last_error: error };
}

/** Requests do not outlive their process by much: old answers are nobody's. */
function forgetOld(answers: AheadRecords<AnswerRecord>, before: number): void {
  for (const [key, { at }] of [...answers.entries()]) {
    // The store tells of itself when it cannot write; what is left is old at the next time, too.
    if (at < before) answers.remove(key).catch(() => undefined);
  }
}

function noServer(): CodezError {
  return new CodezError('unavailable', 'Sessions run only with a server', 'Start one with `codez serve`.');
}
