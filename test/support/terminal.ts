import { spawn } from 'node:child_process';
import { CODEZ_BIN } from './codez-process.ts';

/** A command on a pseudo-terminal, driven as a person would. */
export interface Terminal {
  /** All that was shown so far; styles taken out, line ends plain. */
  text(): string;
  /** Resolves when the text shown since the last wait matches. */
  see(pattern: RegExp): Promise<void>;
  type(keys: string): void;
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts `codez ...args` on a pseudo-terminal, by the program `script` of util-linux. */
export function openTerminal(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Terminal {
  const words = [process.execPath, CODEZ_BIN, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const line = `stty cols 100 rows 40; exec ${words.join(' ')}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    env: { ...env, TERM: 'xterm', SHELL: '/bin/sh' },
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let shown = '';
  let seen = 0;
  let look = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    shown += part;
    look();
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: styles are made of them
  const text = (): string => shown.replace(/\u001b\[[0-9;]*[mK]/g, '').replace(/\r+\n/g, '\n');
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    text,
    ended,
    type: (keys) => void child.stdin.write(keys),
    see: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const match = pattern.exec(text().slice(seen));
          if (match === null) return;
          seen += match.index + match[0].length;
          look = () => {};
          resolve();
        };
        void ended.then(() => reject(new Error(`${pattern} was not seen in:\n${text()}`)));
        look();
      }),
  };
}
