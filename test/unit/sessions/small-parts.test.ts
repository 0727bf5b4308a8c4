import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { PageSnapshots } from '../../../src/sessions/listing/page-snapshots.ts';
import { type PlaceHolder, Places } from '../../../src/sessions/live/places.ts';
import { TurnState } from '../../../src/sessions/live/turn-state.ts';
import { SessionChanges } from '../../../src/sessions/session-changes.ts';
import { StartCursors } from '../../../src/sessions/start-cursors.ts';
import { ToolUseIndex } from '../../../src/sessions/tool-use-index.ts';

const NEVER = new AbortController().signal;

interface Row {
  readonly id: string;
  readonly at: number;
}

test('a list that changes while it is paged shows every row once', () => {
  const pages = new PageSnapshots({ hex: () => 'key', uuid: () => '' });
  const rows: Row[] = ['a', 'b', 'c', 'd'].map((id, index) => ({ id, at: 10 - index }));
  const first = pages.page(rows, (row) => row, { list: 'a', limit: 2 });
  const moved = [{ id: 'd', at: 99 }, { id: 'new', at: 98 }, ...rows.slice(0, 3)];
  const second = pages.page(moved, (row) => row, { list: 'a', limit: 2, cursor: first.nextCursor });
  assert.deepEqual(
    [...first.rows, ...second.rows].map(({ id }) => id),
    ['a', 'b', 'c', 'd'],
  );
  assert.equal(second.nextCursor, undefined);
  const forgotten = new PageSnapshots({ hex: () => 'key', uuid: () => '' });
  const later = forgotten.page(rows, (row) => row, { list: 'a', limit: 2, cursor: first.nextCursor });
  assert.deepEqual(
    later.rows.map(({ id }) => id),
    ['c', 'd'],
  );
  assert.throws(() => pages.page(rows, (row) => row, { list: 'a', limit: 2, cursor: 'none' }), CodezError);
  assert.throws(() => pages.page(rows, (row) => row, { list: 'b', limit: 2, cursor: first.nextCursor }), /another/);
});

test('the longest idle holder of a place makes room; with none idle it is busy', async () => {
  const places = new Places(2);
  const gaveUp: string[] = [];
  const holder = (sessionId: string, idleSince: number | undefined): PlaceHolder => ({
    sessionId,
    idleSince,
    giveUp: async () => {
      gaveUp.push(sessionId);
      places.release(sessionId);
    },
  });
  await places.take(holder('young', 2));
  await places.take(holder('old', 1));
  await places.take(holder('busy', undefined));
  assert.deepEqual(gaveUp, ['old']);
  await places.take(holder('busy too', undefined));
  await assert.rejects(places.take(holder('third', undefined)), /busy, busy too/);
  const served: string[] = [];
  for (const id of ['first', 'second']) places.wait(id, () => void served.push(id));
  places.release('busy');
  assert.deepEqual(served, ['first']);
});

test('a process is free for the next prompt when no turn runs and none was handed over', () => {
  const state = new TurnState();
  assert.deepEqual([state.isFree, state.activity], [true, 'idle']);
  state.handed = 'u';
  assert.deepEqual([state.isFree, state.activity], [false, 'running']);
  state.apply({ kind: 'prompt_started', uuid: 'u' }, 0);
  assert.deepEqual([state.current, state.handed], ['u', undefined]);
  state.apply({ kind: 'permission_requested', requestId: 'r', ask: 'permission', tool: 'Bash', input: {} }, 5);
  assert.equal(state.activity, 'waiting');
  state.apply({ kind: 'permission_closed', requestId: 'r', isAnswered: true }, 6);
  assert.equal(state.activity, 'running');
  state.apply({ kind: 'turn_ended', isOwnTurn: false, isError: false, isAborted: false }, 7);
  assert.equal(state.isFree, true);
  state.apply({ kind: 'init' }, 8);
  assert.equal(state.isFree, false, 'a turn the process has begun itself');
});

test('a process whose sub-agents go on in the background has something to do, and what they ask stays open', () => {
  const state = new TurnState();
  const ask = (requestId: string, agentId?: string): void =>
    state.apply(
      {
        kind: 'permission_requested',
        requestId,
        ask: 'permission',
        tool: 'Bash',
        input: {},
        ...(agentId === undefined ? {} : { agentId }),
      },
      5,
    );
  const endTurn = (): void =>
    state.apply({ kind: 'turn_ended', isOwnTurn: false, isError: false, isAborted: false }, 7);
  state.apply({ kind: 'init' }, 0);
  state.apply({ kind: 'agents_changed', count: 1 }, 1);
  ask('of the turn');
  ask('of the agent', 'a1');
  endTurn();
  assert.deepEqual([...state.permissions.keys()], ['of the agent']);
  assert.deepEqual([state.isFree, state.isUnused, state.activity], [true, false, 'waiting']);
  state.apply({ kind: 'permission_closed', requestId: 'of the agent', isAnswered: true }, 8);
  assert.deepEqual([state.isFree, state.isUnused, state.activity], [true, false, 'idle']);
  state.apply({ kind: 'agents_changed', count: 0 }, 9);
  assert.equal(state.isUnused, true);
  ask('of one that has ended', 'a1');
  endTurn();
  assert.equal(state.permissions.size, 0);
});

test('a caller without a cursor begins at its own latest start [sessions.start-cursor]', () => {
  let now = 0;
  const starts = new StartCursors(() => now);
  starts.note('p', 's1', 'one');
  now = 60_000;
  starts.note('p', 's2', 'two');
  now = 120_000;
  starts.note('p', 's1', 'three');
  assert.equal(starts.find('p', 's1'), 'three');
  assert.equal(starts.find('p', undefined), 'two', 'the earliest of the latest ones');
  assert.equal(starts.find('other', 's1'), undefined);
  now = 60_000 + 600_001;
  assert.equal(starts.find('p', 's2'), undefined);
  assert.equal(starts.find('p', undefined), 'three');
});

test('who waits is woken by a change that fulfils, by time and by cancelling', async () => {
  const changes = new SessionChanges();
  let isDone = false;
  const waiting = changes.waitUntil(() => isDone, 60_000, NEVER);
  changes.tell('s');
  isDone = true;
  changes.tell('s');
  assert.equal(await waiting, true);
  assert.equal(await changes.waitUntil(() => false, 1, NEVER), false);
  const cancel = new AbortController();
  const cancelled = changes.waitUntil(() => false, 60_000, cancel.signal);
  cancel.abort();
  assert.equal(await cancelled, false);
});

test('the newest tool uses are known', () => {
  const index = new ToolUseIndex();
  for (let at = 0; at <= 20_000; at++) index.note(`t${at}`, 's');
  assert.equal(index.find('t0'), undefined);
  assert.equal(index.find('t20000'), 's');
});
