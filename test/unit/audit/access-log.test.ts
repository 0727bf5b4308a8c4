import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { idsBetween, idsInFile, idsOf, namesIn, openTestLog, readIds, rowOf } from '../../support/access-log.ts';
import { scratchFolder } from '../../support/scratch.ts';

const never = new AbortController().signal;

function newFolder(): string {
  return join(scratchFolder(), 'access');
}

test('rows are found at once, before they are on disk, and in a new run', async () => {
  const folder = newFolder();
  const log = await openTestLog(folder);
  log.write(rowOf(1));
  log.write(rowOf(2, { tool: 'memory_store' }));
  assert.deepEqual(await readIds(log), ['r2', 'r1']);
  assert.deepEqual(await readIds(log, { tool: 'memory_store' }), ['r2']);
  await log.close();
  assert.deepEqual(idsInFile(folder, '2026-01-31.jsonl'), ['r1', 'r2']);
  const next = await openTestLog(folder);
  next.write(rowOf(3));
  assert.deepEqual(await readIds(next), ['r3', 'r2', 'r1']);
  await next.close();
});

test('pages join without a row twice or left out, while rows are written', async () => {
  const folder = newFolder();
  const log = await openTestLog(folder, { batchBytes: 2000 });
  for (let number = 1; number <= 100; number++) log.write(rowOf(number));
  const seen: string[] = [];
  let cursor: string | undefined;
  let number = 100;
  do {
    const page = await log.list({}, { limit: 7, cursor });
    seen.push(...idsOf(page));
    cursor = page.next;
    log.write(rowOf(++number));
  } while (cursor !== undefined);
  assert.deepEqual(seen, idsBetween(100, 1));
  await log.close();
});

test('what follows the head comes oldest first, and is waited for', async () => {
  const folder = newFolder();
  const log = await openTestLog(folder);
  log.write(rowOf(1));
  const { head } = await log.list({}, { limit: 10 });
  const follow = { limit: 10, timeoutMs: 60_000, signal: never };
  const waited = log.follow({}, { head, ...follow });
  log.write(rowOf(2, { tool: 'access_log' }));
  log.write(rowOf(3));
  log.write(rowOf(4));
  const page = await waited;
  assert.deepEqual(idsOf(page), ['r3', 'r4']);
  await log.close();
  const next = await openTestLog(folder);
  next.write(rowOf(5));
  assert.deepEqual(idsOf(await next.follow({}, { head: page.head, ...follow })), ['r5']);
  assert.deepEqual(idsOf(await next.follow({}, { head, ...follow })), ['r3', 'r4', 'r5']);
  assert.deepEqual(namesIn(folder), ['2026-01-31.jsonl']);
  await next.close();
});

test('a cursor that is none is refused', async () => {
  const log = await openTestLog(newFolder());
  for (const cursor of ['', 'x', '2026-01-31', '../../etc/passwd.0.0.a', '2026-01-31.0.-1.a']) {
    await assert.rejects(log.list({}, { limit: 1, cursor }), { code: 'invalid' });
  }
  await log.close();
});
