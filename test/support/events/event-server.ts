import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, PROJECT_ROOT } from '../codez-process.ts';
import { scratchFolder } from '../scratch.ts';

const PROGRAM = resolve(PROJECT_ROOT, 'dist', 'test', 'support', 'programs', 'event-server.js');

/** A server of its own process whose tools make events. */
export interface EventServer {
  readonly url: string;
  readonly pid: number;
  /** Ends it by `signal` and waits until it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again over the same data directory, at the same address. */
  again(): Promise<EventServer>;
}

const children = new Set<ReturnType<typeof spawn>>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export async function startEventServer(home = join(scratchFolder(), 'home'), port = 0): Promise<EventServer> {
  const child = spawn(process.execPath, [PROGRAM, home, String(port)], {
    env: cleanEnvironment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const ended = once(child, 'close').finally(() => children.delete(child));
  const [url] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => Promise.reject(new Error('the event server ended before it listened'))),
  ])) as [string];
  return {
    url,
    pid: child.pid as number,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
    again: () => startEventServer(home, Number(new URL(url).port)),
  };
}
