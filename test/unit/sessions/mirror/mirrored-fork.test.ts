import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MirroredSession } from '../../../../src/sessions/mirror/mirrored-session.ts';

const SOURCE = '11111111-1111-4111-8111-111111111111';
const FORK = '22222222-2222-4222-8222-222222222222';
const BORN = Date.parse('2026-01-02T00:00:00.000Z');

const user = (text: string, secondsAfterBirth: number): Record<string, unknown> => ({
  type: 'user',
  uuid: text,
  sessionId: FORK,
  cwd: '/home/ann/work',
  timestamp: new Date(BORN + secondsAfterBirth * 1000).toISOString(),
  message: { role: 'user', content: text },
});
const copied = (text: string): Record<string, unknown> => ({
  ...user(text, -5),
  type: 'assistant',
  requestSessionId: SOURCE,
  message: { id: text, role: 'assistant', content: [{ type: 'text', text }], stop_reason: 'end_turn' },
});

function tellAll(batches: readonly (readonly Record<string, unknown>[])[]): unknown[] {
  const session = new MirroredSession();
  const path = '/projects/-home-ann-work/x.jsonl';
  session.open(path, { before: [] });
  let offset = 0;
  return batches.flatMap((batch) => {
    const startOffset = offset;
    const records = batch.map((value) => ({ value, endOffset: ++offset }));
    const file = { sessionId: FORK, slug: '-home-ann-work', path, bornAtMs: BORN };
    return session
      .take({ ...file, startOffset, endOffset: offset, records })
      .filter(({ type }) => type === 'session.created' || type === 'prompt.started' || type === 'message.completed')
      .map((event) => [event.type, 'message_id' in event ? event.message_id : 'text' in event ? event.text : event]);
  });
}

test('what a fork has copied from its source is not told, in whatever pieces it comes', () => {
  const note = { type: 'mode', sessionId: FORK };
  const copies = [user('one', -9), copied('first'), user('two', -7), copied('second')];
  const created = { type: 'session.created', cwd: '/home/ann/work', created_by: 'terminal', forked_from: SOURCE };
  const expected = [
    ['session.created', created],
    ['prompt.started', 'apart'],
    ['message.completed', 'apart'],
  ];
  assert.deepEqual(tellAll([[note, ...copies, user('apart', 0)]]), expected);
  assert.deepEqual(tellAll([[note], copies.slice(0, 2), copies.slice(2), [user('apart', 0)]]), expected);
});

test('a new session whose records are old is told, since it is no fork', () => {
  assert.deepEqual(
    tellAll([[user('long ago', -1_000_000)]]).map((told) => (told as unknown[])[0]),
    ['session.created', 'prompt.started', 'message.completed'],
  );
});
