import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { rpc, rpcResult } from '../../support/mcp.ts';
import { connectSdk, type SdkConnection } from '../../support/sdk-client.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

const clean: (() => unknown)[] = [];
let door: SessionsDoor;
let connection: SdkConnection;
const updates: { uri: string }[] = [];
let onUpdate = (): void => {};
before(async () => {
  door = await SessionsDoor.open({ after: (work) => void clean.push(work as () => unknown) });
  connection = await connectSdk(door.server.url, {}, (client) =>
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
      updates.push({ uri: params.uri });
      onUpdate();
    }),
  );
});
after(async () => {
  await connection.client.close();
  for (const work of clean) await work();
});

/** Resolves when a change of this URI has been told `count` times. */
async function told(uri: string, count: number): Promise<void> {
  await new Promise<void>((resolve) => {
    onUpdate = () => {
      if (updates.filter((update) => update.uri === uri).length >= count) resolve();
    };
    onUpdate();
  });
}

async function read(uri: string): Promise<{ uri: string; mimeType?: string; text: string }[]> {
  return (await connection.client.readResource({ uri })).contents as never;
}

async function complete(ref: object, name: string, value: string): Promise<string[]> {
  const params = { ref, argument: { name, value } };
  const { completion } = await rpcResult(door.server.url, 'completion/complete', params);
  return (completion as { values: string[] }).values;
}

test('session://{session_id} is the conversation as Markdown, older pages by cursor [mcp.resources.session]', async () => {
  const { session_id: id } = await door.create({ title: 'A long talk' });
  for (let turn = 0; turn < 13; turn++) await door.ask(id, `say answer number ${turn}`);
  const [page] = await read(`session://${id}`);
  assert.equal(page?.mimeType, 'text/markdown');
  assert.match(page?.text ?? '', /^# A long talk\n/);
  assert.match(page?.text ?? '', /answer number 12\n*$/);
  const older = /^- older messages: (session:\/\/\S+)$/m.exec(page?.text ?? '')?.[1];
  assert.ok(older, page?.text);
  const [before] = await read(older);
  assert.match(before?.text ?? '', /answer number 0/);
  assert.match(before?.text ?? '', /^- older messages: none/m);
  for (let turn = 0; turn < 13; turn++) {
    const found: unknown[] = [page, before].filter((part) =>
      new RegExp(`^> answer number ${turn}$`, 'm').test(part?.text ?? ''),
    );
    assert.equal(found.length, 1, `answer ${turn} stands on one page`);
  }
});

test('a conversation that does not exist is not found [mcp.resources.session]', async () => {
  for (const uri of ['session://11111111-2222-4333-8444-555555555555', 'session://x', 'session://', 'project://none']) {
    const { error } = await rpc(door.server.url, 'resources/read', { uri });
    assert.equal(error?.code, -32002, `${uri}: ${JSON.stringify(error)}`);
  }
});

test('project://{slug}/memory holds each memory file of a project [mcp.resources.project]', async () => {
  const { session_id: id, slug } = await door.create();
  await door.ask(id, 'say hello');
  writeFileSync(join(door.cwd, 'CLAUDE.md'), 'Use tabs.');
  mkdirSync(join(door.cwd, '.claude', 'notes'), { recursive: true });
  writeFileSync(join(door.cwd, '.claude', 'notes', 'a.md'), 'A note.');
  const files = await read(`project://${slug}/memory`);
  assert.deepEqual(
    files.map(({ text }) => text),
    ['Use tabs.', 'A note.'],
  );
  assert.ok(files.every(({ mimeType }) => mimeType === 'text/markdown'));
  assert.deepEqual(await read(files[1]?.uri ?? ''), [files[1]]);
  const { error } = await rpc(door.server.url, 'resources/read', { uri: `project://${slug}/memory?file=../x` });
  assert.equal(error?.code, -32002);
});

test('who watches a conversation is told of its new messages, and of those of no other [mcp.resources.session-subscribe]', async () => {
  const { session_id: id } = await door.create();
  await door.ask(id, 'say first');
  const { session_id: other } = await door.create();
  const uri = `session://${id}`;
  await connection.client.subscribeResource({ uri });
  await door.ask(id, 'slow 40 50 a text that takes two seconds to be said');
  await door.ask(id, 'say done');
  await door.ask(other, 'say nobody watches this');
  await told(uri, 1);
  await door.ask(id, 'say once more');
  await told(uri, 2);
  assert.deepEqual([...new Set(updates.map((update) => update.uri))], [uri]);
  await connection.client.unsubscribeResource({ uri });
});

test('changes of project memory are not announced, and subscribing says so [mcp.resources.session-subscribe]', async () => {
  const { slug } = await door.create();
  await assert.rejects(
    connection.client.subscribeResource({ uri: `project://${slug}/memory` }),
    /not announced|not found/,
  );
});

test('session ids are completed by their beginning and by words of the title, newest first [mcp.completion.sessions]', async () => {
  const made: string[] = [];
  for (const title of ['Mend the heron', 'Paint the heron']) {
    const { session_id: id } = await door.create({ title });
    await door.ask(id, 'say ok');
    made.unshift(id);
  }
  const template = { type: 'ref/resource', uri: 'session://{session_id}' };
  assert.deepEqual(await complete(template, 'session_id', 'HERON'), made);
  const [newest = ''] = made;
  for (const ref of [
    template,
    { type: 'ref/tool', name: 'get_session' },
    { type: 'ref/prompt', name: 'watch_session' },
  ]) {
    assert.deepEqual(await complete(ref, 'session_id', newest.slice(0, 13)), [newest]);
  }
  assert.deepEqual(await complete(template, 'session_id', 'zebra'), []);
});

test('slugs and folders are completed for templates, prompts and tools [mcp.completion.sessions]', async () => {
  const { session_id: id, slug } = await door.create();
  await door.ask(id, 'say ok');
  const slugs = String(slug);
  assert.deepEqual(
    await complete({ type: 'ref/resource', uri: 'project://{slug}/memory' }, 'slug', slugs.slice(0, 5)),
    [slug],
  );
  assert.deepEqual(await complete({ type: 'ref/tool', name: 'list_sessions' }, 'slug', 'WORK'), [slug]);
  assert.deepEqual(await complete({ type: 'ref/prompt', name: 'start_session' }, 'cwd', door.cwd.slice(0, 8)), [
    door.cwd,
  ]);
  assert.deepEqual(await complete({ type: 'ref/tool', name: 'list_sessions' }, 'status', 'l'), ['live']);
  assert.deepEqual(await complete({ type: 'ref/prompt', name: 'start_session' }, 'text', 'a'), []);
});
