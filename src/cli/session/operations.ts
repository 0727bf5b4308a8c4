import type { OpenInvoker } from '../../app/open-invoker.ts';
import type { createSession } from '../../tools/sessions/create-session.ts';
import type { getObservability } from '../../tools/sessions/get-observability.ts';
import type { getSession } from '../../tools/sessions/get-session.ts';
import type { listPermissions } from '../../tools/sessions/list-permissions.ts';
import type { listSessions } from '../../tools/sessions/list-sessions.ts';
import type { searchSessions } from '../../tools/sessions/search-sessions.ts';
import type { sendPrompt } from '../../tools/sessions/send-prompt.ts';
import type { Progress } from '../../tools/tool.ts';

/** What an operation returns. */
type ResultOf<T extends { run: (...args: never[]) => unknown }> = Awaited<ReturnType<T['run']>>;

export type SessionPage = ResultOf<typeof listSessions>;
export type SessionRow = SessionPage['sessions'][number];
export type Conversation = ResultOf<typeof getSession>;
export type ShownMessage = Conversation['messages'][number];
export type OpenRequest = ResultOf<typeof listPermissions>['requests'][number];
export type ShownUsage = ResultOf<typeof getObservability>;
export type FoundPage = ResultOf<typeof searchSessions>;
export type FoundRow = FoundPage['results'][number];
export type SentPrompt = ResultOf<typeof sendPrompt>;
export type CreatedSession = ResultOf<typeof createSession>;

/** `search_sessions`, which may wait for the index and tells how far it is meanwhile. */
export async function searchOperation(
  { invoker, principal }: OpenInvoker,
  args: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
  progress: (step: Progress) => void,
): Promise<FoundPage> {
  const { value } = await invoker.call('search_sessions', args, { principal, door: 'cli', signal, progress });
  return value as FoundPage;
}

/** One operation of the registry, called for the command line. */
export async function callOperation<Result>(
  { invoker, principal }: OpenInvoker,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<Result> {
  const { value } = await invoker.call(tool, args, { principal, door: 'cli', ...(signal && { signal }) });
  return value as Result;
}
