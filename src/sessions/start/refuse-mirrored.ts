import { CodezError } from '../../core/errors.ts';
import { findForeign, statusOf } from '../listing/session-status.ts';
import type { SessionContext } from '../session-context.ts';

/** @throws CodezError `conflict` when another process writes the session: two writers would split its transcript */
export async function refuseMirrored(context: SessionContext, sessionId: string, slug?: string): Promise<void> {
  const [transcript, foreign] = await Promise.all([context.transcripts.find(sessionId, slug), findForeign(context)]);
  const { status, runner } = statusOf(context, sessionId, transcript?.updatedAt, foreign);
  if (status !== 'mirror') return;
  const who = runner === undefined ? 'another process has just written' : `process ${runner.pid} runs`;
  throw new CodezError(
    'conflict',
    `Session ${sessionId} cannot be prompted from here: ${who} it, and a second writer would split its transcript`,
    'Type the prompt there, connect that session with `codez channel`, or end that process and send the prompt again.',
  );
}
