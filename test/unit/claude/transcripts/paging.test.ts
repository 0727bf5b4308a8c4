import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { makeTranscript } from '../../../support/transcripts/make-transcript.ts';
import { readAll } from '../../../support/transcripts/read-all.ts';
import { type FieldOrder, TranscriptBuilder } from '../../../support/transcripts/transcript-builder.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';
const OTHER = 'aaaaaaaa-0000-4000-8000-000000000002';
const FIRST = { limit: 3, include: new Set<never>(), maxBytes: 1e6 };

function plain(messages: readonly { id: string; role: string; parts: readonly unknown[] }[]): unknown[] {
  return messages.map(({ id, role, parts }) => ({ id, role, parts }));
}

for (const order of ['current', 'older', 'reversed'] as FieldOrder[]) {
  test(`pages of any size show each message once, whole and in order, with fields in ${order} order [sessions.messages.paged]`, async () => {
    const configDir = scratchFolder();
    const transcripts = createTranscripts({ configDir });
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const built = makeTranscript({ seed, turns: 12, sessionId: SESSION, cwd: '/p', order, ballastBytes: 5_000 });
      built.write(configDir);
      for (const limit of [1, 2, 7, 500]) {
        const messages = await readAll(transcripts, SESSION, { limit });
        assert.deepEqual(plain(messages), plain(built.messages), `seed ${seed}, ${limit} a page`);
      }
      const summary = await transcripts.find(SESSION);
      assert.equal(summary?.messageCount, built.messages.length, `seed ${seed}`);
    }
  });
}

test('pages are the same however much is asked for beside them', async () => {
  const configDir = scratchFolder();
  const built = makeTranscript({ seed: 9, turns: 15, sessionId: SESSION, cwd: '/p' });
  built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  for (const limit of [1, 3, 100]) {
    const include = ['thinking', 'tool_results', 'system', 'subagents'] as const;
    const all = await readAll(transcripts, SESSION, { limit, include });
    const spoken = all.filter(({ role }) => role !== 'system');
    assert.deepEqual(
      spoken.map(({ id }) => id),
      built.messages.map(({ id }) => id),
    );
    const parts = spoken.flatMap((message) => message.parts);
    assert.ok(parts.some(({ type }) => type === 'thinking'));
    parts.forEach((part, index) => {
      if (part.type !== 'tool_use') return;
      const result = parts[index + 1];
      assert.deepEqual(
        [result?.type, result?.type === 'tool_result' && result.tool_use_id],
        ['tool_result', part.tool_use_id],
      );
    });
    const records = built.lines.map((line) => JSON.parse(line) as { type: string; isMeta?: boolean });
    const notes = records.filter(({ type, isMeta }) => type === 'system' || isMeta === true);
    assert.equal(all.length - spoken.length, notes.length);
  }
});

test('a cursor stays good while the transcript grows [sessions.messages.paged]', async () => {
  const configDir = scratchFolder();
  const built = makeTranscript({ seed: 4, turns: 8, sessionId: SESSION, cwd: '/p' });
  const path = built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  const before = [...built.messages];
  const page = await transcripts.readPage(SESSION, FIRST);
  const lines = built.lines.length;
  built.prompt('one more');
  built.answer('msg_more', { type: 'text', text: 'thing' });
  appendFileSync(path, `${built.lines.slice(lines).join('\n')}\n`);
  assert.ok(page.nextCursor);
  const older = await transcripts.readPage(SESSION, { ...FIRST, cursor: page.nextCursor });
  assert.deepEqual(plain([...older.messages, ...page.messages]), plain(before.slice(-6)));
});

test('a cursor finds its place again in a transcript that was written anew', async () => {
  const configDir = scratchFolder();
  const built = makeTranscript({ seed: 5, turns: 8, sessionId: SESSION, cwd: '/p' });
  const path = built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  const { nextCursor: cursor = '' } = await transcripts.readPage(SESSION, FIRST);
  writeFileSync(path, `{"type":"custom-title","customTitle":"new"}\n${built.text}`);
  const older = await transcripts.readPage(SESSION, { ...FIRST, cursor });
  assert.deepEqual(plain(older.messages), plain(built.messages.slice(-6, -3)));
  writeFileSync(path, '{"type":"custom-title","customTitle":"all gone"}\n');
  await assert.rejects(transcripts.readPage(SESSION, { ...FIRST, cursor }), { code: 'invalid' });
});

test("another session's cursor and what is none are refused [sessions.messages.cursor]", async () => {
  const configDir = scratchFolder();
  for (const sessionId of [SESSION, OTHER]) {
    makeTranscript({ seed: 6, turns: 8, sessionId, cwd: '/p' }).write(configDir);
  }
  const transcripts = createTranscripts({ configDir });
  const { nextCursor = '' } = await transcripts.readPage(SESSION, FIRST);
  const list = Buffer.from(JSON.stringify([SESSION, -1, 'x'])).toString('base64url');
  const wrong = (why: string) => ({ code: 'invalid', fields: { cursor: [why] } });
  const belongs = transcripts.readPage(OTHER, { ...FIRST, cursor: nextCursor });
  await assert.rejects(belongs, wrong('belongs to another session'));
  for (const cursor of ['x', '', list, 'x'.repeat(5_000)]) {
    await assert.rejects(transcripts.readPage(OTHER, { ...FIRST, cursor }), wrong('is not a cursor of this tool'));
  }
});

test('an unknown session is not found', async () => {
  const transcripts = createTranscripts({ configDir: scratchFolder() });
  await assert.rejects(transcripts.readPage(SESSION, FIRST), { code: 'not_found', hint: /list_sessions/ });
  await assert.rejects(transcripts.readPage('../../etc/passwd', FIRST), { code: 'not_found' });
});

test('the state of a call is right over the border of a page [sessions.messages.state]', async () => {
  const configDir = scratchFolder();
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  built.prompt('go');
  built.answer('msg_1', { type: 'tool_use', id: 'toolu_a', name: 'Bash', input: {} });
  built.answer('msg_1', { type: 'tool_use', id: 'toolu_b', name: 'Bash', input: {} });
  built.answer('msg_1', { type: 'tool_use', id: 'toolu_c', name: 'Bash', input: {} });
  built.prompt('meanwhile');
  built.result('toolu_a', 'late', true);
  built.result('toolu_b', 'later');
  built.answer('msg_2', { type: 'text', text: 'done' });
  built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  for (const limit of [1, 2, 10]) {
    const messages = await readAll(transcripts, SESSION, { limit });
    assert.deepEqual(plain(messages), plain(built.messages));
  }
  const [, calls] = await readAll(transcripts, SESSION, { limit: 1, include: ['tool_results'] });
  assert.deepEqual(
    calls?.parts.map((part) => [part.type, 'state' in part ? part.state : part.type === 'tool_result' && part.text]),
    [
      ['tool_use', 'error'],
      ['tool_result', 'late'],
      ['tool_use', 'completed'],
      ['tool_result', 'later'],
      ['tool_use', 'pending'],
    ],
  );
});

test('a page keeps below its bytes, and a giant message is cut to fit [sessions.messages.bounded]', async () => {
  const configDir = scratchFolder();
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  for (let index = 0; index < 20; index += 1) built.prompt(`${index} ${'w'.repeat(1_000)}`);
  built.answer('msg_1', { type: 'text', text: 'é'.repeat(300_000) });
  built.answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Write', input: { content: '"'.repeat(300_000) } });
  built.prompt('last');
  built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  const sizes: number[] = [];
  let cursor: string | undefined;
  const seen: string[] = [];
  do {
    const options = { limit: 50, include: new Set<never>(), maxBytes: 10_000 };
    const page = await transcripts.readPage(SESSION, cursor === undefined ? options : { ...options, cursor });
    sizes.push(Buffer.byteLength(JSON.stringify(page.messages)));
    seen.unshift(...page.messages.map(({ id }) => id));
    for (const { id, parts } of page.messages) {
      if (id === 'msg_1')
        assert.deepEqual(
          parts.map((part) => 'truncated' in part && part.truncated),
          [true, true],
        );
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  assert.ok(Math.max(...sizes) < 10_300, sizes.join(' '));
  assert.deepEqual(
    seen,
    built.messages.map(({ id }) => id),
  );
});
