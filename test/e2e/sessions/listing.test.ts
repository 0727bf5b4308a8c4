import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';
import { writeTranscript } from '../../support/sessions/written-transcript.ts';

type Rows = readonly (Result & { readonly session_id: string })[];

let door: SessionsDoor;
let config: string;
let long: string;
const cleanUps: (() => unknown)[] = [];
const SMALL = '-home-me-small-project';

before(async () => {
  door = await SessionsDoor.open({ after: (work) => void cleanUps.push(work as () => unknown) });
  config = join(door.server.folder, 'claude');
  const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 12, minute));
  for (let minute = 0; minute < 7; minute++) {
    const texts = [`question ${minute}`, `answer ${minute}`];
    writeTranscript(config, SMALL, { cwd: '/home/me/small.project', texts, endedAt: at(minute) });
  }
  const thinking = { type: 'thinking', thinking: 'a thought', signature: 'x' };
  const call = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'ls' } };
  const texts = Array.from({ length: 300 }, (_, index) => `message ${index} ${'é'.repeat(2000)}`);
  long = writeTranscript(config, '-long', { cwd: '/long', texts, endedAt: at(30), parts: [thinking, call] });
});
after(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

/** Reads all pages of a list. */
async function readAll(tool: string, field: string, args: Result): Promise<Result[][]> {
  const pages: Result[][] = [];
  let cursor: unknown;
  do {
    const page = await door.call(tool, { ...args, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(page[field] as Result[]);
    assert.ok(Buffer.byteLength(JSON.stringify(page)) <= 256 * 1024);
    cursor = page['next_cursor'];
  } while (cursor !== undefined && pages.length < 100);
  return pages;
}

test('list_projects shows each project with its path from the transcripts, newest first, paged [sessions.projects, seed1.tool.list-projects]', async () => {
  const { projects } = (await door.call('list_projects')) as { projects: readonly Result[] };
  assert.deepEqual(
    projects.map(({ slug, path, session_count, last_activity_at }) => [slug, path, session_count, last_activity_at]),
    [
      ['-long', '/long', 1, '2026-03-01T12:30:00.000Z'],
      [SMALL, '/home/me/small.project', 7, '2026-03-01T12:06:00.000Z'],
    ],
  );
  const pages = await readAll('list_projects', 'projects', { limit: 1 });
  assert.deepEqual(
    pages.map((page) => page.map(({ slug }) => slug)),
    [['-long'], [SMALL]],
  );
  assert.equal((await door.refused('list_projects', { cursor: 'bm90aGluZw' })).code, 'invalid');
});

test('list_sessions shows the sessions of a project or all, newest first, paged [sessions.list.paged, seed1.tool.list-sessions]', async () => {
  const pages = await readAll('list_sessions', 'sessions', { slug: SMALL, limit: 3 });
  assert.deepEqual(
    pages.map((page) => page.map(({ title }) => title)),
    [['question 6', 'question 5', 'question 4'], ['question 3', 'question 2', 'question 1'], ['question 0']],
  );
  const { session_id: id, ...first } = pages.flat()[0] ?? {};
  assert.match(String(id), /^[0-9a-f-]{36}$/);
  assert.deepEqual(first, {
    slug: SMALL,
    title: 'question 6',
    cwd: '/home/me/small.project',
    status: 'idle',
    activity: 'idle',
    queued: 0,
    created_at: '2026-03-01T12:05:59.000Z',
    updated_at: '2026-03-01T12:06:00.000Z',
    message_count: 2,
    model: 'claude-test-1',
    git_branch: 'main',
    tokens: { input: 3, output: 5, cache_read: 7, cache_write: 0 },
    context_tokens: 15,
    labels: [],
    created_by: 'terminal',
    archived: false,
    pending_permissions: 0,
  });
  const { sessions } = (await door.call('list_sessions')) as { sessions: Rows };
  assert.deepEqual([sessions.length, sessions[0]?.session_id], [8, long]);
  assert.equal((await door.refused('list_sessions', { cursor: 'nonsense' })).code, 'invalid');
  assert.deepEqual((await door.call('list_sessions', { slug: 'no-such-project' }))['sessions'], []);
});

test('a page of sessions that would be too large ends before, and the next one goes on behind it [sessions.list.paged, mcp.bounded]', async () => {
  const cwd = `/${'deep/'.repeat(160)}end`;
  const made = Array.from({ length: 400 }, (_, index) => {
    const endedAt = new Date(Date.UTC(2026, 1, 1, 0, 0, index));
    return writeTranscript(config, '-wide', { cwd, texts: [`wide ${index}`, 'yes'], endedAt });
  });
  const pages = await readAll('list_sessions', 'sessions', { slug: '-wide', limit: 500 });
  assert.ok(pages.length > 1 && pages.length < 8, `${pages.length} pages`);
  assert.deepEqual(
    pages.flat().map((row) => row['session_id']),
    made.toReversed(),
  );
});

test('title, labels and archive flag are codez’ own: found by, kept over a restart, the transcript unchanged [sessions.labels]', async () => {
  const [a, b] = (await readAll('list_sessions', 'sessions', { slug: SMALL }))
    .flat()
    .map((row) => String(row['session_id']));
  assert.ok(a !== undefined && b !== undefined);
  assert.deepEqual(await door.call('rename_session', { session_id: a, title: 'Überblick 1' }), {
    session_id: a,
    title: 'Überblick 1',
  });
  assert.deepEqual(await door.call('label_session', { session_id: a, labels: ['x', 'y', 'x'] }), {
    session_id: a,
    labels: ['x', 'y'],
  });
  await door.call('label_session', { session_id: b, labels: ['x'] });
  assert.deepEqual(await door.call('archive_session', { session_id: b }), { session_id: b, archived: true });
  await door.restart('SIGKILL');
  const find = async (args: Result): Promise<(string | undefined)[]> => {
    const { sessions } = (await door.call('list_sessions', args)) as { sessions: Rows };
    return sessions.map(({ session_id: id }) => id);
  };
  assert.deepEqual(await find({ label: 'x' }), [a]);
  assert.deepEqual(await find({ label: 'x', archived: true }), [b]);
  assert.deepEqual(await find({ archived: true }), [b]);
  assert.equal((await find({ slug: SMALL })).includes(b), false);
  assert.equal((await find({ created_by: 'terminal', slug: SMALL })).length, 6);
  assert.deepEqual(await find({ created_by: 'owner:local' }), []);
  const { session } = (await door.call('get_session', { session_id: a })) as { session: Result };
  assert.deepEqual([session['title'], session['updated_at']], ['Überblick 1', '2026-03-01T12:06:00.000Z']);
  await door.call('archive_session', { session_id: b, archived: false });
  await door.call('label_session', { session_id: b, labels: [] });
  assert.deepEqual(await find({ label: 'x' }), [a]);
  assert.equal((await find({ slug: SMALL })).length, 7);
});

test('get_session reads from the newest message back, within 256 KiB a page, with stable ids [sessions.get, seed1.tool.get-session]', async () => {
  const pages = await readAll('get_session', 'messages', { session_id: long, limit: 500 });
  assert.ok(pages.length > 4, `${pages.length} pages`);
  const messages = pages.toReversed().flat();
  assert.deepEqual(
    messages.map(({ parts }) => Number.parseInt(String((parts as Result[])[0]?.['text']).slice(8), 10)),
    Array.from({ length: 300 }, (_, index) => index),
  );
  const again = (await readAll('get_session', 'messages', { session_id: long, limit: 40 })).toReversed().flat();
  assert.deepEqual(
    again.map(({ message_id: id }) => id),
    messages.map(({ message_id: id }) => id),
  );
  assert.equal(new Set(messages.map(({ message_id: id }) => id)).size, 300);
  const newest = messages.at(-1) as Result;
  assert.deepEqual(
    [newest['role'], newest['model'], newest['created_at'], newest['usage']],
    ['assistant', 'claude-test-1', '2026-03-01T12:30:00.000Z', { input: 3, output: 5, cache_read: 7, cache_write: 0 }],
  );
});

test('get_session shows tool calls, and thinking when asked [sessions.get.include]', async () => {
  const lastOf = async (args: Result): Promise<Result[]> => {
    const page = await door.call('get_session', { session_id: long, limit: 1, ...args });
    return (page['messages'] as Result[]).at(-1)?.['parts'] as Result[];
  };
  const plain = await lastOf({});
  assert.deepEqual(
    plain.map(({ type }) => type),
    ['text', 'tool_use'],
  );
  assert.deepEqual(plain[1], {
    type: 'tool_use',
    tool_use_id: 'toolu_1',
    tool: 'Bash',
    input: { command: 'ls' },
    state: 'pending',
  });
  const thoughtful = await lastOf({ include: ['thinking'] });
  assert.deepEqual(thoughtful[1], { type: 'thinking', text: 'a thought' });
});

test('get_project_memory reads CLAUDE.md, .claude/**/*.md and what Claude Code wrote itself, and says what it cut [sessions.memory, seed1.tool.get-project-memory]', async () => {
  const folder = join(door.cwd, 'remembered');
  mkdirSync(join(folder, '.claude', 'rules'), { recursive: true });
  writeFileSync(join(folder, 'CLAUDE.md'), '# Rules\nBe kind.\n');
  writeFileSync(join(folder, '.claude', 'rules', 'style.md'), 'Short sentences.\n');
  writeFileSync(join(folder, '.claude', 'settings.json'), '{}');
  const slug = folder.replaceAll(/[^A-Za-z0-9]/g, '-');
  writeTranscript(config, slug, { cwd: folder, texts: ['hi', 'ho'] });
  mkdirSync(join(config, 'projects', slug, 'memory'));
  writeFileSync(join(config, 'projects', slug, 'memory', 'MEMORY.md'), 'x'.repeat(400_000));
  const result = await door.call('get_project_memory', { slug });
  assert.ok(Buffer.byteLength(JSON.stringify(result)) <= 256 * 1024);
  const files = result['files'] as readonly Result[];
  const bySuffix = (suffix: string): Result | undefined => files.find(({ path }) => String(path).endsWith(suffix));
  assert.deepEqual(
    [bySuffix('CLAUDE.md')?.['content'], bySuffix('CLAUDE.md')?.['scope'], bySuffix('CLAUDE.md')?.['truncated']],
    ['# Rules\nBe kind.\n', 'project', false],
  );
  assert.equal(bySuffix('style.md')?.['content'], 'Short sentences.\n');
  const auto = bySuffix('MEMORY.md');
  assert.deepEqual([auto?.['scope'], auto?.['bytes'], auto?.['truncated']], ['auto', 400_000, true]);
  assert.ok(!JSON.stringify(files.map(({ path }) => path)).includes('settings.json'));
  assert.equal((await door.refused('get_project_memory', { slug: 'no-such-project' })).code, 'not_found');
});
