import assert from 'node:assert/strict';
import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { makeTranscript } from '../../../support/transcripts/make-transcript.ts';
import { TranscriptBuilder } from '../../../support/transcripts/transcript-builder.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';
const OTHER = 'aaaaaaaa-0000-4000-8000-000000000002';
const START = Date.UTC(2026, 0, 1);

async function titleWith(...writes: ((built: TranscriptBuilder) => void)[]): Promise<string | undefined> {
  const configDir = scratchFolder();
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  for (const write of writes) write(built);
  built.write(configDir);
  return (await createTranscripts({ configDir }).find(SESSION))?.title;
}

test('a summary tells what the transcript says of the session [sessions.transcripts.summary]', async () => {
  const configDir = scratchFolder();
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p/a_b é', startAt: START });
  built.loose('mode', { mode: 'normal' });
  built.prompt('fix the quay');
  built.answer('msg_1', { type: 'text', text: 'A' });
  built.answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { type: 'user', isMeta: true } });
  built.result('toolu_1', [{ type: 'text', text: 'out' }]);
  built.answer('msg_2', { type: 'text', text: 'API Error' }, { message: undefined });
  built.record('assistant', {
    message: { id: 'x', role: 'assistant', model: '<synthetic>', content: 'E' },
    gitBranch: 'HEAD',
  });
  const path = built.write(configDir);
  const transcripts = createTranscripts({ configDir });
  assert.deepEqual(await transcripts.find(SESSION), {
    sessionId: SESSION,
    slug: '-p-a-b--',
    title: 'fix the quay',
    cwd: '/p/a_b é',
    createdAt: START + 1_000,
    updatedAt: START + 6_000,
    messageCount: 3,
    model: 'claude-test-1',
    contextTokens: 12,
    sizeBytes: Buffer.byteLength(built.text),
  });
  appendFileSync(path, `${JSON.stringify({ type: 'ai-title', aiTitle: 'Quay' })}\n`);
  assert.equal((await transcripts.find(SESSION))?.title, 'Quay');
});

test('a title is the one a person gave, else a generated one, a summary, the first prompt [sessions.transcripts.summary]', async () => {
  const prompt = (built: TranscriptBuilder): void => {
    built.prompt('caveat', { isMeta: true });
    built.prompt('<command-name>/clear</command-name><command-args></command-args>');
    built.prompt('<local-command-stdout>out</local-command-stdout>');
    built.prompt('[Request interrupted by user]');
    built.prompt([{ type: 'text', text: '<ide_opened_file>x</ide_opened_file>' }]);
    built.prompt('<system-reminder>no</system-reminder>\n mend \n the  port 港');
    built.prompt('later');
  };
  const summary = (built: TranscriptBuilder): void => built.loose('summary', { summary: 'Summed up', leafUuid: 'x' });
  const generated = (built: TranscriptBuilder): void => built.loose('ai-title', { aiTitle: 'Generated' });
  const custom =
    (customTitle: string) =>
    (built: TranscriptBuilder): void =>
      built.loose('custom-title', { customTitle });
  assert.equal(await titleWith(prompt), 'mend the port 港');
  assert.equal(await titleWith(prompt, summary), 'Summed up');
  assert.equal(await titleWith(generated, prompt, summary), 'Generated');
  assert.equal(await titleWith(custom('first'), generated, custom('second'), custom(' ')), 'second');
  assert.equal(await titleWith((built) => built.prompt('😀'.repeat(500))), '😀'.repeat(100));
  const command =
    '<command-message>review</command-message><command-name>/review</command-name><command-args>7</command-args>';
  assert.equal(await titleWith((built) => built.prompt(command)), '/review 7');
  assert.equal(await titleWith(), 'Untitled session');
});

test('a fork names its source', async () => {
  const configDir = scratchFolder();
  const fork = new TranscriptBuilder({ sessionId: SESSION, cwd: '/p' });
  fork.prompt('a', { forkedFrom: { sessionId: OTHER, messageUuid: 'x' } });
  fork.write(configDir);
  const copied = new TranscriptBuilder({ sessionId: OTHER, cwd: '/p' });
  copied.prompt('a');
  copied.answer('msg_1', { type: 'text', text: 'A' }, { requestSessionId: SESSION });
  copied.answer('msg_2', { type: 'text', text: 'B' });
  copied.write(configDir);
  const transcripts = createTranscripts({ configDir });
  assert.equal((await transcripts.find(SESSION))?.forkedFrom, OTHER);
  assert.equal((await transcripts.find(OTHER))?.forkedFrom, SESSION);
});

test('a growing transcript is counted on to the same figures as in one go', async () => {
  const configDir = scratchFolder();
  const built = makeTranscript({ seed: 7, turns: 25, sessionId: SESSION, cwd: '/p', ballastBytes: 50_000 });
  const path = built.write(configDir);
  const bytes = Buffer.from(built.text);
  const growing = createTranscripts({ configDir });
  writeFileSync(path, '');
  for (let at = 0; at < bytes.length; at += 7_919) {
    appendFileSync(path, bytes.subarray(at, at + 7_919));
    await growing.find(SESSION);
  }
  const whole = await createTranscripts({ configDir }).find(SESSION);
  assert.deepEqual(await growing.find(SESSION), whole);
  assert.equal(whole?.messageCount, built.messages.length);
  const rewritten = makeTranscript({ seed: 8, turns: 60, sessionId: SESSION, cwd: '/p', ballastBytes: 90_000 });
  rewritten.write(configDir);
  assert.equal((await growing.find(SESSION))?.messageCount, rewritten.messages.length);
});

test('sessions are listed newest first, of one project or all; other files are none', async () => {
  const configDir = scratchFolder();
  const paths = [0, 1, 2].map((index) => {
    const sessionId = `aaaaaaaa-0000-4000-8000-00000000000${index}`;
    const startAt = START + ((index * 2) % 3) * 3_600_000;
    return makeTranscript({ seed: index, turns: 2, sessionId, cwd: index === 2 ? '/q' : '/p', startAt }).write(
      configDir,
    );
  });
  writeFileSync(`${paths[0]}.bak`, 'x');
  writeFileSync(paths[0]?.replace(/[^/]+$/, 'notes.jsonl') ?? '', 'x');
  const transcripts = createTranscripts({ configDir });
  const ids = async (slug?: string): Promise<string[]> =>
    (await transcripts.listSessions(slug)).map(({ sessionId }) => sessionId.slice(-1));
  assert.deepEqual(await ids(), ['1', '2', '0']);
  assert.deepEqual(await ids('-p'), ['1', '0']);
  assert.deepEqual(await ids('-unknown'), []);
  assert.deepEqual(await ids('../projects/-p'), []);
});

test('a session is found wherever it lies, in the project named first', async () => {
  const configDir = scratchFolder();
  const built = makeTranscript({ seed: 1, turns: 1, sessionId: SESSION, cwd: '/p' });
  const [old, fresh] = ['-old', '-new'].map((slug) => built.write(configDir, slug));
  utimesSync(old ?? '', 1, 1);
  const transcripts = createTranscripts({ configDir });
  assert.equal(await transcripts.pathOf(SESSION), fresh);
  assert.equal((await transcripts.find(SESSION))?.slug, '-new');
  assert.equal((await transcripts.find(SESSION, '-old'))?.slug, '-old');
  assert.equal((await transcripts.find(SESSION, '-elsewhere'))?.slug, '-new');
  assert.equal(await transcripts.find(OTHER), undefined);
  assert.equal(await transcripts.hasRecord(SESSION, built.messages[0]?.id ?? ''), true);
  assert.equal(await transcripts.hasRecord(SESSION, 'ffffffff-0000-4000-8000-000000000000'), false);
  assert.equal(await transcripts.hasRecord(OTHER, OTHER), false);
});

test('without a projects folder there is nothing', async () => {
  const transcripts = createTranscripts({ configDir: `${scratchFolder()}/none` });
  assert.deepEqual(await transcripts.listProjects(), []);
  assert.deepEqual(await transcripts.listSessions(), []);
});
