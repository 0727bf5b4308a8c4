import type { RunningClaude } from '../../claude/process/running-claudes.ts';
import type { SessionContext } from '../session-context.ts';
import type { SessionActivity, SessionStatus } from '../session-service.ts';

/** A transcript younger than this is being written by somebody. */
export const YOUNG_MS = 60_000;
/** How long after its end what our own process wrote may come to the file. */
const LAST_WORDS_MS = 2_000;

export interface KnownStatus {
  readonly status: SessionStatus;
  readonly activity: SessionActivity;
  /** The foreign process that runs the session, where it is known. */
  readonly runner?: RunningClaude;
}

/** Returns the processes of sessions that codez does not run itself, by session. */
export async function findForeign(
  context: Pick<SessionContext, 'drivers' | 'running' | 'seenForeign' | 'clock'>,
): Promise<ReadonlyMap<string, RunningClaude>> {
  const own = new Set<number>();
  for (const [, live] of context.drivers.live()) own.add(live.process.pid);
  const running = (await context.running.list()).filter(({ pid }) => !own.has(pid));
  const now = context.clock();
  // What was seen longer ago says nothing about a transcript that is young now.
  for (const [sessionId, at] of context.seenForeign) {
    if (now - at > YOUNG_MS + LAST_WORDS_MS) context.seenForeign.delete(sessionId);
  }
  for (const { sessionId } of running) context.seenForeign.set(sessionId, now);
  return new Map(running.map((each) => [each.sessionId, each]));
}

/** Returns who writes a session now. `updatedAt` is when its transcript was written last, if there is one. */
export function statusOf(
  context: Pick<SessionContext, 'drivers' | 'records' | 'seenForeign' | 'clock' | 'mirroredActivity'>,
  sessionId: string,
  updatedAt: number | undefined,
  foreign: ReadonlyMap<string, RunningClaude>,
): KnownStatus {
  const driver = context.drivers.find(sessionId);
  if (driver?.live !== undefined) return { status: 'live', activity: driver.activity };
  const runner = foreign.get(sessionId);
  const told = context.mirroredActivity(sessionId);
  if (runner !== undefined) return { status: 'mirror', activity: foreignActivity(runner, told), runner };
  // What wrote it last is known to have ended.
  const closedAt = Math.max(context.records.get(sessionId)?.closed_at ?? 0, context.seenForeign.get(sessionId) ?? 0);
  const isYoung = updatedAt !== undefined && context.clock() - updatedAt < YOUNG_MS;
  if (isYoung && updatedAt > closedAt + LAST_WORDS_MS) return { status: 'mirror', activity: told ?? 'idle' };
  return { status: 'idle', activity: driver?.activity ?? 'idle' };
}

/**
 * Returns what a session of another process does. Its transcript tells of turns as soon as they begin and end, the
 * registry some moments later; only the registry tells that somebody is waited for.
 */
function foreignActivity(runner: RunningClaude, told: SessionActivity | undefined): SessionActivity {
  const listed = activityOf(runner);
  return told === 'running' && listed === 'waiting' ? listed : (told ?? listed ?? 'idle');
}

function activityOf({ status, waitingFor }: RunningClaude): SessionActivity | undefined {
  if (status === 'waiting' || (waitingFor !== undefined && waitingFor !== '')) return 'waiting';
  return status === 'busy' ? 'running' : status === 'idle' ? 'idle' : undefined;
}
