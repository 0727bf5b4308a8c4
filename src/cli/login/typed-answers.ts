import type { Io } from '../io.ts';

/** What a person types or pastes while a command waits for other things too. */
export interface TypedAnswers {
  /** Resolves to the next line, undefined at the end of the input or when `signal` is aborted. */
  next(signal: AbortSignal): Promise<string | undefined>;
  /** Stops reading, so that the process may end. */
  close(): void;
}

/** Reads lines from standard input from the first question on. */
export function createTypedAnswers(stdin: Io['stdin']): TypedAnswers {
  const lines: string[] = [];
  let typed = '';
  let isOver = false;
  let isReading = false;
  let wake = (): void => {};
  const onData = (part: string): void => {
    typed += part;
    const parts = typed.split('\n');
    typed = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  };
  const onEnd = (): void => {
    if (typed !== '') lines.push(typed);
    isOver = true;
    wake();
  };
  const start = (): void => {
    isReading = true;
    stdin.setEncoding('utf8');
    stdin.on('data', onData).once('end', onEnd).once('error', onEnd);
    stdin.resume();
  };
  return {
    async next(signal) {
      if (!isReading) start();
      while (lines.length === 0 && !isOver && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      return signal.aborted ? undefined : lines.shift();
    },
    close() {
      stdin.off('data', onData).off('end', onEnd).off('error', onEnd);
      stdin.pause();
      wake();
    },
  };
}
