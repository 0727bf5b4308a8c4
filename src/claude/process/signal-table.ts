import type { ProcessTable } from './process-table.ts';

/**
 * Knows of a process only whether it is there (Windows, where sessions end with the server that started them): nothing
 * can be told of its descendants, and no process of an earlier server is taken for one of ours.
 */
export function createSignalTable(): ProcessTable {
  const boot = `${process.pid}-${performance.timeOrigin}`;
  const none = async (): Promise<readonly []> => [];
  return {
    startsAre: 'unknown',
    bootId: async () => boot,
    startOf: async (pid) => {
      try {
        process.kill(pid, 0);
        return 0;
      } catch {
        return undefined;
      }
    },
    list: none,
    withVariable: none,
    readingFrom: none,
  };
}
