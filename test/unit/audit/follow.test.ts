import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessQuery } from '../../../src/audit/access-log.ts';
import { idsBetween, idsOf, NOON, newLogFolder, openTestLog, rowOf, TestTime } from '../../support/access-log.ts';

const DAY_MS = 86_400_000;
const never = new AbortController().signal;
const patient = { limit: 100, timeoutMs: 60_000, signal: never };
const at = (head: string) => ({ ...patient, head });

test('what follows the head comes oldest first, and is waited for [access.log.follow, access.log.follow.reads]', async () => {
  const log = await openTestLog(newLogFolder());
  log.write(rowOf(1));
  const { head } = await log.list({}, { limit: 10 });
  const waited = log.follow({}, at(head));
  log.write(rowOf(2, { tool: 'access_log', door: 'admin' }));
  log.write(rowOf(3));
  log.write(rowOf(4));
  const page = await waited;
  assert.deepEqual(idsOf(page), ['r3', 'r4']);
  log.write(rowOf(5));
  assert.deepEqual(idsOf(await log.follow({}, at(page.head))), ['r5']);
  await log.close();
});

test('from the head of an empty log all is told [access.log.follow]', async () => {
  const folder = newLogFolder();
  const time = new TestTime();
  const log = await openTestLog(folder, { time });
  const { head, rows } = await log.list({}, { limit: 10 });
  assert.deepEqual(rows, []);
  log.write(rowOf(1));
  time.pass(DAY_MS);
  log.write(rowOf(2));
  assert.deepEqual(idsOf(await log.follow({}, at(head))), ['r1', 'r2']);
  await log.close();
  const next = await openTestLog(folder, { time });
  assert.deepEqual(idsOf(await next.follow({}, at(head))), ['r1', 'r2']);
  await next.close();
});

test('only rows that match wake, and the head goes on over the others [access.log.follow, access.log.follow.reads]', async () => {
  const log = await openTestLog(newLogFolder());
  const query: AccessQuery = { status: 'denied' };
  const { head } = await log.list(query, { limit: 10 });
  let isOver = false;
  const waited = log.follow(query, at(head)).finally(() => {
    isOver = true;
  });
  for (let number = 1; number <= 50; number++) {
    log.write(rowOf(number, { tool: number % 2 === 0 ? 'access_log' : 'memory_list' }));
  }
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isOver, false);
  log.write(rowOf(51, { status: 'denied' }));
  const page = await waited;
  assert.deepEqual(idsOf(page), ['r51']);
  assert.equal(page.head, (await log.list({}, { limit: 1 })).head);
  const withReads = await log.follow({ withReads: true }, { ...at(head), timeoutMs: 0 });
  assert.deepEqual(idsOf(withReads), idsBetween(1, 51));
  await log.close();
});

test('reading wakes nobody, not even who asks for it [access.log.follow.reads]', async () => {
  const log = await openTestLog(newLogFolder());
  const { head } = await log.list({}, { limit: 10 });
  const waited = log.follow({ withReads: true }, at(head));
  log.write(rowOf(1, { tool: 'access_log' }));
  log.write(rowOf(2, { door: 'cli', tool: undefined as never, method: 'initialize' }));
  log.write(rowOf(3));
  assert.deepEqual(idsOf(await waited), ['r1', 'r2', 'r3']);
  await log.close();
});

test('when the time is over the page is empty, and the next goes on [access.log.follow]', async () => {
  const log = await openTestLog(newLogFolder());
  log.write(rowOf(1));
  const { head } = await log.list({}, { limit: 10 });
  const page = await log.follow({}, { ...at(head), timeoutMs: 5 });
  assert.deepEqual(page, { rows: [], head });
  log.write(rowOf(2));
  assert.deepEqual(idsOf(await log.follow({}, { ...at(page.head), timeoutMs: 0 })), ['r2']);
  await log.close();
});

test('more than fits comes with the next call, none twice [access.log.follow]', async () => {
  const log = await openTestLog(newLogFolder(), { batchBytes: 1000, pageBytes: 2000 });
  let { head } = await log.list({}, { limit: 10 });
  for (let number = 1; number <= 100; number++) log.write(rowOf(number));
  const seen: string[] = [];
  while (seen.length < 100) {
    const page = await log.follow({}, { ...at(head), limit: 7 });
    assert.ok(page.rows.length > 0 && page.rows.length <= 7);
    seen.push(...idsOf(page));
    head = page.head;
  }
  assert.deepEqual(seen, idsBetween(1, 100));
  await log.close();
});

test('who gives up is told nothing more, and listeners go [access.log.follow]', async () => {
  const log = await openTestLog(newLogFolder());
  const { head } = await log.list({}, { limit: 10 });
  const gone = new AbortController();
  const waited = log.follow({}, { ...at(head), signal: gone.signal });
  gone.abort(new Error('gone'));
  await assert.rejects(waited, /gone/);
  await assert.rejects(log.follow({}, { ...at(head), signal: gone.signal }), /gone/);
  log.write(rowOf(1));
  await log.close();
});

test('endWaits and closing end every wait with what there is, and none waits from then on [access.log.follow]', async () => {
  const log = await openTestLog(newLogFolder());
  const { head } = await log.list({}, { limit: 10 });
  const waits = [1, 2, 3].map(() => log.follow({}, at(head)));
  await new Promise((resolve) => setImmediate(resolve));
  log.endWaits();
  for (const page of await Promise.all(waits)) assert.deepEqual(page, { rows: [], head });
  assert.deepEqual((await log.follow({}, at(head))).rows, []);
  log.write(rowOf(1));
  assert.deepEqual(idsOf(await log.follow({}, at(head))), ['r1']);
  await log.close();
});

test('a head that is none, or a cursor, is refused [access.log.follow]', async () => {
  const log = await openTestLog(newLogFolder());
  for (const text of [
    '',
    'x',
    '2026-01-31',
    '../../etc/passwd.0.0.a',
    '2026-01-31.0.-1.a',
    '2026-01-31.0.1',
    ' 2026-01-31.0.1.a',
  ]) {
    await assert.rejects(log.list({}, { limit: 1, cursor: text }), { code: 'invalid' }, text);
    await assert.rejects(log.follow({}, at(text)), { code: 'invalid' }, text);
  }
  await log.close();
});

test('a head of a day or an offset that never was goes on from where this run began [access.log.follow]', async () => {
  const folder = newLogFolder();
  const former = await openTestLog(folder);
  former.write(rowOf(1));
  await former.close();
  const log = await openTestLog(folder);
  log.write(rowOf(2));
  for (const head of ['2026-01-31.0.999999.a', '2099-01-01.0.0.a', '2026-01-31.7.0.a', '9999-99-99.1.1.a']) {
    assert.deepEqual(idsOf(await log.follow({}, at(head))), ['r2'], head);
  }
  assert.deepEqual(idsOf(await log.follow({}, at('0001-01-01.0.0.a'))), ['r1', 'r2'], 'before all there is');
  await log.close();
});

test('what a killed run held in memory is not waited for in its place: nothing that is written is missed [access.log.follow.restart]', async () => {
  const folder = newLogFolder();
  const first = await openTestLog(folder);
  first.write(rowOf(1));
  await first.close();
  const killed = await openTestLog(folder);
  for (let number = 100; number < 120; number++) killed.write(rowOf(number));
  const { head } = await killed.list({}, { limit: 1 });
  // It never writes them.
  const next = await openTestLog(folder);
  for (let number = 2; number < 10; number++) next.write(rowOf(number));
  assert.deepEqual(idsOf(await next.follow({}, at(head))), idsBetween(2, 9));
  await next.close();
});

test('subscribers are told of each row, and one that fails harms nobody', async () => {
  const lines: string[] = [];
  const log = await openTestLog(newLogFolder(), { lines });
  const seen: string[] = [];
  const stop = log.subscribe(({ request_id }) => void seen.push(request_id));
  log.subscribe(() => {
    throw new Error('no');
  });
  log.write(rowOf(1));
  log.write(rowOf(2, { tool: 'access_log' }));
  stop();
  log.write(rowOf(3));
  assert.deepEqual(seen, ['r1', 'r2']);
  assert.match(lines.join(''), /a row of the access log was not told error="Error: no"/);
  assert.equal((await log.list({ since: NOON }, { limit: 9 })).rows.length, 2);
  await log.close();
});
