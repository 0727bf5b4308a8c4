import type { LauncherOptions } from '../../../src/claude/process/create-claude-launcher.ts';
import { randomIds } from '../../../src/core/ids.ts';
import { createSessionMachine, SessionReader } from '../claude-sessions.ts';

/**
 * `session-starter FOLDER BIN SESSION_ID WHEN [PROMPT]`: starts a session as a server would, sends the prompt, and is
 * killed: `spawned` by itself before it has written down whose process it is; `turn` by who reads `permission` on its
 * output, where it says that a turn waits for one; `ready` by who reads `ready`; `piped` as `ready`, where the
 * system has no FIFO.
 */
const [folder, claudeBin, sessionId, when, prompt = ''] = process.argv.slice(2) as string[];
const machine = createSessionMachine({
  folder: folder as string,
  claudeBin: claudeBin as string,
  environment: process.env,
});
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still here');
};
const ways: Readonly<Record<string, Partial<LauncherOptions>>> = {
  spawned: { ids: { uuid: randomIds.uuid, hex: die } },
  piped: { platform: 'win32' },
};
const launcher = machine.another(ways[when as string]);
const running = await launcher.launch(machine.spec({ sessionId: sessionId as string }));
const reader = new SessionReader(running);
process.stdout.write(`ready ${running.pid}\n`);
if (when === 'turn') {
  await reader.send(prompt);
  await reader.waitForPermission();
  process.stdout.write('permission\n');
}
