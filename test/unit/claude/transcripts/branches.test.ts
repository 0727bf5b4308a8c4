import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { readAll } from '../../../support/transcripts/read-all.ts';
import { TranscriptBuilder } from '../../../support/transcripts/transcript-builder.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';

/** Returns the texts a reader sees, checked to be the same with pages of any size. */
async function textsOf(built: TranscriptBuilder, include: readonly ('system' | 'subagents')[] = []): Promise<string[]> {
  const configDir = scratchFolder();
  built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  const read = async (limit: number): Promise<string[]> =>
    (await readAll(transcripts, SESSION, { limit, include })).map(({ parts: [part] }) =>
      part?.type === 'text' ? part.text : (part?.type ?? ''),
    );
  const texts = await read(100);
  for (const limit of [1, 2, 3]) assert.deepEqual(await read(limit), texts, `${limit} a page`);
  return texts;
}

function say(built: TranscriptBuilder, prompt: string, answer: string): string {
  built.prompt(prompt);
  return built.answer(`msg_${answer}`, { type: 'text', text: answer });
}

test('what a person has gone back from is left out [sessions.messages.branches]', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  const first = say(built, 'a', 'A');
  say(built, 'b', 'B');
  say(built, 'c', 'C');
  built.leaf = first;
  say(built, 'd', 'D');
  assert.deepEqual(await textsOf(built), ['a', 'A', 'd', 'D']);
});

test('going back several times leaves the last branch [sessions.messages.branches]', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  const first = say(built, 'a', 'A');
  const second = say(built, 'b', 'B');
  say(built, 'c', 'C');
  built.leaf = second;
  say(built, 'd', 'D');
  built.leaf = first;
  const third = say(built, 'e', 'E');
  say(built, 'f', 'F');
  built.leaf = third;
  built.record('system', { subtype: 'informational', content: 'note' });
  say(built, 'g', 'G');
  assert.deepEqual(await textsOf(built), ['a', 'A', 'e', 'E', 'g', 'G']);
  assert.deepEqual(await textsOf(built, ['system']), ['a', 'A', 'e', 'E', 'note', 'g', 'G']);
});

test('a branch may begin far back', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  const first = say(built, 'a', 'A');
  built.record('attachment', { attachment: { type: 'x', text: 'z'.repeat(3_000_000) } });
  say(built, 'b', 'B');
  built.leaf = first;
  say(built, 'c', 'C');
  assert.deepEqual(await textsOf(built), ['a', 'A', 'c', 'C']);
});

test('nothing is left out where the record that a prompt goes on from is not there', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  say(built, 'a', 'A');
  built.leaf = 'ffffffff-0000-4000-8000-000000000000';
  say(built, 'b', 'B');
  built.leaf = null;
  say(built, 'c', 'C');
  assert.deepEqual(await textsOf(built), ['a', 'A', 'b', 'B', 'c', 'C']);
});

test('results of tools that ran side by side are no branches', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  built.prompt('go');
  const one = built.answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} });
  const two = built.answer('msg_1', { type: 'tool_use', id: 'toolu_2', name: 'Read', input: {} });
  built.leaf = one;
  built.result('toolu_1', 'x');
  built.leaf = two;
  built.result('toolu_2', 'y');
  built.answer('msg_2', { type: 'text', text: 'done' });
  built.prompt('more');
  assert.deepEqual(await textsOf(built), ['go', 'tool_use', 'done', 'more']);
});

test('what Claude Code writes in a person’s name is a system message [sessions.messages.system]', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  built.prompt('a');
  built.prompt('meta', { isMeta: true });
  built.prompt('summary', { isCompactSummary: true, isVisibleInTranscriptOnly: true });
  built.prompt('<task-notification>t</task-notification>', { origin: { kind: 'task-notification' } });
  built.prompt('<local-command-stdout>out</local-command-stdout>');
  built.record('system', { subtype: 'compact_boundary', content: 'Conversation compacted' });
  built.record('system', { subtype: 'api_error', error: { status: 500 } });
  built.answer('msg_1', { type: 'text', text: 'A' });
  assert.deepEqual(await textsOf(built), ['a', 'A']);
  const all = await textsOf(built, ['system']);
  assert.deepEqual(all.slice(1, 3), ['meta', 'summary']);
  assert.deepEqual(all.slice(5), ['Conversation compacted', 'api_error', 'A']);
});

test('a prompt that was taken into a running turn is a message, notes of the same shape are none', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  built.prompt('a');
  built.queuedPrompt('meanwhile', 'dddddddd-0000-4000-8000-000000000001');
  built.attachment({ type: 'queued_command', prompt: 'ended', commandMode: 'task-notification' });
  built.attachment({ type: 'queued_command', prompt: 'hidden', isMeta: true });
  built.attachment({ type: 'queued_command' });
  built.answer('msg_1', { type: 'text', text: 'A' });
  assert.deepEqual(await textsOf(built), ['a', 'meanwhile', 'A']);
  assert.deepEqual(await textsOf(built, ['system']), ['a', 'meanwhile', 'ended', 'hidden', 'A']);
  const configDir = scratchFolder();
  built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  assert.equal(await transcripts.hasRecord(SESSION, 'dddddddd-0000-4000-8000-000000000001'), true);
  assert.equal((await transcripts.find(SESSION))?.messageCount, 3);
});

test('a system message inside of an answer does not split it', async () => {
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  built.prompt('a');
  built.record('system', { subtype: 'x', content: 'before' });
  built.answer('msg_1', { type: 'text', text: 'A' });
  built.record('system', { subtype: 'x', content: 'inside' });
  built.answer('msg_1', { type: 'text', text: 'more' });
  built.record('system', { subtype: 'x', content: 'behind' });
  assert.deepEqual(await textsOf(built, ['system']), ['a', 'before', 'A', 'inside', 'behind']);
  assert.deepEqual(await textsOf(built), ['a', 'A']);
});
