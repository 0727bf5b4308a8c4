import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import { seededRandom } from '../../../bench/notes-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { makeTranscript } from '../../../support/transcripts/make-transcript.ts';
import { readAll } from '../../../support/transcripts/read-all.ts';
import { TranscriptBuilder } from '../../../support/transcripts/transcript-builder.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';
const OTHER = 'aaaaaaaa-0000-4000-8000-000000000002';
const EVERYTHING = { include: ['thinking', 'tool_results', 'subagents', 'system'] } as const;

test('a torn last line, odd records and broken lines are passed over [sessions.transcripts.odd]', async () => {
  const configDir = scratchFolder();
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  const odd: unknown[] = [null, 7, 'text', [], {}, { type: 'user' }, { type: 'user', message: 'x' }, { type: 5 }];
  odd.push({ type: 'assistant', message: { content: 3 } }, { type: 'user', message: { content: {} } });
  odd.push({ type: 'novelty', message: { role: 'user', content: 'no' } }, { type: 'system' }, { type: 'ai-title' });
  built.prompt('a');
  for (const value of odd) built.line(value);
  built.lines.push('', '{', 'no json', '{"type":"user","message":{"role":"user","content":"cut', '\u0000\u0001', '   ');
  built.answer('msg_1', { type: 'text', text: 'A' });
  const path = built.write(configDir);
  writeFileSync(path, `${built.text}{"parentUuid":null,"isSidechain":false,"type":"user","message":{"role":"us`);
  const transcripts = createTranscripts({ configDir });
  const texts = (await readAll(transcripts, SESSION)).flatMap(({ parts }) =>
    parts.map((part) => 'text' in part && part.text),
  );
  assert.deepEqual(texts, ['a', 'A']);
  assert.equal((await transcripts.find(SESSION))?.messageCount, 2);
  await readAll(transcripts, SESSION, EVERYTHING);
});

test('any bytes can stand in a transcript [sessions.transcripts.odd]', async () => {
  const configDir = scratchFolder();
  const path = makeTranscript({ seed: 1, turns: 6, sessionId: SESSION, cwd: '/p' }).write(configDir);
  const text = Buffer.from(makeTranscript({ seed: 1, turns: 6, sessionId: SESSION, cwd: '/p' }).text);
  const random = seededRandom(11);
  for (let round = 0; round < 25; round += 1) {
    const bytes = Buffer.from(text);
    for (let hits = 0; hits < 40; hits += 1) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    writeFileSync(path, bytes.subarray(0, Math.floor(random() * bytes.length)));
    const transcripts = createTranscripts({ configDir });
    assert.equal((await transcripts.listSessions()).length, 1);
    await readAll(transcripts, SESSION, { ...EVERYTHING, limit: 5 });
  }
});

test('an empty transcript is a session without messages', async () => {
  const configDir = scratchFolder();
  const path = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' }).write(configDir);
  writeFileSync(path, '');
  const transcripts = createTranscripts({ configDir });
  const [summary] = await transcripts.listSessions();
  assert.deepEqual([summary?.messageCount, summary?.cwd, summary?.title], [0, undefined, 'Untitled session']);
  assert.deepEqual(await readAll(transcripts, SESSION, EVERYTHING), []);
});

test('a transcript that becomes shorter while it is read gives what is left', async () => {
  const configDir = scratchFolder();
  const path = makeTranscript({ seed: 3, turns: 20, sessionId: SESSION, cwd: '/p', ballastBytes: 900_000 }).write(
    configDir,
  );
  const transcripts = createTranscripts({ configDir });
  const options = { limit: 4, include: new Set<never>(), maxBytes: 1e6 };
  const { nextCursor = '' } = await transcripts.readPage(SESSION, options);
  await transcripts.find(SESSION);
  const reading = Promise.all([readAll(transcripts, SESSION, { limit: 500 }), transcripts.find(SESSION)]);
  truncateSync(path, 1_000);
  await reading;
  await assert.rejects(transcripts.readPage(SESSION, { ...options, cursor: nextCursor }), { code: 'invalid' });
  assert.ok(((await transcripts.find(SESSION))?.messageCount ?? 9) < 2);
});

test('a line of 700 MB is never held in memory [sessions.transcripts.odd]', async () => {
  const configDir = scratchFolder();
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  built.prompt('a');
  const path = built.write(configDir);
  const fd = openSync(path, 'r+');
  const head = '{"parentUuid":null,"isSidechain":false,"type":"user","message":{"role":"user","content":"';
  const start = writeSync(fd, head, Buffer.byteLength(built.text)) + Buffer.byteLength(built.text);
  // A hole of the file: it reads as zeros and takes no room on the disk.
  const end = writeSync(fd, '"}}\n', start + 700_000_000) + start + 700_000_000;
  built.answer('msg_1', { type: 'text', text: 'A' });
  writeSync(fd, `${built.lines.at(-1)}\n`, end);
  closeSync(fd);
  const transcripts = createTranscripts({ configDir });
  const before = process.memoryUsage().rss;
  const messages = await readAll(transcripts, SESSION);
  assert.equal((await transcripts.find(SESSION))?.messageCount, 3);
  assert.ok(process.memoryUsage().rss - before < 150_000_000);
  assert.deepEqual(
    messages.map(({ parts: [part] }) => part?.type === 'text' && part.text.slice(0, 20)),
    ['a', '[a record of 7000000', 'A'],
  );
});

test('a symbolic link is neither a project, a transcript nor a sub-agent [sessions.transcripts.links]', {
  skip: process.platform === 'win32',
}, async () => {
  const configDir = scratchFolder();
  const outside = scratchFolder();
  const path = makeTranscript({ seed: 1, turns: 2, sessionId: SESSION, cwd: '/p' }).write(configDir);
  const foreign = makeTranscript({ seed: 1, turns: 2, sessionId: OTHER, cwd: '/q' }).write(outside);
  symlinkSync(foreign, join(dirname(path), `${OTHER}.jsonl`));
  symlinkSync(dirname(foreign), join(configDir, 'projects', '-q'));
  mkdirSync(path.replace('.jsonl', ''));
  const agents = join(outside, 'agents');
  makeTranscript({ seed: 2, turns: 2, sessionId: SESSION, cwd: '/p', agentId: 'x' }).write(agents);
  symlinkSync(join(agents, 'projects', '-p', SESSION, 'subagents'), join(path.replace('.jsonl', ''), 'subagents'));
  const transcripts = createTranscripts({ configDir });
  assert.deepEqual(
    (await transcripts.listProjects()).map(({ slug, sessionCount }) => [slug, sessionCount]),
    [['-p', 1]],
  );
  assert.deepEqual(
    (await transcripts.listSessions()).map(({ sessionId }) => sessionId),
    [SESSION],
  );
  assert.equal(await transcripts.find(OTHER), undefined);
  assert.equal(await transcripts.find(OTHER, '-q'), undefined);
  assert.equal(await transcripts.pathOf(OTHER), undefined);
  const messages = await readAll(transcripts, SESSION, { include: ['subagents'] });
  assert.ok(messages.length > 0 && messages.every(({ agentId }) => agentId === undefined));
});
