import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommitPump } from '../../../src/storage/commit-pump.ts';

interface Entry {
  readonly key: string;
  readonly value: number;
  readonly sizeBytes: number;
}

const entry = (key: string, value = 0, sizeBytes = 10): Entry => ({ key, value, sizeBytes });

/** A pump whose disk says when it has finished: each write waits for the next call of `finish`. */
function openPump(maxQueuedBytes?: number) {
  const events: string[] = [];
  const batches: string[][] = [];
  const finishers: ((error?: Error) => void)[] = [];
  const arrivals: (() => void)[] = [];
  const pump = new CommitPump<Entry>({
    write: (batch) => {
      batches.push(batch.map(({ key }) => key));
      events.push(`write ${batch.length}`);
      arrivals.shift()?.();
      return new Promise((resolve, reject) => {
        finishers.push((error) => (error === undefined ? resolve() : reject(error)));
      });
    },
    applied: (batch) => events.push(`applied ${batch.length}`),
    failed: (batch, error) => {
      events.push(`failed ${batch.length}`);
      return error as Error;
    },
    ...(maxQueuedBytes === undefined ? {} : { maxQueuedBytes }),
  });
  const finish = async (error?: Error): Promise<void> => {
    if (finishers.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve));
    finishers.shift()?.(error);
  };
  return { pump, events, batches, finish };
}

test('all of one tick is one batch, and what comes meanwhile is the next [storage.group-commit]', async () => {
  const { pump, batches, finish } = openPump();
  const first = [pump.enqueue(entry('a')), pump.enqueue(entry('b'))];
  await null;
  const second = pump.enqueue(entry('c'));
  await finish();
  await Promise.all(first);
  await finish();
  await second;
  assert.deepEqual(batches, [['a', 'b'], ['c']]);
});

test('the newest entry of a key is found while it is queued or on its way', async () => {
  const { pump, finish } = openPump();
  const first = pump.enqueue(entry('a', 1));
  await null;
  assert.equal(pump.find('a')?.value, 1, 'on its way');
  const second = pump.enqueue(entry('a', 2));
  assert.equal(pump.find('a')?.value, 2, 'queued');
  await finish();
  await first;
  assert.equal(pump.find('a')?.value, 2);
  await finish();
  await second;
  assert.equal(pump.find('a'), undefined);
});

test('a failed batch is told so, others go on, and withdrawn entries are not written', async () => {
  const { pump, batches, finish } = openPump();
  const failing = pump.enqueue(entry('a', 1));
  await null;
  const kept = pump.enqueue(entry('b'));
  void pump.enqueue(entry('c'));
  pump.withdraw(({ key }) => key === 'c');
  assert.equal(pump.find('c'), undefined);
  await finish(new Error('full'));
  await assert.rejects(failing, /full/);
  assert.equal(pump.find('a'), undefined);
  await finish();
  await kept;
  assert.deepEqual(batches, [['a'], ['b']]);
});

test('who is acknowledged joins the batch that was gathering meanwhile [storage.group-commit]', async () => {
  const { pump, batches, finish } = openPump();
  const again = Array.from({ length: 3 }, async (_, index) => {
    await pump.enqueue(entry(`first${index}`));
    await pump.enqueue(entry(`second${index}`));
  });
  await null;
  const meanwhile = pump.enqueue(entry('meanwhile'));
  await finish();
  await finish();
  await Promise.all([...again, meanwhile]);
  assert.deepEqual(batches, [
    ['first0', 'first1', 'first2'],
    ['meanwhile', 'second0', 'second1', 'second2'],
  ]);
});

test('a task runs between two batches, and drained waits for all of it', async () => {
  const { pump, events, finish } = openPump();
  const first = pump.enqueue(entry('a'));
  await null;
  const second = pump.enqueue(entry('b'));
  const task = pump.betweenBatches(async () => {
    events.push('task begins');
    await null;
    events.push('task ends');
    return 7;
  });
  const failing = pump.betweenBatches(() => {
    throw new Error('no');
  });
  const drained = pump.drained().then(() => events.push('drained'));
  await finish();
  assert.equal(await task, 7);
  await assert.rejects(failing, /no/);
  await finish();
  await Promise.all([first, second, drained]);
  assert.deepEqual(events, ['write 1', 'applied 1', 'task begins', 'task ends', 'write 1', 'applied 1', 'drained']);
  await pump.drained();
});

test('beyond the bound an entry is refused, and room comes back with each batch [storage.queue-bound]', async () => {
  const { pump, finish } = openPump(100);
  const first = pump.enqueue(entry('a', 0, 60));
  assert.throws(() => pump.enqueue(entry('b', 0, 60)), { code: 'unavailable', message: /busy/ });
  await null;
  const second = pump.enqueue(entry('c', 0, 60));
  await finish();
  await finish();
  await Promise.all([first, second]);
});
