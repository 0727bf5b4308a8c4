import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageStream, parseEventId, type StreamEvent, type StreamSink } from '../../../src/mcp/message-stream.ts';

class Reader implements StreamSink {
  readonly events: StreamEvent[] = [];
  isEnded = false;

  write(event: StreamEvent): void {
    this.events.push(event);
  }

  end(): void {
    this.isEnded = true;
  }

  get data(): string {
    return this.events.map((event) => event.data).join(' ');
  }
}

function streamWith(...messages: string[]): MessageStream {
  const stream = new MessageStream('k');
  for (const message of messages) stream.push(message);
  return stream;
}

test('what was pushed before anybody listened is delivered', () => {
  const reader = new Reader();
  streamWith('a', 'b').attach(reader);
  assert.equal(reader.data, 'a b');
});

test('a second reader gets what follows, never what the first was sent', () => {
  const [first, second] = [new Reader(), new Reader()];
  const stream = streamWith('a');
  stream.attach(first);
  stream.attach(second);
  stream.push('b');
  assert.deepEqual([first.data, first.isEnded, second.data], ['a', true, 'b']);
});

test('a reader that comes back by event id gets exactly what it missed', () => {
  const [first, again] = [new Reader(), new Reader()];
  const stream = streamWith('a', 'b', 'c');
  stream.attach(first);
  const last = parseEventId(first.events[0]?.id ?? '');
  assert.equal(stream.attach(again, last?.seq), true);
  assert.equal(again.data, 'b c');
});

test('messages of an absent reader wait for the next one', () => {
  const [first, next] = [new Reader(), new Reader()];
  const stream = streamWith();
  stream.attach(first);
  stream.detach(first);
  stream.push('a');
  stream.attach(next);
  assert.deepEqual([first.data, next.data], ['', 'a']);
});

test('a stream that ended is still resumed, and ends its reader', () => {
  const reader = new Reader();
  const stream = streamWith('a', 'b');
  stream.end();
  stream.attach(reader, 1);
  assert.deepEqual([reader.data, reader.isEnded], ['b', true]);
});

test('a reader whose events have fallen out is told so', () => {
  const stream = streamWith(...Array.from({ length: 1500 }, (_, at) => String(at)));
  const reader = new Reader();
  assert.equal(stream.attach(reader, 10), false);
  assert.equal(reader.events.length, 1000);
  assert.equal(reader.events.at(-1)?.data, '1499');
});

test('event ids are read strictly', () => {
  assert.deepEqual(parseEventId('ab12-0.7'), { key: 'ab12-0', seq: 7 });
  for (const id of ['', '7', 'k.', '.7', 'k.-1', 'k.1.2', 'K.1', `k.${'9'.repeat(30)}`]) {
    assert.equal(parseEventId(id), undefined, id);
  }
});
