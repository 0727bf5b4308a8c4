import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { after, before, test } from 'node:test';
import { spawnCodez } from '../../support/codez-process.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

let door: SessionsDoor;
let cleanUp = async (): Promise<void> => {};
before(async () => {
  const after = (work: () => Promise<void>): void => {
    cleanUp = work;
  };
  door = await SessionsDoor.open({ after });
});
after(() => cleanUp());

/** Runs `codez sessions watch ...args` into a pipe until its output matches, then ends it as Ctrl-C does. */
async function watchUntil(
  pattern: RegExp,
  ...args: readonly string[]
): Promise<{ stdout: string; code: number | null }> {
  const child: ChildProcess = spawnCodez(['sessions', 'watch', ...args], door.server.env);
  let stdout = '';
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => reject(new Error(`the watch ended with:\n${stdout}`)));
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      stdout += part;
      if (pattern.test(stdout)) resolve();
    });
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  return { code: await ended, stdout };
}

test('watch in a pipe prints whole lines without styles [cli.sessions.watch]', async () => {
  const { session_id: id, cursor } = await door.create();
  await door.ask(id, 'call Read {"file_path":"/nowhere"}\nslow 3 1 piece');
  const { stdout, code } = await watchUntil(/done in .*\n$/, id, '--cursor', cursor);
  assert.equal(code, 0);
  assert.match(stdout, /\n> slow 3 1 piece\n\n• Read {2}\/nowhere\n[\s\S]*\n\npiece\n\ndone in /);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  assert.doesNotMatch(stdout, /[\r\u001b]/);
});

test('watch --json prints one event a line, each with the cursor to go on from; --deltas adds text as written [cli.sessions.watch]', async () => {
  const { session_id: id, cursor } = await door.create();
  await door.ask(id, 'slow 3 1 piece');
  const read = async (...args: readonly string[]): Promise<{ type: string; cursor: string; session_id: string }[]> => {
    const { stdout } = await watchUntil(/"type":"session\.idle".*\n$/, '--json', '--cursor', cursor, ...args);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const events = await read(id);
  const types = events.map(({ type }) => type);
  for (const type of ['prompt.started', 'message.completed', 'prompt.finished']) assert.ok(types.includes(type), type);
  assert.ok(!types.includes('message.delta'), types.join(' '));
  assert.ok(events.every(({ session_id: of }) => of === id));
  assert.ok((await read(id, '--deltas')).some(({ type }) => type === 'message.delta'));
  const finished = events.find(({ type }) => type === 'prompt.finished');
  const rest = await watchUntil(/session\.idle.*\n$/, id, '--json', '--cursor', finished?.cursor ?? '');
  assert.doesNotMatch(rest.stdout, /prompt\.(started|finished)/);
});
