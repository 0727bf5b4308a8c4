import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { ClientSetting } from './run-client.ts';

const run = promisify(execFile);
const LOOK_EVERY_MS = 100;
const LOOKS_A_KEY = 10;
const TIMEOUT_MS = 60_000;

/** A program in a terminal of its own, and a person before it. */
export interface Terminal {
  /** Types text, then keys by their names (`Enter`, `Escape`). */
  type(text: string, ...keys: readonly string[]): Promise<void>;
  /** Resolves to the screen when it shows what is looked for. */
  shows(wanted: RegExp): Promise<string>;
  /** Presses a key until the screen shows what is looked for: a dialog ignores keys for a moment when it opens. */
  press(key: string, wanted: RegExp): Promise<string>;
}

/** Starts a program in a terminal, which ends with the test. */
export async function openTerminal(
  t: TestContext,
  command: readonly string[],
  setting: ClientSetting,
): Promise<Terminal> {
  const socket = join(setting.env['TMPDIR'] ?? setting.cwd, 't.sock');
  const tmux = async (...args: readonly string[]): Promise<string> =>
    (await run('tmux', ['-S', socket, '-f', '/dev/null', ...args], { env: setting.env, cwd: setting.cwd })).stdout;
  const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  await tmux('new-session', '-d', '-x', '160', '-y', '50', `TERM=xterm-256color exec ${words}`);
  t.after(() => tmux('kill-server').catch(() => undefined));
  const screen = (): Promise<string> => tmux('capture-pane', '-p');
  return {
    async type(text, ...keys) {
      if (text !== '') await tmux('send-keys', '-l', text);
      for (const key of keys) await tmux('send-keys', key);
    },
    shows: (wanted) => watch(wanted, async () => {}),
    press: (key, wanted) => watch(wanted, () => tmux('send-keys', key)),
  };

  async function watch(wanted: RegExp, act: () => Promise<unknown>): Promise<string> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (let look = 0; ; look++) {
      const shown = await screen();
      if (wanted.test(shown)) return shown;
      if (Date.now() > deadline) throw new Error(`the terminal never showed ${wanted}:\n${shown}`);
      if (look % LOOKS_A_KEY === 0) await act();
      // A terminal tells nobody that it was painted.
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
