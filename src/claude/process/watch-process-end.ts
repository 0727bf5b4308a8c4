import type { ChildProcess } from 'node:child_process';
import type { ProcessTable } from './process-table.ts';
import type { EndOfProcess } from './running-process.ts';

const LOOK_EVERY_MS = 1_000;

export interface EndWatch {
  readonly ended: Promise<EndOfProcess>;
  /** Stops looking; `ended` then never resolves. */
  readonly forget: () => void;
}

/** Waits for the end of a child of this server. */
export function watchChildEnd(child: ChildProcess): EndWatch {
  const ended = new Promise<EndOfProcess>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { ended, forget: () => {} };
}

/** Waits for the end of a process that another server has started, looking every second. */
export function watchForeignEnd(table: ProcessTable, pid: number, start: number): EndWatch {
  let timer: NodeJS.Timeout | undefined;
  let isForgotten = false;
  const ended = new Promise<EndOfProcess>((resolve) => {
    const look = (): void => {
      timer = setTimeout(async () => {
        if (isForgotten) return;
        const isSame = await table.startOf(pid).then(
          (found) => found === start,
          () => true,
        );
        if (!isSame) resolve({ code: null, signal: null });
        else look();
      }, LOOK_EVERY_MS);
      timer.unref();
    };
    look();
  });
  return {
    ended,
    forget: () => {
      isForgotten = true;
      clearTimeout(timer);
    },
  };
}
