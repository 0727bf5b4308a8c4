import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Activity } from '../../../../src/claude/activity/activity.ts';
import { createTranscriptReader } from '../../../../src/claude/activity/create-transcript-reader.ts';
import type { TranscriptSignal } from '../../../../src/claude/activity/transcript-signal.ts';
import { createStreamReader } from '../../../../src/claude/stream/create-stream-reader.ts';
import { type JsonObject, readRecording } from '../../../support/recordings.ts';

const RUNS = ['text', 'image', 'queued', 'tools', 'permission', 'question', 'interrupt', 'interrupt-asking', 'api-529'];

function inTranscript(name: string): TranscriptSignal[] {
  const reader = createTranscriptReader();
  return readRecording(name, 'transcript').flatMap((record) => [...reader.read([record])]);
}

/** What both ways tell of a session, each in its own order: without pieces of texts, and tokens counted so far. */
function comparable(activities: readonly Activity[]): string[] {
  return activities
    .filter(({ type }) => type !== 'message.delta' && type !== 'usage.updated')
    .map((activity) => JSON.stringify(activity))
    .sort();
}

const activitiesOf = (signals: readonly { kind: string }[]): Activity[] =>
  signals.flatMap((signal) =>
    signal.kind === 'activity' ? [(signal as { activity?: Activity }).activity as Activity] : [],
  );

test('a transcript tells the same messages and tools as the output of the process that wrote it', () => {
  for (const name of RUNS) {
    const reader = createStreamReader();
    const live = readRecording(name).flatMap((record) => [...reader.read(record)]);
    assert.deepEqual(comparable(activitiesOf(inTranscript(name))), comparable(activitiesOf(live)), name);
  }
});

test('each turn begins with its prompt and ends once', () => {
  for (const name of RUNS) {
    const turns = inTranscript(name).flatMap((signal) =>
      signal.kind === 'prompt' ? [signal.uuid.slice(-1)] : signal.kind === 'turn_ended' ? ['end'] : [],
    );
    const once = ['image', 'tools', 'question'].includes(name);
    assert.deepEqual(turns, once ? ['1', 'end'] : ['1', 'end', '2', 'end'], name);
  }
});

test('a sub-agent in the background begins with its tool, ends with its note, and speaks under its tool use', () => {
  const told = activitiesOf(inTranscript('task'));
  const started = told.find(({ type }) => type === 'task.started');
  const finished = told.find(({ type }) => type === 'task.finished');
  assert.ok(started?.type === 'task.started' && finished?.type === 'task.finished');
  assert.deepEqual(
    [started.agent_type, started.description, finished.is_error],
    ['general-purpose', 'look around', false],
  );
  assert.equal(finished.task_id, started.task_id);
  const agent = createTranscriptReader({ parentToolUseId: started.task_id });
  const spoken = activitiesOf(agent.read(readRecording('task', 'agent')));
  assert.ok(spoken.length > 5);
  for (const activity of spoken) {
    if (activity.type !== 'usage.updated') assert.equal('parent_tool_use_id' in activity, true, activity.type);
  }
  assert.equal(spoken.filter((activity) => activity.type === 'message.created' && activity.role === 'user').length, 0);
});

test('records read again tell nothing again, however they are grouped', () => {
  for (const name of RUNS) {
    const records = readRecording(name, 'transcript');
    const reader = createTranscriptReader();
    const whole = reader.read(records);
    assert.deepEqual(whole, inTranscript(name), name);
    assert.deepEqual(activitiesOf(reader.read(records)), [], name);
  }
});

test('odd records tell nothing', () => {
  const reader = createTranscriptReader();
  const odd: JsonObject[] = [
    {},
    { type: 'user' },
    { type: 'user', uuid: 'u', message: { role: 'user' } },
    { type: 'assistant', message: 7 },
    { type: 'assistant', uuid: 'a', isSidechain: true, message: { id: 'm', content: [{ type: 'text', text: 'x' }] } },
    { type: 'user', uuid: 'b', isMeta: true, message: { role: 'user', content: 'for the model' } },
    { type: 'custom-title', customTitle: 4 },
    { type: 'system', subtype: 'turn_duration' },
  ];
  assert.deepEqual(activitiesOf(reader.read(odd)), []);
});

test('a title somebody chose stands; a generated one does not replace it', () => {
  const reader = createTranscriptReader();
  const titles = reader.read([
    { type: 'ai-title', aiTitle: 'made up' },
    { type: 'custom-title', customTitle: 'chosen' },
    { type: 'ai-title', aiTitle: 'made up again' },
  ]);
  assert.deepEqual(titles, [
    { kind: 'titled', title: 'made up' },
    { kind: 'titled', title: 'chosen' },
  ]);
});
