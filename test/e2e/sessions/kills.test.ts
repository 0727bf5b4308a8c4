import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type SeenEvent, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const KILLS = 10;
const PROMPTS_EACH = 4;

test('whenever the server is killed, each accepted prompt runs once, in order, and its end is told once [sessions.outlive.once]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  const accepted: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const sending = (async () => {
      for (let at = 0; at < PROMPTS_EACH; at++) {
        const promptId = `p${kill}-${at}`;
        await door.call('send_prompt', { session_id: id, text: `slow 3 5 ${promptId}`, prompt_id: promptId });
        accepted.push(promptId);
      }
    })().catch(() => undefined);
    await delay(kill * 13);
    await door.restart('SIGKILL');
    await sending;
  }
  await door.call('send_prompt', { session_id: id, text: 'say last', prompt_id: 'last' });
  const isLast = (event: SeenEvent): boolean => event.type === 'prompt.finished' && event['prompt_id'] === 'last';
  const seen = await door.events(cursor, isLast, { session_id: id });
  const ends = seen.filter(({ type }) => type === 'prompt.finished');
  // One that was not acknowledged may have been accepted all the same.
  const finished = ends.map((event) => event['prompt_id'] as string);
  assert.deepEqual(finished, [...new Set(finished)]);
  assert.deepEqual(
    finished.filter((promptId) => accepted.includes(promptId)),
    accepted,
  );
  assert.deepEqual([...new Set(ends.map((event) => event['state']))], ['done']);
  const starts = seen.filter(({ type }) => type === 'prompt.started').map((event) => event['prompt_id']);
  assert.deepEqual(starts, finished);
  const page = { session_id: id, limit: 500 };
  const { messages } = (await door.call('get_session', page)) as {
    messages: { role: string; parts: { text: string }[] }[];
  };
  const asked = messages.filter(({ role }) => role === 'user').map(({ parts }) => parts[0]?.text.split(' ').at(-1));
  assert.deepEqual(asked, finished);
});

test('whenever its process is killed, each accepted prompt of a session ends once [sessions.dead.each]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  const accepted: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    for (let at = 0; at < PROMPTS_EACH; at++) {
      const promptId = `p${kill}-${at}`;
      await door.call('send_prompt', { session_id: id, text: `slow 3 5 ${promptId}`, prompt_id: promptId });
      accepted.push(promptId);
    }
    await delay(kill * 13);
    const pid = door.pids().get(id);
    if (pid !== undefined) killIfThere(pid);
  }
  await door.call('wait_for_idle', { session_ids: [id], timeout_ms: 30_000 });
  assert.equal((await door.ask(id, 'say last', { prompt_id: 'last' }))['state'], 'done');
  const isLast = (event: SeenEvent): boolean => event.type === 'prompt.finished' && event['prompt_id'] === 'last';
  const seen = await door.events(cursor, isLast, { session_id: id });
  const ends = seen.filter(({ type }) => type === 'prompt.finished');
  assert.deepEqual(
    ends.map((event) => event['prompt_id']),
    [...accepted, 'last'],
  );
  for (const { state } of ends) assert.ok(state === 'done' || state === 'error', String(state));
});

/** A record of a process may be there a moment longer than the process. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
  }
}
