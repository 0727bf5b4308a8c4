import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const TIMEOUT_MS = 120_000;

export interface ClientSetting {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface ClientRun {
  readonly stdout: string;
  readonly stderr: string;
}

const groups = new Set<number>();
process.once('exit', () => {
  for (const group of groups) killGroup(group);
});

/** Starts a client in a process group of its own, which ends with the test process at the latest. */
export function spawnClient(command: readonly [string, ...string[]], setting: ClientSetting): ChildProcess {
  const [program, ...args] = command;
  const child = spawn(program, args, { ...setting, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid !== undefined) {
    groups.add(pid);
    // What a client leaves behind in its group is stopped with it.
    child.once('exit', () => killGroup(pid));
  }
  return child;
}

/**
 * Runs a client to its end and returns what it printed.
 * @throws Error with the client's whole output when it fails or does not end within two minutes.
 */
export async function runClient(command: readonly [string, ...string[]], setting: ClientSetting): Promise<ClientRun> {
  const child = spawnClient(command, setting);
  const stdout = collectOutput(child.stdout);
  const stderr = collectOutput(child.stderr);
  child.stdin?.end();
  let late = false;
  const alarm = setTimeout(() => {
    late = true;
    killGroup(child.pid);
  }, TIMEOUT_MS);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(alarm);
  if (code === 0) return { stdout: stdout(), stderr: stderr() };
  const end = late ? `did not end within ${TIMEOUT_MS / 1000} s` : `ended with ${code ?? signal}`;
  throw new Error(`${command.join(' ')} ${end}\n--- stdout\n${stdout()}\n--- stderr\n${stderr()}`);
}

/** Returns a function that gives all text of a stream so far. */
export function collectOutput(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  groups.delete(pid);
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
