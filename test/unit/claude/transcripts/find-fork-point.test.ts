import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findForkPoint } from '../../../../src/claude/transcripts/find-fork-point.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { TranscriptBuilder } from '../../../support/transcripts/transcript-builder.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';
const QUEUED = 'dddddddd-0000-4000-8000-000000000001';

test('a message is cut behind its last record, a conversation behind what belongs to its last message', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  const prompt = built.prompt('go');
  built.answer('msg_1', { type: 'text', text: 'A' });
  const call = built.answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} });
  built.record('user', { message: { role: 'user', content: 'side' }, isSidechain: true });
  const queued = built.queuedPrompt('meanwhile', QUEUED);
  built.answer('msg_2', { type: 'tool_use', id: 'toolu_2', name: 'Bash', input: {} });
  const result = built.result('toolu_2', 'out');
  built.record('system', { subtype: 'turn_duration' });
  const path = built.write(scratchFolder());
  assert.deepEqual(await findForkPoint(path), { recordId: result, messageId: 'msg_2' });
  assert.deepEqual(await findForkPoint(path, 'msg_1'), { recordId: call, messageId: 'msg_1' });
  assert.deepEqual(await findForkPoint(path, prompt), { recordId: prompt, messageId: prompt });
  assert.deepEqual(await findForkPoint(path, QUEUED), { recordId: queued, messageId: QUEUED });
  for (const unknown of ['msg_3', SESSION, '']) assert.equal(await findForkPoint(path, unknown), undefined);
});

test('without a message there is no place to cut', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  built.loose('mode', { mode: 'normal' });
  const path = built.write(scratchFolder());
  assert.equal(await findForkPoint(path), undefined);
  assert.equal(await findForkPoint(`${path}.none`), undefined);
});
