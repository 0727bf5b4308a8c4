import assert from 'node:assert/strict';
import { mock, type TestContext, test } from 'node:test';
import { randomIds } from '../../../src/core/ids.ts';
import { OWNER } from '../../../src/core/principal.ts';
import { announceSessionChanges } from '../../../src/mcp/announce-session-changes.ts';
import type { McpSession } from '../../../src/mcp/mcp-session.ts';
import { McpSessions } from '../../../src/mcp/mcp-sessions.ts';
import type { EventLog } from '../../../src/sessions/events/event-log.ts';
import { openTestLog, settled } from '../../support/events/event-log.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { openTestStore } from '../../support/store.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const OTHER = '99999999-2222-4333-8444-555555555555';

/** A log, and what one client that watches the conversation is told. */
async function createBench(t: TestContext): Promise<{ log: EventLog; told: string[]; stop: () => void }> {
  const store = await openTestStore(scratchFolder());
  const log = await openTestLog(scratchFolder());
  t.after(async () => {
    await log.close();
    await store.close();
  });
  const records = await store.collection<McpSession>('mcp-sessions');
  const sessions = new McpSessions({ records, clock: Date.now, ids: randomIds, ttlMs: 60_000, max: 10, catalog: 'c' });
  const { id } = await sessions.create(OWNER, '2025-11-25', 'test');
  await sessions.update(id, (session) => ({ ...session, subscriptions: [`session://${ID}`] }));
  const session = sessions.get(id);
  assert.ok(session);
  const told: string[] = [];
  sessions.streamsOf(session).standalone.attach({
    write: ({ data }) => told.push((JSON.parse(data) as { params: { uri: string } }).params.uri),
    end() {},
  });
  return { log, told, stop: announceSessionChanges(log, sessions) };
}

test('messages that come together are told together, once a second at most [mcp.resources.session-subscribe]', async (t) => {
  const { log, told, stop } = await createBench(t);
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const say = async (session: string, type: 'message.completed' | 'message.delta'): Promise<void> => {
    const message = { session_id: session, message_id: 'm' };
    if (type === 'message.delta') log.append([{ type, ...message, kind: 'text', text: 'x' }]);
    else log.append([{ type, ...message, role: 'user', parts: [] }]);
    await settled(log);
  };
  for (let count = 0; count < 5; count++) await say(ID, 'message.completed');
  assert.deepEqual(told, []);
  mock.timers.tick(1000);
  assert.deepEqual(told, [`session://${ID}`]);
  await say(OTHER, 'message.completed');
  await say(ID, 'message.delta');
  mock.timers.tick(5000);
  assert.equal(told.length, 1, 'neither another conversation nor half a message is news');
  await say(ID, 'message.completed');
  mock.timers.tick(1000);
  assert.equal(told.length, 2);
  await say(ID, 'message.completed');
  stop();
  mock.timers.tick(5000);
  assert.equal(told.length, 2);
});
