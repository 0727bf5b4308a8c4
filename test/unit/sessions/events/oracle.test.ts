import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_TYPES, type EventType, type NewEvent } from '../../../../src/sessions/events/event.ts';
import type { EventFilter } from '../../../../src/sessions/events/event-log.ts';
import { openTestLog, readAll, settled } from '../../../support/events/event-log.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const SESSIONS = ['a', 'b', 'c', undefined];
const TYPES = EVENT_TYPES.filter((type) => !type.startsWith('call.') && type !== 'machine.online');
const SMALL = { segmentBytes: 3000, recentEvents: 20, recentSize: 100_000 };

/** Small steady pseudo-random numbers: a failure is the same each time. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

for (const seed of [1, 2, 3, 4]) {
  test(`reading equals a plain list, whatever is in memory or on disk (${seed}) [sessions.events.oracle]`, async () => {
    const random = createRandom(seed);
    const home = scratchFolder();
    let log = await openTestLog(home, SMALL);
    const start = log.head();
    const oracle: { event: Record<string, unknown>; cursor: string }[] = [];
    const followed: string[] = [];
    const follow = (): void => void log.subscribe((events) => followed.push(...events.map(({ json }) => json)));
    follow();
    for (let step = 0; step < 150; step++) {
      const events = Array.from({ length: random(4) }, (): NewEvent => {
        const session = SESSIONS[random(SESSIONS.length)];
        const type = TYPES[random(TYPES.length)] as EventType;
        const body = { type, message_id: `${seed}/${step}`, text: 'ä\n'.repeat(random(60)) } as unknown as NewEvent;
        return session === undefined ? body : { ...body, session_id: session };
      });
      log.append(events, random(3) === 0 ? { stream: 's', offset: step } : undefined);
      if (random(5) > 0) continue;
      await settled(log);
      if (random(6) > 0) continue;
      if (random(2) === 0) await log.close();
      log = await openTestLog(home, SMALL);
      follow();
    }
    await settled(log);
    for (const json of followed) {
      const event = JSON.parse(json) as Record<string, unknown>;
      oracle.push({ event, cursor: event['cursor'] as string });
    }
    assert.deepEqual(
      oracle.map(({ cursor }) => cursor).sort(),
      oracle.map(({ cursor }) => cursor),
      'in order',
    );
    for (let query = 0; query < 60; query++) {
      const sessions = SESSIONS.filter((id) => id !== undefined && random(2) === 0) as string[];
      const types = EVENT_TYPES.filter((type) => !type.startsWith('call.') && random(3) > 0);
      const filter: EventFilter = {
        ...(sessions.length === 0 ? {} : { sessionIds: new Set(sessions) }),
        types: new Set(types),
      };
      const after = random(4) === 0 ? start : (oracle[random(oracle.length)]?.cursor as string);
      const expected = oracle.filter(
        ({ event, cursor }) =>
          cursor > after &&
          types.includes(event['type'] as EventType) &&
          (sessions.length === 0 || sessions.includes(event['session_id'] as string)),
      );
      const all = await readAll(log, after, filter, 1 + random(30));
      assert.deepEqual(
        all.events.map(({ json }) => JSON.parse(json)),
        expected.map(({ event }) => event),
      );
      assert.equal(all.gap, false);
    }
    await log.close();
  });
}
