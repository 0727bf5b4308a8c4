import { createProcTable } from './proc-table.ts';
import { createPsTable } from './ps-table.ts';
import { createSignalTable } from './signal-table.ts';

/** A process as the system knows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /** When it began; larger is later, comparable within one boot. Tells a recycled pid from the process it was. */
  readonly start: number;
}

/** What can be asked about the processes of this user. Ended ones that nobody has waited for count as gone. */
export interface ProcessTable {
  /** What `start` counts: ticks of the kernel since the boot, seconds since the epoch, or nothing. */
  readonly startsAre: 'ticks' | 'seconds' | 'unknown';
  /** Another one after each start of the system. */
  bootId(): Promise<string>;
  /** When the process began, undefined when there is none. */
  startOf(pid: number): Promise<number | undefined>;
  list(): Promise<readonly ProcessEntry[]>;
  /** The processes whose environment, as they were started, has `name=value`. */
  withVariable(name: string, value: string): Promise<readonly ProcessEntry[]>;
  /** The processes that read this file, which may be gone by now, as their standard input. */
  readingFrom(path: string): Promise<readonly ProcessEntry[]>;
}

/** Returns the table of processes as the platform offers it. */
export function createProcessTable(platform: NodeJS.Platform): ProcessTable {
  if (platform === 'linux') return createProcTable();
  return platform === 'win32' ? createSignalTable() : createPsTable(platform);
}
