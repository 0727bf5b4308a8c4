import { CodezError } from '../../core/errors.ts';
import { findForeign, statusOf } from '../listing/session-status.ts';
import type { SessionContext } from '../session-context.ts';

/** @throws CodezError `conflict` when another process writes the session: two writers would split its transcript */
export async function refuseMirrored(context: SessionContext, sessionId: string, slug?: string): Promise<void> {
  const [transcript, foreign] = await Promise.all([context.transcripts.find(sessionId, slug), findForeign(context)]);
  const { status, runner } = statusOf(context, sessionId, transcript?.updatedAt, foreign);
  // The list of processes may be some moments old.
  if (status !== 'mirror' || (runner !== undefined && !(await context.running.isAlive(runner)))) return;
  if (runner === undefined) {
    throw new CodezError(
      'conflict',
      `Session ${sessionId} was written by another process less than a minute ago, which may still run it`,
      'Send the prompt again in a minute, or type it there if it does.',
    );
  }
  throw new CodezError(
    'conflict',
    `Session ${sessionId} is open in process ${runner.pid}, and a second writer would split its transcript`,
    'Type the prompt there, or end that process and send the prompt again.',
  );
}
