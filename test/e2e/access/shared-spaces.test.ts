import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeAs, manage, type PrintedHost, resultAs, sendWithKey } from '../../support/host-caller.ts';
import { send } from '../../support/http.ts';
import { callTool, parseReply } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

// Two hosts share the space ops, a third may only read it, a fourth knows nothing of it.
let server: TestServer;
let writer: string;
let partner: string;
let reader: string;
let stranger: string;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off'] });
  await manage(server, 'space', 'add', 'ops');
  const keyOf = async (...args: string[]): Promise<string> =>
    (await manage<PrintedHost>(server, 'host', 'add', ...args)).key;
  writer = await keyOf('writer', '--space', 'ops');
  partner = await keyOf('partner', '--space', 'ops');
  reader = await keyOf('reader', '--space', 'ops:read');
  stranger = await keyOf('stranger');
  await resultAs(server, writer, 'memory_store', { id: 'runbook', content: 'restart the turbine', space: 'ops' });
  await resultAs(server, writer, 'resource_create', { uri: 'memory://ops/incident-42', text: 'began at noon' });
  await resultAs(server, writer, 'memory_store', { id: 'diary', content: 'private turbine thoughts' });
});
after(async () => {
  await server.stop();
});

interface Found {
  readonly matches: readonly { readonly id: string; readonly space: string }[];
}

async function search(key: string, args: object): Promise<string[]> {
  const { matches } = await resultAs<Found>(server, key, 'memory_search', args);
  return matches.map(({ space, id }) => `${space}/${id}`).sort();
}

/** URIs of resources/list over MCP. */
async function resourcesOf(key: string): Promise<string[]> {
  const { result } = parseReply(await sendWithKey(server, key, { method: 'resources/list' }));
  return ((result?.['resources'] ?? []) as { uri: string }[]).map(({ uri }) => uri);
}

test('who shares a space finds its notes and resources, reading or writing [access.space.shared, memory.space.shared]', async () => {
  for (const key of [writer, partner, reader]) {
    const { memory } = await resultAs<{ memory: { content: string } }>(server, key, 'memory_retrieve', {
      id: 'runbook',
      space: 'ops',
    });
    assert.equal(memory.content, 'restart the turbine');
    assert.deepEqual(await search(key, { query: 'turbine', space: 'ops' }), ['ops/runbook']);
    assert.ok((await resourcesOf(key)).includes('memory://ops/incident-42'), 'resources/list');
    const read = await sendWithKey(server, key, {
      method: 'resources/read',
      params: { uri: 'memory://ops/incident-42' },
    });
    assert.match(read.text, /began at noon/);
  }
  const { memory } = await resultAs<{ memory: { version: number } }>(server, partner, 'memory_store', {
    id: 'runbook',
    content: 'restart the turbine twice',
    space: 'ops',
    if_version: 1,
  });
  assert.equal(memory.version, 2);
});

test('who may only read a space changes nothing in it, on any door [access.space.shared]', async () => {
  const writes: readonly (readonly [tool: string, args: object])[] = [
    ['memory_store', { id: 'new', content: 'x', space: 'ops' }],
    ['memory_store', { id: 'runbook', content: 'x', space: 'ops', if_version: 2 }],
    ['memory_append', { resource_id: 'incident-42', text: 'x', space: 'ops' }],
    ['memory_delete', { id: 'runbook', space: 'ops', if_version: 2 }],
    ['resource_create', { uri: 'memory://ops/incident-43', text: 'x' }],
    ['resource_update', { uri: 'memory://ops/incident-42', text: 'x' }],
    ['resource_delete', { uri: 'memory://ops/incident-42' }],
  ];
  for (const [tool, args] of writes) {
    assert.equal(await codeAs(server, reader, tool, args), 'forbidden', `${tool} ${JSON.stringify(args)}`);
  }
  const rest = await send(server.url, {
    method: 'POST',
    path: '/mcp/memories/store',
    headers: { authorization: `Bearer ${reader}`, 'content-type': 'application/json' },
    body: '{"content":"x","space":"ops"}',
  });
  assert.equal(rest.status, 403, rest.text);
  assert.deepEqual(await search(writer, { query: 'x', space: 'ops' }), []);
});

test('a space that was not granted looks as if it did not exist, like the own space of another [access.space.foreign, access.space.own]', async () => {
  for (const [key, space] of [
    [stranger, 'ops'],
    [stranger, 'writer'],
    [stranger, 'nowhere'],
    [stranger, 'local'],
    [reader, 'writer'],
    [writer, 'local'],
    [partner, 'writer'],
  ] as const) {
    const retrieved = await codeAs(server, key, 'memory_retrieve', { id: 'runbook', space });
    assert.ok(retrieved === 'not_found' || retrieved === undefined, `${space}: ${retrieved}`);
    assert.equal(await codeAs(server, key, 'memory_store', { content: 'x', space }), 'not_found', space);
    assert.deepEqual(await search(key, { query: '', space }), [], space);
  }
  assert.deepEqual(await search(stranger, { query: 'turbine' }), []);
  assert.deepEqual(await search(reader, { query: 'turbine' }), ['ops/runbook']);
  assert.deepEqual(await resourcesOf(stranger), []);
  for (const uri of ['memory://ops/runbook', 'memory://writer/diary', 'memory://local/x', 'memory://nowhere/x']) {
    const { error } = parseReply(await sendWithKey(server, stranger, { method: 'resources/read', params: { uri } }));
    assert.ok(error, uri);
    assert.doesNotMatch(error.message, /turbine/);
  }
});

test("the owner reads and writes shared spaces beside local, and not the hosts' own [access.space.owner]", async () => {
  const { memory } = await callTool(server.url, 'memory_retrieve', { id: 'runbook', space: 'ops' });
  assert.equal((memory as { space: string }).space, 'ops');
  await callTool(server.url, 'memory_store', { id: 'from-owner', content: 'hello', space: 'ops' });
  assert.deepEqual(await search(partner, { query: 'hello', space: 'ops' }), ['ops/from-owner']);
  await assert.rejects(callTool(server.url, 'memory_store', { content: 'x', space: 'writer' }));
  await callTool(server.url, 'memory_store', { id: 'mine', content: 'secret of the owner' });
  for (const key of [writer, partner, reader, stranger]) assert.deepEqual(await search(key, { query: 'secret' }), []);
});

test('a right that is given or taken counts from the next call on; a removed space is gone for all [access.space.grants, access.space.remove]', async () => {
  await manage(server, 'space', 'add', 'team');
  await manage(server, 'host', 'update', 'stranger', '--space', 'team');
  await resultAs(server, stranger, 'memory_store', { id: 'a', content: 'x', space: 'team' });
  await manage(server, 'host', 'update', 'stranger', '--space', 'team:read');
  assert.equal(await codeAs(server, stranger, 'memory_store', { content: 'x', space: 'team' }), 'forbidden');
  await manage(server, 'host', 'update', 'stranger', '--leave', 'team');
  assert.equal(await codeAs(server, stranger, 'memory_store', { content: 'x', space: 'team' }), 'not_found');
  await manage(server, 'host', 'update', 'stranger', '--space', 'team');
  const removed = await manage<{ withdrawn: string[]; notes_deleted: number }>(
    server,
    'space',
    'remove',
    'team',
    '--force',
  );
  assert.deepEqual([removed.withdrawn, removed.notes_deleted], [['host:stranger'], 1]);
  assert.equal(await codeAs(server, stranger, 'memory_store', { content: 'x', space: 'team' }), 'not_found');
  // Who makes it again starts from nothing.
  await manage(server, 'space', 'add', 'team');
  assert.equal(await codeAs(server, stranger, 'memory_store', { content: 'x', space: 'team' }), 'not_found');
  await manage(server, 'space', 'remove', 'team');
});

test('without a space what is looked for is looked for in all spaces one may read, and in no other [memory.space.search-all]', async () => {
  await manage(server, 'space', 'add', 'wide');
  const { key } = await manage(server, 'host', 'add', 'wide-1', '--space', 'wide');
  const { key: other } = await manage(server, 'host', 'add', 'wide-2', '--space', 'wide:read');
  const { key: stranger } = await manage(server, 'host', 'add', 'wide-3');
  await resultAs(server, key, 'memory_store', { id: 'own', content: 'gearbox', tags: ['resource:mill'] });
  await resultAs(server, key, 'memory_store', {
    id: 'all',
    content: 'gearbox',
    tags: ['resource:mill'],
    space: 'wide',
  });
  await resultAs(server, other, 'memory_store', { id: 'mine', content: 'gearbox' });
  assert.deepEqual(await search(key, { query: 'gearbox' }), ['wide-1/own', 'wide/all']);
  assert.deepEqual(await search(other, { query: 'gearbox' }), ['wide-2/mine', 'wide/all']);
  assert.deepEqual(await search(stranger, { query: 'gearbox' }), []);
  const listed = async (by: string): Promise<unknown> =>
    (await resultAs<{ count: number }>(server, by, 'memory_list', { resource_id: 'mill' })).count;
  assert.deepEqual([await listed(key), await listed(other), await listed(stranger)], [2, 1, 0]);
});

test("another host's note in a shared space is replaced or deleted with its version only [memory.space.if-version]", async () => {
  await manage(server, 'space', 'add', 'versions');
  const { key } = await manage(server, 'host', 'add', 'versions-1', '--space', 'versions');
  const { key: other } = await manage(server, 'host', 'add', 'versions-2', '--space', 'versions');
  const note = { id: 'theirs', content: 'first', space: 'versions' };
  await resultAs(server, key, 'memory_store', note);
  assert.equal(await codeAs(server, other, 'memory_store', { ...note, content: 'over' }), 'conflict');
  assert.equal(await codeAs(server, other, 'memory_store', { ...note, content: 'over', if_version: 7 }), 'conflict');
  assert.equal(await codeAs(server, other, 'memory_delete', { id: 'theirs', space: 'versions' }), 'conflict');
  const { memory } = await resultAs<{ memory: object }>(server, key, 'memory_retrieve', {
    id: 'theirs',
    space: 'versions',
  });
  assert.deepEqual(memory, { ...memory, content: 'first', version: 1 });
  assert.equal(await codeAs(server, other, 'memory_store', { ...note, content: 'over', if_version: 1 }), undefined);
  assert.equal(
    await codeAs(server, other, 'memory_delete', { id: 'theirs', space: 'versions', if_version: 2 }),
    undefined,
  );
});
