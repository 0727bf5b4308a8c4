import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { TranscriptAppend, WatchStart } from '../../../../../src/claude/transcripts/transcript-watch.ts';
import { createTranscriptWatch } from '../../../../../src/claude/transcripts/watch/create-transcript-watch.ts';
import { systemClock } from '../../../../../src/core/clock.ts';
import { silentLogger } from '../../../../../src/core/logger.ts';
import { scratchFolder } from '../../../../support/scratch.ts';

const ONE = '11111111-1111-4111-8111-111111111111';
const TWO = '22222222-2222-4222-8222-222222222222';

/** A tree of transcripts that is followed; `next(n)` waits until `n` records in all were handed on. */
async function follow(t: TestContext, root: string, options: WatchStart & { maxGapBytes?: number } = {}) {
  const { maxGapBytes, ...start } = options;
  const appends: TranscriptAppend[] = [];
  let wake = (): void => {};
  const watch = createTranscriptWatch({
    root,
    logger: silentLogger,
    clock: systemClock,
    sweepMs: 3_600_000,
    ...(maxGapBytes === undefined ? {} : { maxGapBytes }),
  });
  t.after(() => watch.close());
  await watch.start((append) => {
    appends.push(append);
    wake();
  }, start);
  const values = (): unknown[] => appends.flatMap(({ records }) => records.map(({ value }) => value['n']));
  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    await watch.drain();
  };
  return { watch, appends, values, until, next: (count: number) => until(() => values().length >= count) };
}

function makeRoot(): { root: string; path: string } {
  const root = join(scratchFolder('watch-'), 'projects');
  mkdirSync(join(root, '-work'), { recursive: true });
  return { root, path: join(root, '-work', `${ONE}.jsonl`) };
}

const line = (n: unknown): string => `${JSON.stringify({ n })}\n`;

test('an existing transcript is followed from its end, a new one from its beginning', async (t) => {
  const { root, path } = makeRoot();
  writeFileSync(path, line(1));
  const { values, next, appends } = await follow(t, root);
  appendFileSync(path, line(2) + line(3));
  await next(2);
  writeFileSync(join(root, '-work', `${TWO}.jsonl`), line(4));
  await next(3);
  assert.deepEqual(values(), [2, 3, 4]);
  assert.deepEqual(
    appends.map(({ sessionId, slug, startOffset }) => [sessionId, slug, startOffset]),
    [
      [ONE, '-work', 8],
      [TWO, '-work', 0],
    ],
  );
  assert.equal(appends[0]?.records[0]?.endOffset, 16);
});

test('a line that comes in pieces is handed on once, whole, whatever characters are cut', async (t) => {
  const { root, path } = makeRoot();
  writeFileSync(path, '{"n":"tor');
  const { values, next } = await follow(t, root);
  appendFileSync(path, 'n"}\n');
  await next(1);
  const bytes = Buffer.from(line('Käse 🧀 ok'));
  for (let at = 0; at < bytes.length; at += 3) appendFileSync(path, bytes.subarray(at, at + 3));
  await next(2);
  assert.deepEqual(values(), ['torn', 'Käse 🧀 ok']);
});

test('200 quick appends are handed on once, in order', async (t) => {
  const { root, path } = makeRoot();
  const { values, next } = await follow(t, root);
  for (let n = 0; n < 200; n++) appendFileSync(path, line(n));
  await next(200);
  assert.deepEqual(
    values(),
    Array.from({ length: 200 }, (_, n) => n),
  );
});

test('new projects, and sub-agents of a session, are found', async (t) => {
  const { root, path } = makeRoot();
  const { appends, next } = await follow(t, root);
  writeFileSync(path, line(1));
  await next(1);
  mkdirSync(join(root, '-other'));
  writeFileSync(join(root, '-other', `${TWO}.jsonl`), line(2));
  await next(2);
  mkdirSync(join(root, '-work', ONE));
  mkdirSync(join(root, '-work', ONE, 'subagents'));
  const agent = join(root, '-work', ONE, 'subagents', 'agent-a1.jsonl');
  writeFileSync(agent, line(3));
  await next(3);
  appendFileSync(agent, line(4));
  await next(4);
  assert.deepEqual(
    appends.map(({ sessionId, slug, agentId }) => [sessionId, slug, agentId]),
    [
      [ONE, '-work', undefined],
      [TWO, '-other', undefined],
      [ONE, '-work', 'a1'],
      [ONE, '-work', 'a1'],
    ],
  );
});

test('a replaced file that begins the same goes on; one that shrank or is another begins anew', async (t) => {
  const { root, path } = makeRoot();
  writeFileSync(path, line(1));
  const { values, next } = await follow(t, root);
  appendFileSync(path, line(2));
  await next(1);
  writeFileSync(`${path}.new`, line(1) + line(2));
  renameSync(`${path}.new`, path);
  appendFileSync(path, line(3));
  await next(2);
  truncateSync(path, 0);
  appendFileSync(path, line(4));
  await next(3);
  writeFileSync(`${path}.new`, line(5) + line(6));
  renameSync(`${path}.new`, path);
  await next(5);
  assert.deepEqual(values(), [2, 3, 4, 5, 6]);
});

test('a missing root is waited for, however much of its path is missing', async (t) => {
  const root = join(scratchFolder('watch-'), 'config', 'claude', 'projects');
  const { values, next, watch } = await follow(t, root);
  assert.equal(watch.status().directories, 1);
  mkdirSync(join(root, '-work'), { recursive: true });
  writeFileSync(join(root, '-work', `${ONE}.jsonl`), line(1));
  await next(1);
  assert.deepEqual(values(), [1]);
  assert.deepEqual(watch.status(), { directories: 2, files: 1, problems: [] });
});

test('what another source tells is passed over, and what comes after it is not', async (t) => {
  const { root, path } = makeRoot();
  let isLive = true;
  const { values, next, watch } = await follow(t, root, { isIgnored: (sessionId) => isLive && sessionId === ONE });
  writeFileSync(path, line(1));
  writeFileSync(join(root, '-work', `${TWO}.jsonl`), line(2));
  await next(1);
  appendFileSync(path, line(3));
  await watch.skip(ONE);
  isLive = false;
  appendFileSync(path, line(4));
  await next(2);
  assert.deepEqual(values(), [2, 4]);
});

test('a file is read on from where it was told, a gap that is too wide is passed over', async (t) => {
  const { root, path } = makeRoot();
  writeFileSync(path, line(1) + line(2));
  writeFileSync(join(root, '-work', `${TWO}.jsonl`), line(0).repeat(200));
  const { values, appends, until } = await follow(t, root, { offsetOf: () => 8, maxGapBytes: 1000 });
  await until(() => appends.length === 2);
  assert.deepEqual(values(), [2]);
  const gap = appends.find(({ sessionId }) => sessionId === TWO);
  assert.deepEqual([gap?.skippedBytes, gap?.startOffset, gap?.endOffset], [1592, 8, 1600]);
});

test('links, odd names and lines that are no records are passed over', async (t) => {
  const { root, path } = makeRoot();
  const elsewhere = scratchFolder('elsewhere-');
  writeFileSync(join(elsewhere, 'secret.jsonl'), line('secret'));
  const { values, next, watch } = await follow(t, root);
  symlinkSync(join(elsewhere, 'secret.jsonl'), join(root, '-work', `${TWO}.jsonl`));
  symlinkSync(elsewhere, join(root, '-linked'));
  mkdirSync(join(root, 'a b'));
  writeFileSync(join(root, '-work', 'notes.jsonl'), line('odd'));
  writeFileSync(path, `no json\n[1]\n\n"x"\n${line(1)}`);
  await next(1);
  rmSync(path);
  writeFileSync(path, line(2));
  await next(2);
  assert.deepEqual(values(), [1, 2]);
  assert.deepEqual(watch.status().problems, []);
});

test('a line over 32 MiB is passed over, the next one is not', async (t) => {
  const { root, path } = makeRoot();
  const { values, next } = await follow(t, root);
  writeFileSync(path, `{"n":"${'x'.repeat(3 * 1024 * 1024)}"}\n`);
  await next(1);
  const mib = Buffer.alloc(1024 * 1024, 'y');
  appendFileSync(path, '{"n":"');
  for (let n = 0; n < 33; n++) appendFileSync(path, mib);
  appendFileSync(path, `"}\n${line('after')}`);
  await next(2);
  assert.equal(values()[1], 'after');
});
