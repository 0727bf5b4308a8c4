import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Root folder of the project. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The binary under test. */
export const CODEZ_BIN = resolve(PROJECT_ROOT, 'bin', 'codez.js');

/** How long after the last test processes that were left behind are killed. */
const LEFT_BEHIND_MS = 5_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
// A failed test may leave its server behind, which would keep this process alive.
if (process.env['NODE_TEST_CONTEXT'] !== undefined) {
  after(() => {
    setTimeout(() => {
      for (const child of running) child.kill('SIGKILL');
    }, LEFT_BEHIND_MS).unref();
  });
}
// A file that hangs is ended by SIGTERM: its servers must not outlive it.
process.once('SIGTERM', () => process.exit(143));

/** Returns an environment with nothing of the developer's own shell but PATH; everything lives below `folder`. */
export function cleanEnvironment(folder: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, CODEZ_HOME: `${folder}/.codez`, ...extra };
}

/** Where and as whom a program runs. */
export interface SpawnPlace {
  readonly cwd?: string;
  readonly uid?: number;
  readonly bin?: string;
  /** Words before the command, which run it e.g. in a namespace. */
  readonly inside?: readonly string[];
}

/** Starts `codez ...args` from its sources; it is killed when the test process ends. */
export function spawnCodez(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { bin = CODEZ_BIN, inside = [], ...where }: SpawnPlace = {},
): ChildProcess {
  const [program = '', ...words] = [...inside, process.execPath, bin, ...args];
  const child = spawn(program, words, {
    env,
    ...toSpawnOptions(where),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `codez ...args` to its end. */
export async function runCodez(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  options: { readonly input?: string; readonly cwd?: string; readonly uid?: number } = {},
): Promise<Finished> {
  const { input, ...where } = options;
  return await collect(spawnCodez(args, env, where), input);
}

/** Runs any program to its end. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: {
    readonly env: NodeJS.ProcessEnv;
    readonly input?: string;
    readonly cwd?: string;
    /** User (and group) to run as; only root may choose. */
    readonly uid?: number;
  },
): Promise<Finished> {
  const { input, env, ...where } = options;
  return await collect(spawn(command, args, { env, ...toSpawnOptions(where), stdio: ['pipe', 'pipe', 'pipe'] }), input);
}

function toSpawnOptions({ cwd, uid }: { readonly cwd?: string; readonly uid?: number }): {
  cwd?: string;
  uid?: number;
  gid?: number;
} {
  return { ...(cwd === undefined ? {} : { cwd }), ...(uid === undefined ? {} : { uid, gid: uid }) };
}

async function collect(child: ChildProcess, input = ''): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return await new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
}
