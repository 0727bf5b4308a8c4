import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { McpSession } from '../../../src/mcp/mcp-session.ts';
import { noteTopic } from '../../../src/mcp/resources/memory-resources.ts';
import { Watchers } from '../../../src/mcp/watchers.ts';

function sessionWith(id: string, subscriptions: readonly string[], space = 'local'): McpSession {
  const times = { created_at: 0, last_used_at: 0 };
  return {
    id,
    principal: 'owner:local',
    space,
    version: '2025-11-25',
    client: 'c',
    catalog: 'c',
    ...times,
    subscriptions,
  };
}

function watchersOf(...sessions: McpSession[]): Watchers {
  const watchers = new Watchers();
  for (const session of sessions) watchers.follow(undefined, session);
  return watchers;
}

const found = (watchers: Watchers, space: string, id: string): string[] =>
  [...watchers.of(noteTopic(`${space}/${id}`))].map(({ sessionId, uri }) => `${sessionId} ${uri}`);

test('a note of the own space is watched under both forms of its URI', () => {
  const watchers = watchersOf(
    sessionWith('a', ['memory://n', 'memory://local/n']),
    sessionWith('b', ['memory://n'], 'web'),
  );
  assert.deepEqual(found(watchers, 'local', 'n'), ['a memory://n', 'a memory://local/n']);
  assert.deepEqual(found(watchers, 'web', 'n'), ['b memory://n']);
  assert.deepEqual(found(watchers, 'ops', 'n'), []);
});

test('percent-encoding in a URI does not matter', () => {
  assert.deepEqual(found(watchersOf(sessionWith('a', ['memory://inc%3A1'])), 'local', 'inc:1'), ['a memory://inc%3A1']);
});

test('a subscription that is taken back is offered nothing; others stay', () => {
  const before = sessionWith('a', ['memory://n', 'memory://m']);
  const watchers = watchersOf(before, sessionWith('b', ['memory://n']));
  watchers.follow(before, sessionWith('a', ['memory://m']));
  assert.deepEqual(found(watchers, 'local', 'n'), ['b memory://n']);
  assert.deepEqual(found(watchers, 'local', 'm'), ['a memory://m']);
});

test('a session that ends watches nothing any more', () => {
  const session = sessionWith('a', ['memory://n']);
  const watchers = watchersOf(session);
  watchers.follow(session, undefined);
  assert.deepEqual(found(watchers, 'local', 'n'), []);
});

test('a URI that cannot be decoded keeps nothing from starting', () => {
  assert.deepEqual(found(watchersOf(sessionWith('a', ['memory://%zz'])), 'local', '%zz'), ['a memory://%zz']);
});
