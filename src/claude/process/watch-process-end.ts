import type { ChildProcess } from 'node:child_process';
import type { ProcessTable } from './process-table.ts';

const LOOK_EVERY_MS = 1_000;
/** Only its parent is told how a process ended. */
const UNKNOWN_END: EndOfProcess = { code: null, signal: null };

/** How a process ended, as far as it can be known. */
export interface EndOfProcess {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface EndWatch {
  readonly ended: Promise<EndOfProcess>;
  /** Somebody has seen that it is gone: `ended` need not find out. */
  readonly confirm: () => void;
  /** Stops looking; `ended` then never resolves. */
  readonly forget: () => void;
}

/** Waits for the end of a child of this server. */
export function watchChildEnd(child: ChildProcess): EndWatch {
  const ended = new Promise<EndOfProcess>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { ended, confirm: () => {}, forget: () => {} };
}

/** Waits for the end of a process that another server has started, looking every second. */
export function watchForeignEnd(table: ProcessTable, pid: number, start: number): EndWatch {
  let timer: NodeJS.Timeout | undefined;
  let isForgotten = false;
  let settle = (_end: EndOfProcess): void => {};
  const ended = new Promise<EndOfProcess>((resolve) => {
    settle = resolve;
    const look = (): void => {
      timer = setTimeout(async () => {
        if (isForgotten) return;
        const isSame = await table.startOf(pid).then(
          (found) => found === start,
          () => true,
        );
        if (!isSame) resolve(UNKNOWN_END);
        else look();
      }, LOOK_EVERY_MS);
      timer.unref();
    };
    look();
  });
  return {
    ended,
    confirm: () => {
      clearTimeout(timer);
      settle(UNKNOWN_END);
    },
    forget: () => {
      isForgotten = true;
      clearTimeout(timer);
    },
  };
}

/** For a process that had ended when it was found. */
export function endedBefore(): EndWatch {
  return { ended: Promise.resolve(UNKNOWN_END), confirm: () => {}, forget: () => {} };
}
