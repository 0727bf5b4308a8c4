import assert from 'node:assert/strict';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { OutputRecord } from '../../../../src/claude/process/claude-process.ts';
import { OutputFollower } from '../../../../src/claude/process/output-follower.ts';
import { scratchFolder } from '../../../support/scratch.ts';

interface Followed {
  readonly path: string;
  readonly follower: OutputFollower;
  readonly records: OutputRecord[];
  /** Resolves when so many records were handed on. */
  reach(count: number): Promise<void>;
}

async function follow(t: TestContext, content: string): Promise<Followed> {
  const path = join(scratchFolder(), 'out');
  writeFileSync(path, content);
  const handle = await open(path, 'r+');
  const records: OutputRecord[] = [];
  let wake = (): void => {};
  const onRecords = (more: readonly OutputRecord[]): void => {
    records.push(...more);
    wake();
  };
  const onError = (error: unknown): void => assert.fail(String(error));
  const follower = new OutputFollower({ handle, path, stream: 's:1', onRecords, onError });
  t.after(async () => {
    follower.stop();
    await handle.close();
  });
  const reach = async (count: number): Promise<void> => {
    while (records.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { path, follower, records, reach };
}

test('what is there and what is appended is handed on once, in order [sessions.process.output]', async (t) => {
  const { path, follower, records, reach } = await follow(t, '{"n":0}\n{"n":1}\n{"n"');
  follower.start();
  await reach(2);
  appendFileSync(path, ':2}\n');
  await reach(3);
  for (let n = 3; n < 200; n++) appendFileSync(path, `{"n":${n}}\n`);
  await reach(200);
  assert.deepEqual(
    records.map(({ value }) => value?.['n']),
    Array.from({ length: 200 }, (_, n) => n),
  );
  const offsets = records.map(({ place }) => place.offset);
  assert.deepEqual(offsets.slice(0, 3), [8, 16, 24]);
  assert.ok(offsets.every((offset, at) => at === 0 || offset > (offsets[at - 1] as number)));
});

test('drain resolves when everything written before it was handed on', async (t) => {
  const { path, follower, records } = await follow(t, '');
  follower.start();
  for (let n = 0; n < 50; n++) {
    appendFileSync(path, `{"n":${n}}\n`.repeat(100));
    await follower.drain();
    assert.equal(records.length, (n + 1) * 100);
  }
});

test('a line that was never finished is handed on at the end', async (t) => {
  const { follower, records } = await follow(t, '{"n":0}\n{"n":1}');
  await follower.drain();
  assert.equal(records.length, 1);
  await follower.finish();
  assert.deepEqual(records[1], { place: { stream: 's:1', offset: 15 }, value: { n: 1 } });
});

test('after a cut the places have another stream; half a line prevents it', async (t) => {
  const { path, follower, records } = await follow(t, '{"n":0}\n{"n"');
  await follower.pause(async () => assert.fail('half a line is there'));
  appendFileSync(path, ':1}\n');
  await follower.pause(async (offset) => {
    assert.equal(offset, 16);
    truncateSync(path, 0);
    appendFileSync(path, '{"n":2}\n');
    return 's:2';
  });
  await follower.drain();
  assert.deepEqual(
    records.map(({ place, value }) => [place.stream, place.offset, value?.['n']]),
    [
      ['s:1', 8, 0],
      ['s:1', 16, 1],
      ['s:2', 8, 2],
    ],
  );
});

test('what a read brings that was under way at the stop is not handed on: a server that has let go keeps nothing of it [sessions.outlive.told]', async (t) => {
  const { follower, records } = await follow(t, '{"n":0}\n{"n":1}');
  follower.start();
  follower.stop();
  await follower.drain();
  await follower.finish();
  assert.deepEqual(records, []);
});
