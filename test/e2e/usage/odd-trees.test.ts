import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { checkUsage } from '../../support/corpus/check-usage.ts';
import { addEmptyFiles, addGiantLine, addOddThings } from '../../support/corpus/odd-tree.ts';
import { writeCorpus } from '../../support/corpus/write-corpus.ts';
import { readMemory } from '../../support/process-memory.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const open = async (t: TestContext): Promise<{ door: SessionsDoor; configDir: string }> => {
  const door = await SessionsDoor.open(t);
  return { door, configDir: join(door.server.folder, 'claude') };
};
const sessionIds = async (door: SessionsDoor): Promise<unknown[]> => {
  const { sessions } = (await door.call('list_sessions', { limit: 500 })) as { sessions: Result[] };
  return sessions.map((row) => row['session_id']).sort();
};

test('links, pipes, folders and empty files beside transcripts count for nothing, and nothing out of the tree is read [usage.odd-trees]', async (t) => {
  const { door, configDir } = await open(t);
  const { truth } = writeCorpus({ configDir, bytes: 1e6, seed: 51 });
  addOddThings(configDir, join(door.server.folder, 'outside'), 'mustnotbefound');
  assert.deepEqual(await sessionIds(door), truth.sessions.map(({ sessionId }) => sessionId).sort());
  assert.deepEqual(await checkUsage((args) => door.call('get_observability', args), truth), []);
  addEmptyFiles(configDir, 200);
  assert.equal((await sessionIds(door)).length, truth.sessions.length + 200);
  assert.deepEqual(await checkUsage((args) => door.call('get_observability', args), truth), []);
});

test('files that shrink, are replaced, spoilt or gone are counted as they are [usage.odd-trees]', async (t) => {
  const { door, configDir } = await open(t);
  const { files, truth } = writeCorpus({ configDir, bytes: 1e6, seed: 52, isPlain: true, sessions: 12 });
  const observe = (args: Result): Promise<Result> => door.call('get_observability', args);
  assert.deepEqual(await checkUsage(observe, truth), []);
  // What its sub-agents said would be left of a session whose own file is gone.
  const withAgents = new Set(files.filter(({ agentId }) => agentId !== undefined).map(({ sessionId }) => sessionId));
  const victims = files.filter(({ sessionId }) => !withAgents.has(sessionId)).slice(0, 6);
  assert.equal(victims.length, 6);
  for (const [index, { path }] of victims.entries()) {
    if (index % 3 === 0) rmSync(path);
    else if (index % 3 === 1) truncateSync(path, 20);
    else writeFileSync(path, Buffer.alloc(5000, 0xff));
  }
  const gone = new Set(victims.map(({ sessionId }) => sessionId));
  const responses = truth.responses.filter(({ sessionId }) => !gone.has(sessionId));
  assert.ok(responses.length > 0);
  assert.deepEqual(await checkUsage(observe, { ...truth, responses }), []);
});

test('without transcripts, or with ones that may not be read, there is no usage and no error [usage.odd-trees]', async (t) => {
  const { door, configDir } = await open(t);
  const nothing = {
    cost_usd: 0,
    sessions: 0,
    messages: 0,
    tokens: { input: 0, output: 0, cache_read: 0, cache_write: 0 },
  };
  assert.deepEqual((await door.call('get_observability', { group_by: 'day' }))['totals'], nothing);
  assert.deepEqual(await sessionIds(door), []);
  writeCorpus({ configDir, bytes: 5e5, seed: 53, isPlain: true });
  const projects = join(configDir, 'projects');
  const folders = readdirSync(projects).map((name) => join(projects, name));
  for (const folder of folders) chmodSync(folder, 0);
  t.after(() => {
    for (const folder of folders) chmodSync(folder, 0o700);
  });
  const { totals } = (await door.call('get_observability')) as { totals: Result };
  // Whoever may read everything reads this too.
  assert.equal(totals['sessions'] === 0, process.getuid?.() !== 0);
});

test('a folder whose name cannot be one hides no project and no usage [usage.odd-trees]', async (t) => {
  const { door, configDir } = await open(t);
  const { truth } = writeCorpus({ configDir, bytes: 2e5, seed: 54, isPlain: true });
  const sessionId = 'aaaaaaaa-0000-4000-8000-000000000001';
  const record = { type: 'user', message: { role: 'user', content: 'hi' }, uuid: 'u', cwd: '/nul\0/there', sessionId };
  mkdirSync(join(configDir, 'projects', '-odd'), { recursive: true });
  writeFileSync(join(configDir, 'projects', '-odd', `${sessionId}.jsonl`), `${JSON.stringify(record)}\n`);
  const { projects } = (await door.call('list_projects')) as { projects: Result[] };
  assert.ok(projects.some((project) => project['slug'] === '-odd'));
  assert.deepEqual(await checkUsage((args) => door.call('get_observability', args), truth), []);
});

test('a line of 700 MB takes no memory, and what stands behind it is read [usage.odd-trees]', async (t) => {
  const { door, configDir } = await open(t);
  const before = readMemory(door.server.pid);
  const sessionId = addGiantLine(configDir, 700e6, 'behind the giant');
  const { sessions } = (await door.call('list_sessions')) as { sessions: Result[] };
  assert.deepEqual(
    sessions.map((row) => [row['session_id'], row['title'], row['message_count']]),
    [[sessionId, 'behind the giant', 1]],
  );
  await door.call('get_observability');
  const after = readMemory(door.server.pid);
  if (before === undefined || after === undefined) return;
  assert.ok(after.peak - before.now < 250e6, `${after.peak - before.now} bytes`);
});
