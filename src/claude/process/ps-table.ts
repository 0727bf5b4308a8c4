import { execFile } from 'node:child_process';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
/** `pid ppid state Sun Nov 22 03:01:20 2026 rest`. */
const ROW = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+\w{3}\s+(\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s*(.*)$/;

interface Row extends ProcessEntry {
  readonly rest: string;
}

/** Asks the `ps`, `sysctl` and `lsof` programs (macOS and other systems without /proc). Starts are whole seconds. */
export function createPsTable(platform: NodeJS.Platform): ProcessTable {
  const isDarwin = platform === 'darwin';
  const columns = 'pid=,ppid=,state=,lstart=';
  return {
    startsAre: 'seconds',
    bootId: async () => {
      if (isDarwin) return (await run('sysctl', ['-n', 'kern.bootsessionuuid'])).trim();
      return String((await rows(['-o', columns, '-p', '1']))[0]?.start ?? 'unknown');
    },
    startOf: async (pid) => (await rows(['-o', columns, '-p', String(pid)]))[0]?.start,
    list: async () => (await rows(['-axo', columns])).map(toEntry),
    withVariable: async (name, value) => {
      const listed = await rows(isDarwin ? ['-axwwE', '-o', `${columns},command=`] : ['axewwo', `${columns},command=`]);
      const wanted = ` ${name}=${value} `;
      return listed.filter(({ rest }) => ` ${rest} `.includes(wanted)).map(toEntry);
    },
    readingFrom: async (path) => {
      const pids = (await run('lsof', ['-t', '-a', '-d', '0', '--', path])).split('\n').filter((line) => line !== '');
      if (pids.length === 0) return [];
      return (await rows(['-o', columns, '-p', pids.join(',')])).map(toEntry);
    },
  };
}

function toEntry({ pid, parentPid, start }: Row): ProcessEntry {
  return { pid, parentPid, start };
}

async function rows(args: readonly string[]): Promise<Row[]> {
  const text = await run('ps', args);
  return text.split('\n').flatMap((line) => {
    const [, pid, parentPid, state, start, rest = ''] = ROW.exec(line) ?? [];
    if (start === undefined || state?.startsWith('Z') === true) return [];
    return [{ pid: Number(pid), parentPid: Number(parentPid), start: Date.parse(`${start} UTC`) / 1000, rest }];
  });
}

/** Returns what the program prints; nothing when it finds nothing or does not exist. */
function run(program: string, args: readonly string[]): Promise<string> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return new Promise((resolve) => {
    execFile(program, args, { env, maxBuffer: MAX_OUTPUT_BYTES }, (_error, stdout) => resolve(stdout));
  });
}
