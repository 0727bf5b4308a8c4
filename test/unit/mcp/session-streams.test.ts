import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptReplies } from '../../../src/mcp/kept-replies.ts';
import type { MessageStream } from '../../../src/mcp/message-stream.ts';
import { SessionStreams } from '../../../src/mcp/session-streams.ts';

const MIB = 1024 * 1024;

/** Runs a call to its end with a reply of `length` characters. */
function reply(streams: SessionStreams, length: number): MessageStream {
  const stream = streams.openCall();
  stream.push('x'.repeat(length));
  stream.end();
  return stream;
}

function isKept(streams: SessionStreams, stream: MessageStream): boolean {
  return streams.find(stream.key) === stream;
}

test('finished replies are kept for clients that come back, 32 for each session', () => {
  const streams = new SessionStreams('boot', new KeptReplies());
  const made = Array.from({ length: 40 }, () => reply(streams, 10));
  assert.deepEqual(
    made.map((stream) => isKept(streams, stream)),
    [...Array<boolean>(8).fill(false), ...Array<boolean>(32).fill(true)],
  );
});

test('large replies of many sessions are not kept without limit: the oldest go', () => {
  const kept = new KeptReplies();
  const sessions = Array.from({ length: 100 }, () => {
    const streams = new SessionStreams('boot', kept);
    return { streams, stream: reply(streams, MIB) };
  });
  const alive = sessions.map(({ streams, stream }) => isKept(streams, stream));
  assert.deepEqual(alive, [...Array<boolean>(84).fill(false), ...Array<boolean>(16).fill(true)]);
});

test('a reply too large to be kept is still sent to who waits for it', () => {
  const streams = new SessionStreams('boot', new KeptReplies());
  const stream = reply(streams, 20 * MIB);
  assert.equal(isKept(streams, stream), false);
  let sent = 0;
  stream.attach({
    write: ({ data }) => {
      sent += data.length;
    },
    end() {},
  });
  assert.equal(sent, 20 * MIB);
});

test('what an ended session leaves does not count', () => {
  const kept = new KeptReplies();
  for (let count = 0; count < 10; count++) {
    const ended = new SessionStreams('boot', kept);
    reply(ended, 10 * MIB);
    ended.openCall().push('x'.repeat(MIB));
    ended.end();
  }
  const streams = new SessionStreams('boot', kept);
  const [first] = [reply(streams, 7 * MIB), reply(streams, 7 * MIB)];
  assert.ok(first !== undefined && isKept(streams, first));
});
