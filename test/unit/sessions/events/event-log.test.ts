import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CodezError } from '../../../../src/core/errors.ts';
import { OWNER } from '../../../../src/core/principal.ts';
import type { EventFilter } from '../../../../src/sessions/events/event-log.ts';
import { numbered, numbersOf, openTestLog, readAll, settled } from '../../../support/events/event-log.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const DELTAS: EventFilter = { types: new Set(['message.delta']) };
const never = new AbortController().signal;

function segmentsOf(home: string): string[] {
  return readdirSync(join(home, 'events'))
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
}

test('events are read in order behind a cursor, and cursors grow [sessions.events.cursors]', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  const from = log.head();
  log.append([numbered(1), numbered(2)]);
  log.append([numbered(3)]);
  await settled(log);
  const page = await log.read({ after: from, filter: DELTAS, limit: 2 });
  assert.deepEqual(numbersOf(page), [1, 2]);
  assert.equal(page.gap, false);
  const rest = await log.read({ after: page.cursor, filter: DELTAS, limit: 2 });
  assert.deepEqual(numbersOf(rest), [3]);
  const cursors = [from, ...page.events.map(({ event }) => event.cursor), page.cursor, rest.cursor];
  assert.deepEqual([...cursors].sort(), cursors);
  await log.close();
});

test('folder and segments are for the owner only', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  log.append([numbered(1)]);
  await settled(log);
  assert.equal(statSync(join(home, 'events')).mode & 0o777, 0o700);
  for (const name of segmentsOf(home)) assert.equal(statSync(join(home, 'events', name)).mode & 0o777, 0o600);
  await log.close();
});

test('old segments go when the log is too large, and a cursor that has fallen out says so [sessions.events.bounds, sessions.events.gap]', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home, { segmentBytes: 2000, maxBytes: 8000, recentEvents: 4 });
  const from = log.head();
  for (let number = 1; number <= 100; number++) {
    log.append([numbered(number)]);
    await settled(log);
  }
  assert.ok(log.status().bytes <= 8000 + 2000);
  const all = await readAll(log, from, DELTAS);
  assert.equal(all.gap, true);
  const numbers = numbersOf(all);
  const oldest = numbers[0] as number;
  assert.ok(oldest > 50);
  assert.deepEqual(
    numbers,
    Array.from({ length: 101 - oldest }, (_, at) => oldest + at),
  );
  await log.close();
  const again = await openTestLog(home, { segmentBytes: 2000, maxBytes: 8000 });
  assert.equal((await readAll(again, from, DELTAS)).gap, true);
  await again.close();
});

test('segments go by age [sessions.events.bounds]', async () => {
  const home = scratchFolder();
  let now = 1_700_000_000_000;
  const options = { clock: () => now, maxAgeMs: 7 * 24 * 3_600_000 };
  const log = await openTestLog(home, options);
  const from = log.head();
  for (let day = 1; day <= 20; day++) {
    log.append([numbered(day)]);
    await settled(log);
    now += 25 * 3_600_000;
  }
  assert.ok(log.status().segments <= 8, String(log.status().segments));
  const all = await readAll(log, from, DELTAS);
  assert.equal(all.gap, true);
  assert.equal(numbersOf(all).at(-1), 20);
  await log.close();
});

test('what is no cursor of this log is refused [sessions.events.cursors]', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  const other = await openTestLog(scratchFolder(), { storeId: 'ffffffff' });
  for (const after of ['', 'nonsense', '0', other.head(), `${log.head()}0`, log.head().toUpperCase()]) {
    await assert.rejects(
      () => log.read({ after, filter: {}, limit: 1 }),
      (error) => error instanceof CodezError && error.code === 'invalid',
      after,
    );
  }
  await other.close();
  await log.close();
});

test('a moment is a cursor', async () => {
  const home = scratchFolder();
  let now = 1_700_000_000_000;
  const log = await openTestLog(home, { clock: () => now });
  const at: number[] = [];
  for (let number = 0; number < 5; number++) {
    now += 1000;
    at.push(now);
    log.append([numbered(number)]);
    await settled(log);
  }
  for (const [number, moment] of at.entries()) {
    const all = await readAll(log, log.cursorAt(moment), DELTAS);
    assert.deepEqual(numbersOf(all), [0, 1, 2, 3, 4].slice(number));
  }
  await log.close();
});

test('no event is behind a cursor that was given out before it, even if the clock is set back [sessions.events.cursors]', async () => {
  const home = scratchFolder();
  let now = 1_700_000_000_000;
  const log = await openTestLog(home, { clock: () => now });
  const from = log.cursorAt(now);
  now -= 3_600_000;
  log.append([numbered(1)]);
  await settled(log);
  assert.deepEqual(numbersOf(await readAll(log, from, DELTAS)), [1]);
  await log.close();
  now -= 3_600_000;
  const again = await openTestLog(home, { clock: () => now });
  again.append([numbered(2)]);
  await settled(again);
  assert.deepEqual(numbersOf(await readAll(again, from, DELTAS)), [1, 2]);
  await again.close();
});

test('calls are told in memory only [sessions.events.calls]', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  const from = log.head();
  const call = { tool: 't', principal: OWNER };
  log.appendCall({ ...call, id: 1 });
  log.append([numbered(1)]);
  log.appendCall({ ...call, id: 1, status: 'error', code: 'invalid', durationMs: 1.23 });
  await settled(log);
  const filter: EventFilter = { types: new Set(['call.started', 'call.finished', 'message.delta']) };
  const page = await log.read({ after: from, filter, limit: 10 });
  assert.deepEqual(
    page.events.map(({ event }) => event.type),
    ['call.started', 'message.delta', 'call.finished'],
  );
  assert.equal(page.gap, false);
  await log.close();
  assert.ok(!readFileSync(join(home, 'events', segmentsOf(home)[0] as string), 'utf8').includes('call.'));
  const again = await openTestLog(home);
  const rest = await again.read({ after: from, filter, limit: 10 });
  assert.deepEqual(
    rest.events.map(({ event }) => event.type),
    ['message.delta'],
  );
  assert.equal(rest.gap, true, 'who asks for calls is told that they are gone');
  assert.equal((await again.read({ after: from, filter: DELTAS, limit: 10 })).gap, false);
  await again.close();
});

test('a poll waits for what matches only, and ends with its time, its signal or the log', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  const filter = { sessionIds: new Set(['b']) };
  const query = { after: log.head(), filter, limit: 10, timeoutMs: 60_000, signal: never };
  const waiting = log.poll(query);
  log.append([numbered(1, 'a')]);
  await settled(log);
  log.append([numbered(2, 'b'), numbered(3, 'b')]);
  const page = await waiting;
  assert.deepEqual(numbersOf(page), [2, 3]);

  const empty = await log.poll({ ...query, after: page.cursor, timeoutMs: 1 });
  assert.deepEqual(empty.events, []);
  assert.equal(empty.gap, false);

  const controller = new AbortController();
  const aborted = log.poll({ ...query, after: page.cursor, signal: controller.signal });
  controller.abort(new Error('gone'));
  await assert.rejects(aborted, /gone/);

  const ended = log.poll({ ...query, after: page.cursor });
  await log.close();
  assert.deepEqual((await ended).events, []);
});
