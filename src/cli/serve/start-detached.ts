import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readFileSync } from 'node:fs';
import type { HomePaths } from '../../config/paths.ts';
import { CodezError } from '../../core/errors.ts';
import type { Environment, Io } from '../io.ts';

const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
const READY_TIMEOUT_MS = 15_000;
const LOG_TAIL_LINES = 20;

/** What the ready line of a server says. */
export interface StartedServer {
  readonly url: string;
  readonly pid: number;
}

/**
 * Starts `codez serve` in the background, with its log in the data directory, and waits for its ready line.
 * @throws CodezError `unavailable` with the end of its log when it ends first
 */
export async function startDetached(
  flags: readonly string[],
  paths: HomePaths,
  io: Io,
  env: Environment,
): Promise<StartedServer> {
  mkdirSync(paths.home, { recursive: true, mode: 0o700 });
  const log = openSync(paths.serverLog, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
  const child = spawn(io.launcher.node, [io.launcher.codez, 'serve', '--json', ...flags], {
    cwd: paths.home,
    detached: true,
    env,
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  try {
    return await readyLine(child, paths);
  } finally {
    child.stdout?.destroy();
    child.unref();
  }
}

function readyLine(child: ChildProcess, paths: HomePaths): Promise<StartedServer> {
  return new Promise((resolve, reject) => {
    const late = (): void =>
      reject(new CodezError('timeout', 'The server is not ready after 15 s', `Its log: ${paths.serverLog}`));
    const timer = setTimeout(late, READY_TIMEOUT_MS);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(JSON.parse(text) as StartedServer);
    });
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      reject(startFailed(paths));
    });
  });
}

function startFailed(paths: HomePaths): CodezError {
  const tail = readFileSync(paths.serverLog, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES);
  return new CodezError(
    'unavailable',
    `The server did not start. It said:\n  ${tail.join('\n  ')}`,
    `Mend that, then start it with: codez serve (log: ${paths.serverLog})`,
  );
}
