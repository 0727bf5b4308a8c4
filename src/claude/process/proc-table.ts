import { readdir, readFile, readlink } from 'node:fs/promises';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

/** Places in /proc/PID/stat, counted behind the program's name. */
const STATE = 0;
const PARENT = 1;
const START = 19;

/** Reads /proc (Linux). What belongs to others, or goes while it is read, is left out. */
export function createProcTable(): ProcessTable {
  const list = async (): Promise<readonly ProcessEntry[]> => select(async () => true);
  return {
    startsAre: 'ticks',
    bootId: async () => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim(),
    startOf: async (pid) => (await readEntry(pid))?.start,
    list,
    withVariable: (name, value) => {
      const wanted = Buffer.from(`${name}=${value}\0`);
      return select(async (pid) => {
        const environment = await readFile(`/proc/${pid}/environ`);
        const at = environment.indexOf(wanted);
        return at === 0 || (at > 0 && environment.includes(Buffer.concat([Buffer.of(0), wanted])));
      });
    },
    readingFrom: (path) =>
      select(async (pid) => {
        const target = await readlink(`/proc/${pid}/fd/0`);
        return target === path || target === `${path} (deleted)`;
      }),
  };
}

async function select(isWanted: (pid: number) => Promise<boolean>): Promise<ProcessEntry[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isSafeInteger(pid) && pid > 0);
  const found: ProcessEntry[] = [];
  // One after the other: hundreds of reads at once would hold up everybody else's files.
  for (const pid of pids) {
    if (!(await isWanted(pid).catch(() => false))) continue;
    const entry = await readEntry(pid);
    if (entry !== undefined) found.push(entry);
  }
  return found;
}

async function readEntry(pid: number): Promise<ProcessEntry | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name may hold blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[STATE];
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, parentPid: Number(fields[PARENT]), start: Number(fields[START]) };
}
