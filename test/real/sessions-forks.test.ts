import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionsDoor } from '../support/sessions/sessions-door.ts';
import { openRealDoor } from './support/sessions-door.ts';

interface Message {
  readonly message_id: string;
  readonly parts: readonly { readonly text?: string }[];
}

async function messagesOf(door: SessionsDoor, sessionId: string): Promise<{ id: string; text: string }[]> {
  const { messages } = (await door.call('get_session', { session_id: sessionId })) as { messages: Message[] };
  return messages.map(({ message_id: id, parts }) => ({ id, text: parts.map(({ text }) => text).join('') }));
}

const textsOf = async (door: SessionsDoor, sessionId: string): Promise<string[]> =>
  (await messagesOf(door, sessionId)).map(({ text }) => text);

test('a fork goes on from where the source was, and both branches go on [sessions.real.fork]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: source } = await door.create();
  await door.ask(source, 'think deep\nsay one');
  await door.ask(source, 'say two');
  const made = await door.call('fork_session', { session_id: source });
  const fork = made['session_id'] as string;
  await door.ask(source, 'say three');
  assert.deepEqual(await textsOf(door, fork), ['think deep\nsay one', 'one', 'say two', 'two']);
  assert.equal((await door.ask(fork, 'say branch'))['result_text'], 'branch');
  assert.deepEqual(await textsOf(door, fork), ['think deep\nsay one', 'one', 'say two', 'two', 'say branch', 'branch']);
  const onSource = await textsOf(door, source);
  assert.deepEqual(onSource.slice(-2), ['say three', 'three']);
  assert.equal((await door.ask(source, 'say four'))['result_text'], 'four');
  assert.equal((await door.ask(fork, 'say five'))['result_text'], 'five');
  assert.ok(!(await textsOf(door, source)).includes('five'));
});

test('a fork at a message takes over what stands before it and the message whole [sessions.real.fork]', async (t) => {
  const door = await openRealDoor(t);
  const { session_id: source } = await door.create();
  await door.ask(source, 'think deep\nsay one');
  await door.ask(source, 'say two');
  const answer = (await messagesOf(door, source)).find(({ text }) => text === 'one');
  const made = await door.call('fork_session', { session_id: source, message_id: answer?.id });
  const fork = made['session_id'] as string;
  await door.ask(fork, 'say other');
  assert.deepEqual(await textsOf(door, fork), ['think deep\nsay one', 'one', 'say other', 'other']);
});
