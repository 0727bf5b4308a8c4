import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { makeTranscript } from '../../../support/transcripts/make-transcript.ts';
import { readAll } from '../../../support/transcripts/read-all.ts';
import { TranscriptBuilder } from '../../../support/transcripts/transcript-builder.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';
const START = Date.UTC(2026, 0, 1);

test('messages of sub-agents stand between those of the session by time, on pages of any size [sessions.messages.subagents]', async () => {
  const configDir = scratchFolder();
  const main = makeTranscript({ seed: 1, turns: 10, sessionId: SESSION, cwd: '/p', startAt: START });
  main.write(configDir);
  const agents = ['a1', 'b2', 'c3'].map((agentId, index) => {
    const startAt = START + index * 40_000;
    return {
      agentId,
      built: makeTranscript({ seed: 20 + index, turns: 4, sessionId: SESSION, cwd: '/p', startAt, agentId }),
    };
  });
  for (const { built } of agents) built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  const count = [main, ...agents.map(({ built }) => built)].reduce((sum, { messages }) => sum + messages.length, 0);
  const whole = await readAll(transcripts, SESSION, { limit: 1_000, include: ['subagents'] });
  assert.equal(whole.length, count);
  const times = whole.map(({ createdAt }) => createdAt);
  assert.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  );
  for (const { agentId, built } of agents) {
    const own = whole.filter((message) => message.agentId === agentId);
    assert.deepEqual(
      own.map(({ id, parts }) => ({ id, parts })),
      built.messages.map(({ id, parts }) => ({ id, parts })),
    );
  }
  for (const limit of [1, 2, 7]) {
    assert.deepEqual(await readAll(transcripts, SESSION, { limit, include: ['subagents'] }), whole, `${limit} a page`);
  }
  const fresh = await readAll(() => createTranscripts({ configDir }), SESSION, { limit: 5, include: ['subagents'] });
  assert.deepEqual(fresh, whole, 'a restart between the pages');
  const plain = await readAll(transcripts, SESSION);
  assert.deepEqual(
    plain.map(({ id }) => id),
    main.messages.map(({ id }) => id),
  );
});

test('records of sub-agents in the session’s own file are shown with the sub-agents only [sessions.messages.subagents]', async () => {
  const configDir = scratchFolder();
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p', order: 'older' });
  built.prompt('a');
  built.answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Task', input: {} });
  built.record('user', { message: { role: 'user', content: 'look' }, isSidechain: true });
  built.answer('msg_side', { type: 'text', text: 'found' }, { isSidechain: true });
  built.answer('msg_side', { type: 'text', text: 'more' }, { isSidechain: true });
  built.result('toolu_1', 'found');
  built.answer('msg_2', { type: 'text', text: 'A' });
  built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  const plain = await readAll(transcripts, SESSION);
  assert.deepEqual(
    plain.map(({ id }) => id),
    [built.messages[0]?.id, 'msg_1', 'msg_2'],
  );
  assert.equal((await transcripts.find(SESSION))?.messageCount, 3);
  for (const limit of [1, 2, 50]) {
    const all = await readAll(transcripts, SESSION, { limit, include: ['subagents'] });
    assert.deepEqual(
      all.map(({ agentId, parts }) => [agentId, parts.length]),
      [
        [undefined, 1],
        [undefined, 1],
        ['sidechain', 1],
        ['sidechain', 2],
        [undefined, 1],
      ],
    );
  }
});
