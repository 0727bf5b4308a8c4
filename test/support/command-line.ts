import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { CODEZ_BIN } from './codez-process.ts';

/** What a command line ended with. */
export interface CommandLineResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command line as the binary does, in this process: for what a test only prepares. It costs no start of a process,
 * which is most of what a command takes; what a test is about is run by the binary itself.
 */
export async function runCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandLineResult> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const home = env['HOME'] ?? '/';
  const code = await main(args, env, {
    stdin: stdin as unknown as Io['stdin'],
    stdout: stdout as unknown as Io['stdout'],
    stderr: stderr as unknown as Io['stderr'],
    cwd: home,
    userHome: home,
    platform: process.platform,
    pid: process.pid,
    launcher: { node: process.execPath, codez: CODEZ_BIN },
    signals: new EventEmitter(),
    exit: (exitCode) => {
      throw new Error(`the command line ended the process with ${exitCode}`);
    },
  });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, stdout: out, stderr: err };
}
