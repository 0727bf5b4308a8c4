import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomIds } from '../../../src/core/ids.ts';
import { OWNER, type Principal } from '../../../src/core/principal.ts';
import type { McpSession } from '../../../src/mcp/mcp-session.ts';
import { McpSessions } from '../../../src/mcp/mcp-sessions.ts';
import type { Collection } from '../../../src/storage/collection.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { openTestStore } from '../../support/store.ts';

const HOUR = 3_600_000;
const WEB: Principal = { ...OWNER, kind: 'host', name: 'web-1' };

/** Runs `work` with sessions in a store of its own and a clock that the test sets. */
async function withSessions(
  options: { ttlMs?: number; max?: number },
  work: (sessions: McpSessions, clock: { now: number }, records: Collection<McpSession>) => Promise<void>,
): Promise<void> {
  const store = await openTestStore(scratchFolder());
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  const records = await store.collection<McpSession>('mcp-sessions');
  const sessions = new McpSessions({
    records,
    clock: () => clock.now,
    ids: randomIds,
    ttlMs: 24 * HOUR,
    max: 10_000,
    catalog: 'c',
    ...options,
  });
  try {
    await work(sessions, clock, records);
  } finally {
    await store.close();
  }
}

/** Resolves when what is queued for the record is durable. */
async function settled(records: Collection<McpSession>, id: string): Promise<void> {
  await records.update(id, () => ({ action: 'keep', result: undefined }));
}

test('a session is found by the principal that made it and by no other [mcp.session.principal]', async () => {
  await withSessions({}, async (sessions) => {
    const session = await sessions.create(OWNER, '2025-06-18', 'test');
    assert.equal(sessions.find(session.id, OWNER)?.id, session.id);
    for (const other of [WEB, { ...OWNER, name: 'other' }, { ...WEB, name: 'local' }]) {
      assert.equal(sessions.find(session.id, other), undefined);
    }
    const theirs = await sessions.create(WEB, '2025-06-18', 'test');
    assert.equal(sessions.find(theirs.id, OWNER), undefined);
  });
});

test('a session ends 24 h after its last use, not after its start [mcp.session.idle]', async () => {
  await withSessions({}, async (sessions, clock, records) => {
    const { id } = await sessions.create(OWNER, '2025-06-18', 'test');
    for (let day = 0; day < 5; day++) {
      clock.now += 23 * HOUR;
      assert.ok(sessions.find(id, OWNER), `used on day ${day}`);
      await settled(records, id);
    }
    clock.now += 24 * HOUR + 1;
    assert.equal(sessions.find(id, OWNER), undefined);
  });
});

test('a subscription made while the last use is being written is kept', async () => {
  await withSessions({}, async (sessions, clock, records) => {
    const { id } = await sessions.create(OWNER, '2025-06-18', 'test');
    clock.now += HOUR;
    const subscribed = sessions.update(id, (session) => ({ ...session, subscriptions: ['memory://n'] }));
    assert.ok(sessions.find(id, OWNER));
    await subscribed;
    await settled(records, id);
    const session = sessions.find(id, OWNER);
    assert.deepEqual([session?.subscriptions, session?.last_used_at], [['memory://n'], clock.now]);
  });
});

test('a session with an open stream is not idle [mcp.session.idle]', async () => {
  await withSessions({}, async (sessions, clock) => {
    const session = await sessions.create(OWNER, '2025-06-18', 'test');
    sessions.streamsOf(session).standalone.attach({ write() {}, end() {} });
    clock.now += 100 * HOUR;
    assert.ok(sessions.find(session.id, OWNER));
  });
});

test('above the cap the session idle longest goes, one with an open stream stays [mcp.session.cap]', async () => {
  await withSessions({ max: 3 }, async (sessions, clock) => {
    const made: McpSession[] = [];
    for (let count = 0; count < 3; count++) {
      clock.now += HOUR;
      made.push(await sessions.create(OWNER, '2025-06-18', String(count)));
    }
    const [oldest, second, third] = made;
    assert.ok(oldest && second && third);
    sessions.streamsOf(oldest).standalone.attach({ write() {}, end() {} });
    clock.now += HOUR;
    const fourth = await sessions.create(OWNER, '2025-06-18', 'fourth');
    const alive = [oldest, second, third, fourth].map(({ id }) => sessions.find(id, OWNER) !== undefined);
    assert.deepEqual(alive, [true, false, true, true]);
  });
});

test('who opens sessions without end ends its own, not those of others [mcp.session.cap.fair]', async () => {
  await withSessions({ max: 10 }, async (sessions, clock) => {
    const host: Principal = { ...OWNER, kind: 'host', name: 'greedy' };
    const quiet: McpSession[] = [];
    for (let count = 0; count < 4; count++) quiet.push(await sessions.create(OWNER, '2025-06-18', 'quiet'));
    let newest: McpSession | undefined;
    for (let count = 0; count < 50; count++) {
      clock.now += 1000;
      newest = await sessions.create(host, '2025-06-18', String(count));
      sessions.streamsOf(newest).standalone.attach({ write() {}, end() {} });
    }
    for (const { id } of quiet) assert.ok(sessions.find(id, OWNER));
    assert.ok(newest && sessions.find(newest.id, host));
  });
});

test('sessions made at the same moment keep to the cap too [mcp.session.cap]', async () => {
  await withSessions({ max: 10 }, async (sessions, _clock, records) => {
    const make = async (): Promise<McpSession> => await sessions.create(OWNER, '2025-06-18', 'burst');
    for (let burst = 0; burst < 5; burst++) await Promise.all(Array.from({ length: 10 }, make));
    assert.equal(records.size, 10);
    await Promise.all(Array.from({ length: 25 }, make));
    await make();
    assert.equal(records.size, 10);
  });
});

test('a session that is being ended is not found, and no use of it brings it back [mcp.session.delete]', async () => {
  await withSessions({}, async (sessions, clock, records) => {
    const session = await sessions.create(OWNER, '2025-06-18', 'test');
    clock.now += HOUR;
    const ended = sessions.end(session);
    assert.equal(sessions.find(session.id, OWNER), undefined);
    await ended;
    assert.equal(records.size, 0);
    assert.notEqual(sessions.streamsOf(session), sessions.streamsOf(session));
  });
});
