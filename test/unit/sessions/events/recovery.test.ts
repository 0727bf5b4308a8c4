import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { OWNER } from '../../../../src/core/principal.ts';
import type { EventFilter } from '../../../../src/sessions/events/event-log.ts';
import { numbered, numbersOf, openTestLog, readAll, settled } from '../../../support/events/event-log.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const DELTAS: EventFilter = { types: new Set(['message.delta']) };

function segmentsOf(home: string): string[] {
  return readdirSync(join(home, 'events'))
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
}

test('a cursor goes on after a restart, clean or not, and nothing is lost [sessions.events.restart]', async () => {
  const home = scratchFolder();
  const first = await openTestLog(home);
  const from = first.head();
  first.append([numbered(1)]);
  await settled(first);
  await first.close();
  const second = await openTestLog(home);
  second.append([numbered(2)]);
  await settled(second);
  // Not closed: as if the process had been killed.
  const third = await openTestLog(home);
  third.append([numbered(3)]);
  await settled(third);
  const all = await readAll(third, from, DELTAS);
  assert.deepEqual(numbersOf(all), [1, 2, 3]);
  assert.equal(all.gap, false);
  assert.equal(segmentsOf(home).length, 1, 'it goes on in the same segment');
  await third.close();
});

test('a torn last line is dropped [sessions.events.damage]', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  const from = log.head();
  log.append([numbered(1)], { stream: 's', offset: 10 });
  log.append([numbered(2)], { stream: 's', offset: 20 });
  await settled(log);
  const path = join(home, 'events', segmentsOf(home)[0] as string);
  const lines = readFileSync(path, 'latin1').split('\n');
  truncateSync(path, statSync(path).size - (lines.at(-2) as string).length - 6);
  const again = await openTestLog(home);
  assert.equal(again.toldOffset('s'), 10, 'an event and its source stand or fall together');
  again.append([numbered(3)]);
  await settled(again);
  assert.deepEqual(numbersOf(await readAll(again, from, DELTAS)), [1, 3]);
  await again.close();
});

test('after a fall of the machine a reader is told that events may be missing [sessions.events.gap]', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  log.append([numbered(1)]);
  await settled(log);
  const cursor = log.head();
  const fallen = await openTestLog(home, { boot: 'another one' });
  const page = await fallen.read({ after: cursor, filter: {}, limit: 10 });
  assert.equal(page.gap, true);
  const next = await fallen.read({ after: page.cursor, filter: {}, limit: 10 });
  assert.equal(next.gap, false);
  fallen.append([numbered(2)]);
  await settled(fallen);
  await fallen.close();
  const later = await openTestLog(home, { boot: 'a third one' });
  assert.equal((await readAll(later, cursor)).gap, true, 'and later ones too');
  assert.equal((await readAll(later, page.cursor)).gap, false);
  await later.close();
});

test('after a clean end a restart of the machine loses nothing', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  const from = log.head();
  log.append([numbered(1)]);
  await settled(log);
  const cursor = log.head();
  await log.close();
  const next = await openTestLog(home, { boot: 'another one' });
  assert.equal((await next.read({ after: cursor, filter: {}, limit: 10 })).gap, false);
  next.append([numbered(2)]);
  await settled(next);
  const all = await readAll(next, from, DELTAS);
  assert.deepEqual(numbersOf(all), [1, 2]);
  assert.equal(all.gap, false);
  await next.close();
});

test('a damaged segment is set aside, told, and leaves a gap [sessions.events.damage, sessions.events.gap]', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home, { segmentBytes: 2000 });
  const from = log.head();
  for (let number = 1; number <= 40; number++) {
    log.append([numbered(number)]);
    await settled(log);
  }
  await log.close();
  const names = segmentsOf(home);
  assert.ok(names.length >= 4);
  const path = join(home, 'events', names[1] as string);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  writeFileSync(path, bytes);
  const lines: string[] = [];
  const again = await openTestLog(home, { segmentBytes: 2000 }, lines);
  const all = await readAll(again, from, DELTAS, 1000);
  assert.equal(all.gap, true);
  const numbers = numbersOf(all);
  assert.deepEqual([numbers[0], numbers.at(-1)], [1, 40]);
  assert.ok(numbers.length < 40);
  assert.match(again.status().problem ?? '', /set aside as quarantine\/events\./);
  assert.ok(lines.some((line) => line.includes('event log damage')));
  assert.deepEqual(readdirSync(join(home, 'quarantine')).length, 1);
  await again.close();
});

test('how far streams were told survives restarts and rotation, bounded', async () => {
  const home = scratchFolder();
  const options = { segmentBytes: 500, maxStreams: 5 };
  const log = await openTestLog(home, options);
  for (let number = 1; number <= 20; number++) {
    log.append([numbered(number)], { stream: `s${number % 8}`, offset: number });
    await settled(log);
  }
  const expected = [...log.toldStreams()];
  assert.deepEqual(expected, [
    ['s0', 16],
    ['s1', 17],
    ['s2', 18],
    ['s3', 19],
    ['s4', 20],
  ]);
  const killed = await openTestLog(home, options);
  assert.deepEqual([...killed.toldStreams()], expected);
  killed.append([], { stream: 's9', offset: 1 });
  await settled(killed);
  await killed.close();
  const again = await openTestLog(home, options);
  assert.deepEqual([...again.toldStreams()], [...expected.slice(1), ['s9', 1]]);
  await again.close();
});

test('a log that nobody used leaves no trace', async () => {
  const home = scratchFolder();
  const log = await openTestLog(home);
  log.appendCall({ id: 1, tool: 't', principal: OWNER });
  await log.close();
  assert.deepEqual(readdirSync(home), []);
});
