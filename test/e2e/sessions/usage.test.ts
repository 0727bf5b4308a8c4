import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkUsage } from '../../support/corpus/check-usage.ts';
import { totalOf } from '../../support/corpus/truth.ts';
import { writeCorpus } from '../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

test('get_observability tells what a tree of transcripts holds, to the token [sessions.observability, seed1.tool.get-observability]', async (t) => {
  const folder = scratchFolder('cz-');
  const { truth } = writeCorpus({ configDir: join(folder, 'claude'), bytes: 4e6, seed: 5 });
  const door = await SessionsDoor.open(t, { folder });
  assert.deepEqual(await checkUsage((args) => door.call('get_observability', args), truth), []);

  const pages: Result[] = [];
  let cursor: unknown;
  do {
    const page = { group_by: 'session', limit: 7, ...(cursor === undefined ? {} : { cursor }) };
    const report = await door.call('get_observability', page);
    assert.deepEqual((report['totals'] as Result)['messages'], totalOf(truth.responses).messages);
    const groups = report['groups'] as Result[];
    assert.ok(groups.length <= 7);
    pages.push(...groups);
    cursor = report['next_cursor'];
  } while (cursor !== undefined);
  const { groups } = await door.call('get_observability', { group_by: 'session', limit: 500 });
  assert.deepEqual(pages, groups);
  for (const { key, title, slug } of pages) {
    const session = truth.sessions.find(({ sessionId }) => sessionId === key);
    if (session !== undefined) assert.deepEqual([title, slug], [session.title, session.slug]);
  }
  const byProject = await door.call('get_observability', { group_by: 'project' });
  const { projects } = (await door.call('list_projects')) as { projects: Result[] };
  for (const { key, path } of byProject['groups'] as Result[]) {
    assert.equal(path, projects.find(({ slug }) => slug === key)?.['path'], String(key));
  }
});

test('the cost of two sessions that worked side by side is read [seed1.workflow.cost]', async (t) => {
  const door = await SessionsDoor.open(t);
  const model = 'claude-opus-4-8';
  const { session_id: a, cursor } = await door.create({ model });
  const { session_id: b } = await door.create({ model });
  await door.call('send_prompt', { session_id: a, text: 'slow 3 20 refactoring' });
  await door.call('send_prompt', { session_id: b, text: 'slow 3 20 testing\nsay done' });
  const open = new Set([a, b]);
  await door.events(cursor, ({ type, session_id: id }) => {
    if (type === 'session.idle') open.delete(id ?? '');
    return open.size === 0;
  });
  const { totals, groups } = (await door.call('get_observability', { group_by: 'session' })) as Record<
    string,
    Result[]
  >;
  const responses = (id: string): number => Number(groups?.find(({ key }) => key === id)?.['messages']);
  assert.ok(responses(a) >= 1 && responses(b) >= 1);
  // The stand-in reads 10 tokens and writes 5 with each response.
  const usd = (count: number): number => Math.round(count * (10 * 5 + 5 * 25)) / 1e6;
  const costs = new Map(groups?.map(({ key, cost_usd: cost }) => [key, cost]));
  assert.deepEqual([costs.get(a), costs.get(b)], [usd(responses(a)), usd(responses(b))]);
  assert.deepEqual(totals, {
    cost_usd: usd(responses(a) + responses(b)),
    sessions: 2,
    messages: responses(a) + responses(b),
    tokens: {
      input: 10 * (responses(a) + responses(b)),
      output: 5 * (responses(a) + responses(b)),
      cache_read: 0,
      cache_write: 0,
    },
  });
});

test('groups with long names are told page by page within what a result may hold [usage.bounded]', async (t) => {
  const folder = scratchFolder('cz-');
  const slugs = Array.from({ length: 150 }, (_, index) => `-p${index}`);
  for (const [index, slug] of slugs.entries()) {
    const project = join(folder, 'claude', 'projects', slug);
    const sessionId = `0b7e6c1e-4d0a-4c55-9c0b-${String(index).padStart(12, '0')}`;
    mkdirSync(project, { recursive: true });
    const message = {
      id: `m${index}`,
      model: 'claude-opus-4-8',
      content: [],
      usage: { output_tokens: 1 + (index % 7) },
    };
    const timestamp = '2026-01-31T08:00:00.000Z';
    const cwd = `/${index}/${'d'.repeat(3900)}`;
    const record = { type: 'assistant', uuid: `u${index}`, sessionId, timestamp, cwd, message };
    writeFileSync(join(project, `${sessionId}.jsonl`), `${JSON.stringify(record)}\n`);
  }
  const door = await SessionsDoor.open(t, { folder });
  const seen: string[] = [];
  let cursor: unknown;
  do {
    const args = { group_by: 'project', limit: 500, ...(cursor === undefined ? {} : { cursor }) };
    const report = await door.call('get_observability', args);
    assert.ok(Buffer.byteLength(JSON.stringify(report)) <= 256 * 1024);
    seen.push(...(report['groups'] as Result[]).map(({ key }) => String(key)));
    cursor = report['next_cursor'];
  } while (cursor !== undefined);
  assert.deepEqual([...seen].sort(), [...slugs].sort());
  const { next_cursor: next } = await door.call('get_observability', { group_by: 'project', limit: 2 });
  for (const other of [{ group_by: 'model' }, { group_by: 'project', since: '2026-01-01' }]) {
    const { message } = await door.refused('get_observability', { ...other, cursor: next });
    assert.equal(message, 'cursor: belongs to another list or question');
  }
  assert.match((await door.refused('list_sessions', { cursor: next })).message, /another list/);
});

test('a period or a time zone that is none is refused with what to write [usage.period]', async (t) => {
  const door = await SessionsDoor.open(t);
  const none = [
    'yesterday',
    '7d',
    '',
    '2026-13-01',
    '2026-02-29',
    '2026-1-1',
    '2026-01-31T10:00',
    '20260131',
    ' 2026-01-31',
  ];
  for (const moment of [...none, '2026-01-31T25:00:00Z', '1'.repeat(41)]) {
    for (const name of ['since', 'until']) {
      const { code, message } = await door.refused('get_observability', { [name]: moment });
      assert.deepEqual([code, message.includes(name)], ['invalid', true], `${name} ${moment}: ${message}`);
    }
  }
  const turned = await door.refused('get_observability', { since: '2026-01-02', until: '2026-01-01' });
  assert.match(turned.message, /^until \(2026-01-01\) is before since \(2026-01-02\)$/);
  for (const zone of ['Mars/Olympus', '', 'x'.repeat(101)]) {
    assert.match((await door.refused('get_observability', { time_zone: zone })).message, /time_zone/);
  }
  assert.equal((await door.refused('get_observability', { group_by: 'week' })).code, 'invalid');
  assert.equal((await door.refused('get_observability', { group_by: 'day', cursor: 'x' })).code, 'invalid');
});

test('since and until are days of the time zone asked for [usage.period]', async (t) => {
  const folder = scratchFolder('cz-');
  const project = join(folder, 'claude', 'projects', '-p');
  mkdirSync(project, { recursive: true });
  const sessionId = '0b7e6c1e-4d0a-4c55-9c0b-000000000001';
  const message = { id: 'm', model: 'claude-opus-4-8', content: [], usage: { output_tokens: 1 } };
  const record = { type: 'assistant', uuid: 'u', sessionId, timestamp: '2026-01-31T23:30:00.000Z', cwd: '/p', message };
  writeFileSync(join(project, `${sessionId}.jsonl`), `${JSON.stringify(record)}\n`);
  const door = await SessionsDoor.open(t, { folder });
  const count = async (args: Result): Promise<unknown> =>
    ((await door.call('get_observability', args))['totals'] as Result)['messages'];
  assert.equal(await count({ since: '2026-02-01' }), 0);
  assert.equal(await count({ since: '2026-02-01', time_zone: 'Europe/Berlin' }), 1);
  assert.equal(await count({ until: '2026-01-31' }), 1);
  assert.equal(await count({ until: '2026-01-31', time_zone: 'Europe/Berlin' }), 0);
});
