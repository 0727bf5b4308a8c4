import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../../src/core/errors.ts';
import { OWNER } from '../../../../src/core/principal.ts';
import { createEventFeed, type FeedSink } from '../../../../src/tools/events/event-feed.ts';
import { numbered, openTestLog, settled } from '../../../support/events/event-log.ts';
import { scratchFolder } from '../../../support/scratch.ts';

interface TestSink extends FeedSink {
  readonly chunks: (Buffer | string)[];
  /** Resolves when something that matches has been sent. */
  sent(pattern: RegExp): Promise<void>;
  hasEnded(): boolean;
}

function createSink(drained: () => Promise<void> = () => Promise.resolve()): TestSink {
  const chunks: (Buffer | string)[] = [];
  let ended = false;
  let look = (): void => {};
  return {
    chunks,
    writeChunk(chunk) {
      chunks.push(chunk);
      look();
    },
    drained,
    end() {
      ended = true;
    },
    sent: (pattern) =>
      new Promise((resolve) => {
        look = () => {
          if (pattern.test(chunks.join(''))) resolve();
        };
        look();
      }),
    hasEnded: () => ended,
  };
}

const DELTAS = { types: new Set(['message.delta'] as const) };

test('readers that want the same get one rendering, others what they may see [sessions.events.inputs]', async () => {
  const log = await openTestLog(scratchFolder());
  const feed = createEventFeed(log);
  const types = new Set(['permission.requested'] as const);
  const watcher = { ...OWNER, scopes: new Set(['sessions:read'] as const) };
  const sinks = [OWNER, OWNER, watcher].map((principal) => {
    const sink = createSink();
    feed.open({ filter: { types }, after: undefined }, principal)(sink);
    return sink;
  });
  await settled(log);
  log.append([
    {
      type: 'permission.requested',
      request_id: 'r',
      kind: 'permission',
      tool: 'Bash',
      input_json: '"rm -r"',
      via: 'live',
    },
  ]);
  await Promise.all(sinks.map((sink) => sink.sent(/permission\.requested/)));
  const [one, same, other] = sinks.map(({ chunks }) => chunks.at(-1));
  assert.equal(one, same);
  assert.match(String(one), /rm -r/);
  assert.doesNotMatch(String(other), /rm -r|input_json/);
  await log.close();
});

test('a gap is told as an event of its own [sessions.events.gap]', async () => {
  const home = scratchFolder();
  const before = await openTestLog(home);
  before.append([numbered(1)]);
  await settled(before);
  const after = before.head();
  const log = await openTestLog(home, { boot: 'after the machine fell' });
  log.append([numbered(2)]);
  await settled(log);
  const sink = createSink();
  createEventFeed(log).open({ filter: DELTAS, after }, OWNER)(sink);
  await sink.sent(/"message_id":"2"/);
  const text = sink.chunks.join('');
  assert.match(text, /\n\nevent: gap\ndata: \{"type":"gap",[^\n]*\}\n\nid: [^\n]*\nevent: message\.delta\n/);
  await log.close();
});

test('the past is sent as fast as it is read, and what comes meanwhile follows it', async () => {
  const log = await openTestLog(scratchFolder());
  const after = log.head();
  for (let number = 1; number <= 300; number++) log.append([numbered(number, 'a', 'x'.repeat(2000))]);
  await settled(log);
  let release = (): void => {};
  const taken = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sink = createSink(() => taken);
  createEventFeed(log).open({ filter: DELTAS, after }, OWNER)(sink);
  await sink.sent(/"message_id":"1"/);
  log.append([numbered(301)]);
  await settled(log);
  assert.doesNotMatch(sink.chunks.join(''), /"message_id":"300"/, 'nothing is sent to who has not read');
  release();
  await sink.sent(/"message_id":"301"/);
  const numbers = [...sink.chunks.join('').matchAll(/"message_id":"(\d+)"/g)].map(([, number]) => Number(number));
  assert.deepEqual(
    numbers,
    Array.from({ length: 301 }, (_, at) => at + 1),
  );
  await log.close();
});

test('without the scope nothing is told, and an ended feed ends its readers [sessions.events.sse-admission]', async () => {
  const log = await openTestLog(scratchFolder());
  const feed = createEventFeed(log);
  const stranger = { ...OWNER, scopes: new Set(['memory'] as const) };
  assert.throws(
    () => feed.open({ filter: {}, after: undefined }, stranger),
    (error) => error instanceof CodezError && error.code === 'forbidden',
  );
  const sink = createSink();
  feed.open({ filter: {}, after: undefined }, OWNER)(sink);
  feed.end();
  assert.ok(sink.hasEnded());
  await log.close();
});

test('an event that would fill a page is cut and says so [sessions.poll.bounded]', async () => {
  const log = await openTestLog(scratchFolder());
  const after = log.head();
  const parts = Array.from({ length: 1000 }, () => ({ type: 'text', text: 'é'.repeat(1000) }) as const);
  log.append([{ type: 'message.completed', message_id: 'm', role: 'assistant', parts }]);
  await settled(log);
  const { events } = await log.read({ after, filter: { types: new Set(['message.completed']) }, limit: 1 });
  assert.ok(Buffer.byteLength(events[0]?.json ?? '') < 200_000);
  assert.match(events[0]?.json ?? '', /"truncated":true/);
  await log.close();
});
