import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Fields, startSearchServer } from '../../support/search/search-server.ts';
import { TranscriptBuilder } from '../../support/transcripts/transcript-builder.ts';

const ONE = 'aaaaaaaa-0000-4000-8000-000000000001';
const TWO = 'aaaaaaaa-0000-4000-8000-000000000002';

function session(sessionId: string, cwd = '/home/me/app'): TranscriptBuilder {
  return new TranscriptBuilder({ sessionId, cwd });
}

test('messages, tools, sub-agents and titles are found over HTTP as the contract says [seed1.tool.search-sessions, sessions.search.tool]', async () => {
  const { find, call, server } = await startSearchServer((configDir) => {
    const builder = session(ONE);
    builder.prompt('Why does the "flaky" test fail?\nSee C:\\temp');
    builder.answer('msg_1', { type: 'text', text: 'The flaky test waits for Zürich.' });
    builder.answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Grep', input: { pattern: 'retry_flaky' } });
    builder.result('toolu_1', 'src/wait.ts: 搜索系统 👍');
    builder.loose('ai-title', { aiTitle: 'Hunt the flake' });
    builder.write(configDir);
    const agent = new TranscriptBuilder({ sessionId: ONE, cwd: '/home/me/app', agentId: 'b7' });
    agent.prompt('count the meerkats');
    agent.write(configDir);
  });
  const [answer, prompt] = await find('flaky');
  assert.deepEqual(Object.keys(prompt ?? {}).sort(), [
    'created_at',
    'cwd',
    'message_id',
    'role',
    'session_id',
    'slug',
    'snippet',
    'title',
  ]);
  assert.deepEqual(
    { ...answer, created_at: undefined },
    {
      session_id: ONE,
      slug: '-home-me-app',
      title: 'Hunt the flake',
      message_id: 'msg_1',
      role: 'assistant',
      created_at: undefined,
      snippet: 'The **flaky** test waits for Zürich.',
      cwd: '/home/me/app',
    },
  );
  assert.equal(prompt?.['snippet'], 'Why does the "**flaky**" test fail? See C:\\temp');
  const { value } = await call('get_session', { session_id: ONE });
  const ids = (value['messages'] as Fields[]).map(({ message_id: id }) => id);
  assert.deepEqual([prompt?.['message_id'], answer?.['message_id']], ids);
  for (const query of [
    'zurich',
    'ZÜRICH waits',
    '"waits for"',
    'retry_flaky',
    'grep',
    'wait.ts',
    '搜索',
    '👍',
    'retr*',
  ]) {
    assert.deepEqual(
      (await find(query)).map(({ message_id: id }) => id),
      ['msg_1'],
      query,
    );
  }
  assert.deepEqual(
    (await find('hunt')).map(({ role, message_id: id }) => [role, id]),
    [['title', undefined]],
  );
  assert.deepEqual(
    (await find('meerkats')).map(({ agent_id: id }) => id),
    ['b7'],
  );
  assert.deepEqual(await find('meerkats', { in: ['text'] }), []);
  assert.deepEqual((await call('search_sessions', { q: 'flaky', limit: 1 })).status, 200);
  assert.deepEqual(await find('"test flaky"'), []);
  assert.equal(await server.stop(), 0);
});

test('what is written is found by the very next search, and what is taken away is not [sessions.search.fresh]', async () => {
  const { find, configDir, server } = await startSearchServer();
  assert.deepEqual(await find('axolotl'), []);
  const builder = session(ONE);
  builder.prompt('an axolotl');
  const path = builder.write(configDir);
  assert.equal((await find('axolotl')).length, 1);
  builder.prompt('another axolotl');
  appendFileSync(path, `${builder.lines.at(-1)}\n`);
  assert.equal((await find('axolotl')).length, 2);
  builder.prompt('half an axolotl');
  const line = `${builder.lines.at(-1)}\n`;
  appendFileSync(path, line.slice(0, 40));
  assert.equal((await find('axolotl')).length, 2);
  appendFileSync(path, line.slice(40));
  assert.equal((await find('axolotl')).length, 3);
  rmSync(path);
  assert.deepEqual(await find('axolotl'), []);
  assert.equal(await server.stop(), 0);
});

test('a title that codez keeps is found and shown instead of the own one [sessions.search.titles]', async () => {
  const { find, call, server } = await startSearchServer((configDir) => {
    for (const id of [ONE, TWO]) {
      const builder = session(id, id === ONE ? '/home/me/one' : '/home/me/two');
      builder.prompt('capybara');
      builder.write(configDir);
    }
  });
  assert.equal((await call('rename_session', { session_id: ONE, title: 'About the Hoatzin bird' })).status, 200);
  const [renamed, ...others] = await find('hoatzin');
  assert.deepEqual(others, []);
  assert.deepEqual(
    [renamed?.['role'], renamed?.['session_id'], renamed?.['title'], renamed?.['snippet'], renamed?.['slug']],
    ['title', ONE, 'About the Hoatzin bird', 'About the **Hoatzin** bird', '-home-me-one'],
  );
  assert.deepEqual(await find('hoatzin', { role: 'user' }), []);
  assert.deepEqual(await find('hoatzin', { in: ['tools'] }), []);
  assert.deepEqual(await find('hoatzin', { slug: '-home-me-two' }), []);
  assert.equal((await find('hoatzin', { slug: '-home-me-one', role: 'title' })).length, 1);
  assert.deepEqual((await find('capybara')).map(({ title }) => title).sort(), ['About the Hoatzin bird', 'capybara']);
  await call('rename_session', { session_id: TWO, title: 'capybara and hoatzin' });
  for (const order of ['recent', 'relevance']) {
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const args = { query: 'capybara', limit: 1, order, ...(cursor === undefined ? {} : { cursor }) };
      const { value } = await call('search_sessions', args);
      seen.push(...(value['results'] as Fields[]).map(({ role, session_id: id }) => `${role} ${id}`));
      cursor = value['next_cursor'];
    } while (cursor !== undefined);
    assert.equal(seen[0], `title ${TWO}`, order);
    assert.deepEqual([...seen].sort(), [`title ${TWO}`, `user ${ONE}`, `user ${TWO}`], order);
  }
  assert.equal(await server.stop(), 0);
});

test('wrong arguments are refused and named [sessions.search.refused]', async () => {
  const { call, server } = await startSearchServer();
  const wrong: readonly (readonly [Fields, string])[] = [
    [{}, 'query'],
    [{ query: '' }, 'query'],
    [{ query: 'a' }, 'query'],
    [{ query: '?!*' }, 'query'],
    [{ query: 'x'.repeat(1_000_000) }, 'query'],
    [{ query: 'ok', since: 'yesterday' }, 'since'],
    [{ query: 'ok', since: '2026-02-30' }, 'since'],
    [{ query: 'ok', since: '' }, 'since'],
    [{ query: 'ok', in: [] }, 'in'],
    [{ query: 'ok', in: ['everything'] }, 'in.0'],
    [{ query: 'ok', role: 'nobody' }, 'role'],
    [{ query: 'ok', slug: '../..' }, 'slug'],
    [{ query: 'ok', limit: 101 }, 'limit'],
    [{ query: 'ok', limit: 0 }, 'limit'],
    [{ query: 'ok', order: 'random' }, 'order'],
    [{ query: 'ok', cursor: 'nonsense' }, 'cursor'],
    [{ query: 'ok', cursor: Buffer.from('["x",null,false,null,null]').toString('base64url') }, 'cursor'],
  ];
  for (const [args, field] of wrong) {
    const { status, value } = await call('search_sessions', args);
    const { code, errors } = value as { code: string; errors: Fields };
    const told = JSON.stringify([args, value]).slice(0, 300);
    assert.equal(status, 422, told);
    assert.equal(code, 'invalid', told);
    assert.ok(errors[field], told);
  }
  assert.equal(await server.stop(), 0);
});

test('odd things in the tree neither fail a search nor are followed [sessions.search.odd-trees]', async () => {
  const { find, server } = await startSearchServer((configDir) => {
    const project = join(configDir, 'projects', '-home-me-app');
    mkdirSync(project, { recursive: true });
    for (let file = 0; file < 50; file += 1) {
      writeFileSync(join(project, `aaaaaaaa-0000-4000-8000-0000000001${String(file).padStart(2, '0')}.jsonl`), '');
    }
    const outside = join(configDir, 'outside');
    const secret = session(TWO);
    secret.prompt('platypus outside');
    secret.write(outside);
    symlinkSync(join(outside, 'projects', '-home-me-app'), join(configDir, 'projects', '-home-me-link'));
    symlinkSync(join(outside, 'projects', '-home-me-app', `${TWO}.jsonl`), join(project, `${TWO}.jsonl`));
    const closed = join(configDir, 'projects', '-home-me-closed');
    mkdirSync(closed);
    chmodSync(closed, 0);
    const builder = session(ONE);
    builder.prompt('platypus inside');
    writeFileSync(join(project, `${ONE}.jsonl`), `not json\n{"type":"user"}\n[]\n\0\0\n${builder.text}{"torn`);
  });
  assert.deepEqual(
    (await find('platypus')).map(({ snippet }) => snippet),
    ['**platypus** inside'],
  );
  assert.equal(await server.stop(), 0);
});

test('health tells of the index [sessions.health.index]', async () => {
  const { find, call, server } = await startSearchServer((configDir) => {
    const builder = session(ONE);
    builder.prompt('an okapi');
    builder.write(configDir);
  });
  await find('okapi');
  assert.deepEqual((await call('get_health', {})).value['index'], { state: 'ready' });
  const { subsystems } = (await call('get_health_details', {})).value as {
    subsystems: { name: string; ok: boolean; details: Fields }[];
  };
  const { ok, details } = subsystems.find(({ name }) => name === 'index') ?? assert.fail();
  const { conversation, tools, size_bytes: size, ...rest } = details;
  assert.deepEqual(conversation, tools);
  assert.ok(Number(size) > 0);
  assert.deepEqual([ok, rest], [true, { state: 'ready', files: 1, documents: 1, skipped_lines: 0, healed: [] }]);
  assert.equal(await server.stop(), 0);
});
