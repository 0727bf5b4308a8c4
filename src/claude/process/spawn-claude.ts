import { type ChildProcess, spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { CodezError } from '../../core/errors.ts';
import { InputWriter } from './input-writer.ts';
import type { RunDirectory } from './run-directory.ts';

export interface SpawnedClaude {
  readonly child: ChildProcess & { readonly pid: number };
  readonly input: InputWriter;
  readonly inputKind: 'fifo' | 'pipe';
}

export interface SpawnRequest {
  readonly binary: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly directory: RunDirectory;
  readonly platform: NodeJS.Platform;
}

/**
 * Starts the program with its input and output in the run directory, in a session of its own, so that it outlives
 * this server. Where there is no FIFO its input is a pipe, and it ends with the server.
 * @throws CodezError `unavailable` when the system cannot start it
 */
export async function spawnClaude(request: SpawnRequest): Promise<SpawnedClaude> {
  const { directory, platform } = request;
  const opened: FileHandle[] = [];
  let input: InputWriter | undefined;
  try {
    const [hasFifo, outputs] = await Promise.all([
      platform === 'win32' ? false : directory.makeFifo(),
      directory.makeOutputs(),
    ]);
    opened.push(...outputs);
    const files = outputs.map(({ fd }) => fd);
    if (!hasFifo) {
      const child = await start(request, ['pipe', ...files], false);
      return { child, input: new InputWriter(child.stdin as Writable), inputKind: 'pipe' };
    }
    const forChild = await directory.openInForChild();
    opened.push(forChild);
    input = await InputWriter.open(directory);
    const child = await start(request, [forChild.fd, ...files], true);
    child.unref();
    return { child, input, inputKind: 'fifo' };
  } catch (error) {
    input?.close();
    throw error;
  } finally {
    await Promise.all(opened.map((handle) => handle.close()));
  }
}

function start(
  { binary, args, cwd, env }: SpawnRequest,
  stdio: ('pipe' | number)[],
  detached: boolean,
): Promise<SpawnedClaude['child']> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const hint = 'Check the program that CODEZ_CLAUDE_BIN or the search path names.';
      reject(new CodezError('unavailable', `${binary} could not be started: ${reason}`, hint, { cause }));
    };
    try {
      const child = spawn(binary, args, { cwd, env, stdio, detached, windowsHide: true });
      child.on('error', fail);
      child.once('spawn', () => resolve(child as SpawnedClaude['child']));
    } catch (error) {
      fail(error);
    }
  });
}
