import { CodezError } from '../../core/errors.ts';
import type { ProcessExit } from './claude-process.ts';
import type { RunningProcess } from './running-process.ts';

const READY_MS = 30_000;

export interface ReadyWait {
  readonly running: RunningProcess;
  /** Resolves when the process has ended. */
  readonly ended: Promise<Pick<ProcessExit, 'code' | 'signal'>>;
  readonly requestId: string;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/**
 * Asks a process that was just started to initialise and waits for its answer.
 * @throws CodezError `unavailable` when it ends before, or says nothing for 30 s; the signal's reason when aborted
 */
export async function awaitReady({
  running,
  ended,
  requestId,
  signal,
  timeoutMs = READY_MS,
}: ReadyWait): Promise<void> {
  signal?.throwIfAborted();
  const hasAnswered = running.onceRead((value) => isReply(value, requestId));
  let timer: NodeJS.Timeout | undefined;
  let stopListening = (): void => {};
  const outcomes: Promise<'ready' | 'late' | 'ended'>[] = [
    hasAnswered.then(() => 'ready'),
    ended.then(() => 'ended'),
    new Promise((resolve) => {
      timer = setTimeout(() => resolve('late'), timeoutMs);
    }),
    new Promise((_resolve, reject) => {
      const abort = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', abort);
      stopListening = () => signal?.removeEventListener('abort', abort);
    }),
  ];
  running.beginReading();
  // A process that has ended already is told by `ended`.
  running.send({ type: 'control_request', request_id: requestId, request: { subtype: 'initialize' } }).catch(() => {});
  try {
    const outcome = await Promise.race(outcomes);
    if (outcome === 'ready') return;
    const { code, signal: by } = outcome === 'ended' ? await ended : { code: null, signal: null };
    await running.drain();
    throw notReady(outcome === 'late' ? `said nothing for ${timeoutMs / 1000} s` : describeEnd(code, by), [
      await running.readStderr(),
      running.earlyText,
    ]);
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}

function isReply(value: Readonly<Record<string, unknown>>, requestId: string): boolean {
  const response = value['response'] as { readonly request_id?: unknown } | null | undefined;
  return value['type'] === 'control_response' && response?.request_id === requestId;
}

function describeEnd(code: number | null, signal: string | null): string {
  return signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was ended by ${signal}`;
}

function notReady(what: string, texts: readonly string[]): CodezError {
  const said = texts.map((text) => text.trim()).find((text) => text !== '');
  return new CodezError(
    'unavailable',
    `Claude Code ${what} before it was ready${said === undefined ? '' : `: ${said.slice(-1000)}`}`,
    'Start claude in a terminal in that folder to see what is wrong.',
  );
}
