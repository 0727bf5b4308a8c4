import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ChildServer {
  readonly port: number;
  /** Milliseconds of CPU used so far. */
  cpuMs(): number;
  /** Sends the server a message. */
  tell(message: number): void;
  /** Bytes of memory it holds. */
  rssBytes(): number;
  stop(): Promise<void>;
}

/** Starts a server module of this folder in a process of its own; it sends its port when it listens. */
export async function startChildServer(module: string, home: string): Promise<ChildServer> {
  const child: ChildProcess = fork(fileURLToPath(new URL(module, import.meta.url)), [home], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    port,
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    tell: (message) => void child.send(message),
    rssBytes: () => rssBytesOf(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit').once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** User and system time from `/proc`, in the kernel's ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function rssBytesOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Number(kilobytes) * 1024;
}
