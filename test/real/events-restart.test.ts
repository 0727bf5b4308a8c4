import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventReading, readEvents } from '../support/events/sse-reader.ts';
import { createSessionsMachine } from './support/sessions-machine.ts';
import { openMcpClient } from './support/tool-doors.ts';

const DISCONNECTS = 100;
/** The server is killed after this many of them, and stopped in good order after twice as many. */
const KILLED_AFTER = 30;
const WORDS = 400;

test('two live sessions, 100 lost connections, a killed server and a restarted one: each event once [sessions.events.live-once]', async (t) => {
  const machine = await createSessionsMachine(t);
  const call = await openMcpClient(t, machine.server.url);
  const texts = ['alpha', 'beta'].map((name) =>
    Array.from({ length: WORDS }, (_, at) => `${name}${at} é漢🦊`).join(' '),
  );
  const sessions: { id: string; cursor: string; text: string }[] = [];
  for (const [at, text] of texts.entries()) {
    const made = await call('create_session', { cwd: machine.makeFolder(`folder ${at}`) });
    sessions.push({ id: made.session_id, cursor: made.cursor, text });
  }
  const first = sessions[0]?.cursor ?? '';
  const ids = sessions.map(({ id }) => id);
  const prompts: string[] = [];
  for (const { id, text } of sessions) {
    prompts.push((await call('send_prompt', { session_id: id, text: `slowly 10 ${text}` })).prompt_id);
  }

  const query = `?session_id=${ids.join(',')}&types=message.delta,message.completed,prompt.finished,session.idle`;
  const received: Record<string, unknown>[] = [];
  let last = first;
  const idle = new Set<unknown>();
  for (let round = 1; idle.size < ids.length; round++) {
    const reading: EventReading = await readEvents(machine.server.url, query, last);
    const wanted = round <= DISCONNECTS ? 1 + (round % 7) : Number.POSITIVE_INFINITY;
    for (let at = 0; at < wanted && idle.size < ids.length; at++) {
      const { value } = await reading.events.next();
      assert.ok(value, 'the stream goes on');
      received.push({ type: value.type, ...value.event });
      last = value.id as string;
      if (value.type === 'session.idle') idle.add(value.event['session_id']);
    }
    reading.close();
    if (round === KILLED_AFTER) await machine.restart('SIGKILL');
    if (round === 2 * KILLED_AFTER) await machine.restart('SIGTERM');
  }

  const cursors = received.map(({ cursor }) => cursor);
  assert.equal(new Set(cursors).size, cursors.length);
  for (const [at, { id, text }] of sessions.entries()) {
    const own = received.filter(({ session_id }) => session_id === id);
    const deltas = own.filter(({ type }) => type === 'message.delta').map((event) => event['text']);
    assert.ok(deltas.length > DISCONNECTS / 2, `${deltas.length} deltas`);
    assert.equal(deltas.join(''), text);
    const finished = own.filter(({ type }) => type === 'prompt.finished');
    assert.deepEqual(
      finished.map((event) => [event['prompt_id'], event['state'], event['result_text']]),
      [[prompts[at], 'done', text]],
    );
    assert.deepEqual(
      own.filter(({ type }) => type === 'message.completed').map(({ role }) => role),
      ['user', 'assistant'],
    );
  }
});
