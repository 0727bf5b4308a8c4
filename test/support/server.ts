import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, spawnCodez } from './codez-process.ts';
import { scratchFolder } from './scratch.ts';

export interface ServerOptions {
  /** Folder that holds HOME and the data directory; a new one by default. */
  readonly folder?: string;
  /** 0 (default) picks a free one. */
  readonly port?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** User (and group) to run as; only root may choose. */
  readonly uid?: number;
  /** Another binary than the one of the sources. */
  readonly bin?: string;
  /** Words before the command, which run it e.g. in a namespace. */
  readonly inside?: readonly string[];
}

/** A running `codez serve`. */
export interface TestServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** The data directory. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly pid: number;
  /** What was printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Sends a signal and resolves to exit code or signal when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

const READY = /^codez listening on (https?:\/\/\S+) \(mcp: \/mcp\)$/;

/** Starts `codez serve` with a data directory of its own and resolves at its ready line. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const folder = options.folder ?? scratchFolder();
  const env = cleanEnvironment(folder, options.env);
  const child = spawnCodez(['serve', '--port', String(options.port ?? 0), ...(options.args ?? [])], env, {
    cwd: folder,
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.bin === undefined ? {} : { bin: options.bin }),
    ...(options.inside === undefined ? {} : { inside: options.inside }),
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const lines: string[] = [];
  const url = new URL(await readyUrl(child, lines, () => stderr));
  return {
    url: `${url.protocol}//127.0.0.1:${url.port}`,
    port: Number(url.port),
    folder,
    home: env['CODEZ_HOME'] ?? join(folder, '.codez'),
    env,
    pid: child.pid ?? 0,
    stdout: () => lines.join('\n'),
    stderr: () => stderr,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null) return child.exitCode;
      if (child.signalCode !== null) return child.signalCode;
      const ended = once(child, 'close');
      child.kill(signal);
      const [code, by] = (await ended) as [number | null, NodeJS.Signals | null];
      return code ?? by ?? 0;
    },
  };
}

async function readyUrl(child: ChildProcess, lines: string[], stderr: () => string): Promise<string> {
  if (child.stdout === null) throw new Error('no stdout');
  const reader = createInterface({ input: child.stdout });
  return await new Promise<string>((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line);
      const url = READY.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      reject(new Error(`codez serve ended (${code ?? signal}) before it was ready:\n${lines.join('\n')}\n${stderr()}`));
    });
  });
}
