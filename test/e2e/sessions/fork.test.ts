import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

interface Message {
  readonly message_id: string;
  readonly role: string;
  readonly parts: readonly { readonly text?: string }[];
}

async function textsOf(door: SessionsDoor, sessionId: string): Promise<string[]> {
  const { messages } = (await door.call('get_session', { session_id: sessionId })) as { messages: Message[] };
  return messages.map(({ parts }) => parts.map(({ text }) => text).join(''));
}

test('a fork holds what the source had then, is listed at once, and both go on [sessions.fork.both]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: source } = await door.create({ title: 'source' });
  await door.ask(source, 'say one');
  await door.ask(source, 'say two');
  const before = await textsOf(door, source);
  const { session_id: fork, forked_from: from } = await door.call('fork_session', {
    session_id: source,
    title: 'fork',
  });
  assert.equal(from, source);
  await door.ask(source, 'say three');
  const { sessions } = (await door.call('list_sessions')) as { sessions: Record<string, unknown>[] };
  const listed = sessions.find(({ session_id }) => session_id === fork);
  assert.deepEqual([listed?.['title'], listed?.['forked_from'], listed?.['status']], ['fork', source, 'idle']);
  assert.deepEqual(await textsOf(door, fork as string), before);
  assert.equal((await door.ask(fork as string, 'say branch'))['result_text'], 'branch');
  assert.deepEqual(await textsOf(door, fork as string), [...before, 'say branch', 'branch']);
  assert.deepEqual(await textsOf(door, source), [...before, 'say three', 'three']);
});

test('a fork at a message ends with it [sessions.fork.message]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: source } = await door.create();
  await door.ask(source, 'say one');
  await door.ask(source, 'say two');
  const { messages } = (await door.call('get_session', { session_id: source })) as { messages: Message[] };
  const answer = messages.find(({ parts }) => parts[0]?.text === 'one');
  const made = await door.call('fork_session', { session_id: source, message_id: answer?.message_id });
  const fork = made['session_id'] as string;
  assert.deepEqual(await textsOf(door, fork), ['say one', 'one']);
  const again = (await door.call('fork_session', { session_id: fork }))['session_id'] as string;
  await door.ask(fork, 'say other');
  assert.deepEqual(await textsOf(door, fork), ['say one', 'one', 'say other', 'other']);
  await door.ask(again, 'say third');
  assert.deepEqual(await textsOf(door, again), ['say one', 'one', 'say third', 'third']);
  const unknown = { session_id: source, message_id: '00000000-0000-4000-8000-000000000000' };
  assert.equal((await door.refused('fork_session', unknown)).code, 'not_found');
});

test('a session without messages cannot be forked', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: empty } = await door.create();
  assert.equal((await door.refused('fork_session', { session_id: empty })).code, 'conflict');
});
