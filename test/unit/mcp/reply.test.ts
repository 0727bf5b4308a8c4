import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { acceptedForms } from '../../../src/mcp/accept.ts';
import { MessageStream } from '../../../src/mcp/message-stream.ts';
import { type McpReply, replyWith } from '../../../src/mcp/reply.ts';

const BOTH = 'application/json, text/event-stream';

function reply(accept: string | undefined, work: Parameters<typeof replyWith>[0], isPrimed = false): Promise<McpReply> {
  return replyWith(work, { forms: acceptedForms(accept), openStream: () => new MessageStream('k'), isPrimed });
}

function read(stream: MessageStream): string[] {
  const seen: string[] = [];
  stream.attach({ write: (event) => seen.push(event.data), end: () => seen.push('(end)') });
  return seen;
}

function streamOf(result: McpReply): MessageStream {
  assert.ok('stream' in result);
  return result.stream;
}

for (const accept of [undefined, '*/*', 'application/json', 'application/*', 'text/html', BOTH]) {
  test(`a quick call is answered as JSON for Accept: ${accept ?? '(none)'}`, async () => {
    assert.deepEqual(await reply(accept, async () => 'done'), { status: 200, body: 'done' });
  });
}

test('text/event-stream alone is answered as a stream', async () => {
  assert.deepEqual(read(streamOf(await reply('text/event-stream', async () => 'done'))), ['done', '(end)']);
});

test('a notification turns the reply into a stream, in order', async () => {
  const result = await reply(BOTH, async (emit) => {
    emit('step 1');
    emit('step 2');
    return 'done';
  });
  assert.deepEqual(read(streamOf(result)), ['step 1', 'step 2', 'done', '(end)']);
});

test('a notification is dropped for a client that takes JSON only', async () => {
  const work = async (emit: (text: string) => void): Promise<string> => {
    emit('step');
    return 'done';
  };
  assert.deepEqual(await reply('application/json', work), { status: 200, body: 'done' });
});

test('a call that runs longer than a second becomes a stream at once', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let finish: (text: string) => void = () => {};
    const pending = reply(BOTH, () => new Promise((resolve) => (finish = resolve)), true);
    mock.timers.tick(1000);
    const seen = read(streamOf(await pending));
    assert.deepEqual(seen, ['']);
    finish('done');
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(seen, ['', 'done', '(end)']);
  } finally {
    mock.timers.reset();
  }
});

test('what a tool reports after its end opens no stream', async () => {
  let opened = 0;
  let late: (text: string) => void = () => {};
  const openStream = (): MessageStream => {
    opened++;
    return new MessageStream('k');
  };
  const work = async (emit: (text: string) => void): Promise<string> => {
    late = emit;
    return 'done';
  };
  const result = await replyWith(work, { forms: acceptedForms(BOTH), openStream, isPrimed: false });
  late('too late');
  assert.deepEqual([result, opened], [{ status: 200, body: 'done' }, 0]);
});
