import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageIdOf } from '../../../../src/claude/activity/message-id.ts';
import { createStreamReader } from '../../../../src/claude/stream/create-stream-reader.ts';
import type { StreamSignal } from '../../../../src/claude/stream/stream-signal.ts';
import { type JsonObject, RECORDED_RUNS, readRecording } from '../../../support/recordings.ts';
import { OUTLINES } from './expected-outlines.ts';
import { outlineOf } from './outline.ts';

function readAll(records: readonly JsonObject[]): StreamSignal[] {
  const reader = createStreamReader();
  return records.flatMap((record) => [...reader.read(record)]);
}

for (const [name, lines] of Object.entries(OUTLINES)) {
  test(`the output of the recorded run "${name}" is understood`, () => {
    assert.deepEqual(outlineOf(readAll(readRecording(name))), lines);
  });
}

test('every message of a run has the id it has in its transcript, and is told once', () => {
  for (const name of ['text', 'tools', 'image', 'interrupt', 'task', 'api-529']) {
    const inTranscript = new Set([
      ...readRecording(name, 'transcript').map(messageIdOf),
      ...(name === 'task' ? readRecording(name, 'agent').map(messageIdOf) : []),
    ]);
    const completed = readAll(readRecording(name)).flatMap((signal) =>
      signal.kind === 'activity' && signal.activity.type === 'message.completed' ? [signal.activity.message_id] : [],
    );
    assert.ok(completed.length > 1, name);
    assert.deepEqual(
      completed.filter((id) => !inTranscript.has(id)),
      [],
      name,
    );
    assert.equal(new Set(completed).size, completed.length, name);
  }
});

test('a repeated prompt, unknown records and torn ones tell nothing', () => {
  const prompt = readRecording('text').find(({ type }) => type === 'user');
  assert.ok(prompt);
  const reader = createStreamReader();
  assert.equal(reader.read(prompt).length, 2);
  const odd: JsonObject[] = [
    prompt,
    {},
    { type: 7 },
    { type: 'news', message: { content: 'x' } },
    { type: 'assistant' },
    { type: 'assistant', message: { content: 4 } },
    { type: 'user', message: null },
    { type: 'user', uuid: 'a', message: { content: [null, 1, { type: 'text' }, { type: 'tool_result' }] } },
    { type: 'stream_event', event: { type: 'content_block_delta', delta: { type: 'text_delta', text: 'x' } } },
    { type: 'stream_event', event: null },
    { type: 'control_request' },
    { type: 'control_request', request_id: 'r', request: { subtype: 'mcp_message' } },
    { type: 'control_cancel_request', request_id: 'unknown' },
    { type: 'control_response' },
    { type: 'command_lifecycle', state: 'started' },
    { type: 'system', subtype: 'task_notification', tool_use_id: 'unknown', status: 'completed' },
    { type: 'rate_limit_event' },
  ];
  for (const record of odd) assert.deepEqual(reader.read(record), [], JSON.stringify(record));
});

test('each turn has its own share of the costs, whether the records tell it or only the sum', () => {
  const results = (records: readonly JsonObject[]) =>
    readAll(records).flatMap((signal) =>
      signal.kind === 'turn_ended' ? [{ usage: signal.usage, cost: signal.costUsd?.toFixed(6) }] : [],
    );
  const records = readRecording('permission');
  const share = { usage: { input: 20, output: 10, cache_read: 0, cache_write: 0 }, cost: '0.000280' };
  assert.deepEqual(results(records), [share, share]);
  const older = records.map(({ model_usage_since_last_result: _, ...record }) => record);
  assert.deepEqual(results(older), [share, share]);
});

test('every recorded run ends each tool, message and permission it began', () => {
  for (const name of RECORDED_RUNS) {
    const open = new Set<string>();
    for (const signal of readAll(readRecording(name))) {
      if (signal.kind === 'permission_requested') open.add(signal.requestId);
      if (signal.kind === 'permission_closed') open.delete(signal.requestId);
      if (signal.kind !== 'activity') continue;
      const { activity } = signal;
      if (activity.type === 'message.created') open.add(activity.message_id);
      if (activity.type === 'message.completed') assert.ok(open.delete(activity.message_id), name);
      if (activity.type === 'tool.started') open.add(activity.tool_use_id);
      if (activity.type === 'tool.finished') assert.ok(open.delete(activity.tool_use_id), name);
    }
    if (name !== 'budget') assert.deepEqual([...open], [], name);
  }
});
