import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { IndexTree, OTHER_SESSION, SESSION, untilStatus } from '../../support/index-tree.ts';
import { scratchFolder } from '../../support/scratch.ts';

test('what people, the model and tools said is found, in the message it belongs to [storage.search.passes]', async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [
    tree.prompt('please build the heron'),
    tree.answer('msg_1', { type: 'thinking', thinking: 'ponder egret' }),
    tree.answer('msg_1', { type: 'text', text: 'I look at the quay' }),
    tree.call('msg_1', 'toolu_1', { command: 'ls marsh', count: 4711 }),
    tree.result('toolu_1', 'reeds.txt'),
    tree.answer('msg_2', { type: 'text', text: 'done' }),
    JSON.stringify({ type: 'ai-title', aiTitle: 'Birds', sessionId: SESSION }),
    JSON.stringify({ type: 'api-request-shape', shape: 'heron heron heron' }),
    tree.prompt('the meta heron', { isMeta: true }),
  ]);
  assert.deepEqual(await tree.find('heron'), [tree.uuid(1)]);
  assert.deepEqual(await tree.find('marsh'), ['msg_1']);
  assert.deepEqual(await tree.find('4711 quay'), ['msg_1']);
  assert.deepEqual(await tree.find('reeds'), ['msg_1']);
  assert.deepEqual(await tree.find('birds'), ['title']);
  assert.deepEqual(await tree.find('egret'), []);
  assert.deepEqual(await tree.find('egret', { in: new Set(['thinking']) }), ['msg_1']);
  const status = tree.index.status();
  assert.equal(status.files, 1);
  assert.deepEqual(status.conversation, status.tools);
  assert.equal(status.conversation.doneBytes, status.conversation.totalBytes);
  await tree.index.close();
});

test('what is appended is found, to a message that has been indexed too [storage.search.follow]', async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [tree.prompt('first heron'), tree.answer('msg_1', { type: 'text', text: 'an egret' })]);
  assert.deepEqual(await tree.find('egret'), ['msg_1']);
  tree.append(tree.pathOf(), tree.answer('msg_1', { type: 'text', text: 'on the quay' }));
  assert.deepEqual(await tree.find('egret quay'), ['msg_1']);
  tree.append(tree.pathOf(), tree.call('msg_1', 'toolu_1', { command: 'count marsh' }));
  assert.deepEqual(await tree.find('egret quay marsh'), ['msg_1']);
  tree.append(tree.pathOf(), tree.result('toolu_1', 'sedge'), tree.prompt('second heron'));
  assert.deepEqual(await tree.find('sedge'), ['msg_1']);
  assert.equal((await tree.find('heron')).length, 2);
  assert.equal((await tree.find('egret')).length, 1);
  await tree.index.close();
});

test('half a line is read when it is whole [storage.search.follow]', async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [tree.prompt('heron')]);
  const line = tree.prompt('an egret stands there');
  appendFileSync(tree.pathOf(), line.slice(0, 90));
  assert.deepEqual(await tree.find('egret'), []);
  assert.equal((await tree.find('heron')).length, 1);
  appendFileSync(tree.pathOf(), `${line.slice(90)}\n`);
  assert.equal((await tree.find('egret')).length, 1);
  await tree.index.close();
});

test('only the newest title of a kind is found [storage.search.follow]', async () => {
  const tree = new IndexTree();
  const title = (customTitle: string): string =>
    JSON.stringify({ type: 'custom-title', customTitle, sessionId: SESSION });
  tree.write(tree.pathOf(), [tree.prompt('heron'), title('the first name'), title('the second name')]);
  assert.deepEqual(await tree.find('first'), []);
  assert.deepEqual(await tree.find('second'), ['title']);
  tree.append(tree.pathOf(), title('the third name'));
  assert.deepEqual(await tree.find('second'), []);
  assert.deepEqual(await tree.find('name'), ['title']);
  await tree.index.close();
});

test('a file that shrank, was replaced, rewritten or taken away loses what it held [storage.search.follow]', async () => {
  const tree = new IndexTree();
  const path = tree.pathOf();
  const [first, second] = [tree.prompt('heron one'), tree.prompt('egret two')];
  tree.write(path, [first, second]);
  assert.equal((await tree.find('egret')).length, 1);
  truncateSync(path, first.length + 1);
  assert.deepEqual(await tree.find('egret'), []);
  assert.equal((await tree.find('heron')).length, 1);
  writeFileSync(`${path}.new`, `${tree.prompt('marsh three')}\n${tree.prompt('reeds four')}\n${tree.prompt('more')}\n`);
  renameSync(`${path}.new`, path);
  assert.deepEqual(await tree.find('heron'), []);
  assert.equal((await tree.find('marsh')).length, 1);
  tree.write(path, [tree.prompt('longer than before: sedge'), ...Array.from({ length: 5 }, () => tree.prompt('pad'))]);
  assert.deepEqual(await tree.find('marsh'), []);
  assert.equal((await tree.find('sedge')).length, 1);
  rmSync(path);
  assert.deepEqual(await tree.find('sedge'), []);
  assert.equal(tree.index.status().documents, 0);
  rmSync(tree.root, { recursive: true });
  assert.equal((await tree.settle()).files, 0);
  await tree.index.close();
});

test('files of sub-agents are found under the session they belong to, in all layouts [storage.search.follow]', async () => {
  const tree = new IndexTree();
  const folder = join(tree.root, '-p');
  tree.write(tree.pathOf(), [tree.prompt('main heron')]);
  tree.write(join(folder, 'agent-old.jsonl'), [tree.prompt('old heron', { isSidechain: true })]);
  tree.write(join(folder, OTHER_SESSION, 'subagents', 'agent-new.jsonl'), [tree.prompt('new heron')]);
  await tree.settle();
  const found = (await tree.search('heron')).map(({ sessionId, agentId }) => [sessionId, agentId ?? '']);
  assert.deepEqual(found.sort(), [
    [SESSION, ''],
    [SESSION, 'old'],
    [OTHER_SESSION, 'new'],
  ]);
  await tree.index.close();
});

test('after a restart only what was appended is read, and nothing is found twice [storage.search.follow]', async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [tree.prompt('heron'), tree.answer('msg_1', { type: 'text', text: 'egret' })]);
  assert.equal((await tree.find('heron')).length, 1);
  const before = tree.index.status().documents;
  await tree.index.close();
  tree.append(tree.pathOf(), tree.answer('msg_1', { type: 'text', text: 'quay' }), tree.prompt('another heron'));
  tree.open();
  assert.deepEqual(await tree.find('egret quay'), ['msg_1']);
  assert.equal((await tree.find('heron')).length, 2);
  assert.equal(tree.index.status().documents, before + 1);
  await tree.index.close();
});

test('a file that somebody tells of is read at once, without a look at all others [storage.search.follow]', async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [tree.prompt('heron')]);
  const { documents } = await tree.settle();
  tree.append(tree.pathOf(), tree.prompt('egret'));
  tree.index.touch(tree.pathOf());
  await untilStatus(tree.index, (status) => status.documents === documents + 1);
  assert.equal((await tree.search('egret')).length, 1);
  await tree.index.close();
});

test('links, empty files and odd lines are no trouble, and no link is followed [storage.search.odd]', async () => {
  const tree = new IndexTree();
  const outside = scratchFolder('codez-ix-');
  tree.write(tree.pathOf(), [
    'no JSON at all',
    '{"type":"user","message":{"role":"user","content":"broken egret',
    '[1, 2]',
    '"text"',
    '',
    '{"type":"user","message":{"role":"user","content":[{"type":"text","text":7},null,[]]}}',
    '{"type":"assistant","message":null,"uuid":5}',
    `${' '.repeat(3)}${tree.prompt('heron behind blanks')}\r`,
  ]);
  tree.write(join(outside, `${OTHER_SESSION}.jsonl`), [tree.prompt('egret outside')]);
  symlinkSync(outside, join(tree.root, '-linked'));
  symlinkSync(join(outside, `${OTHER_SESSION}.jsonl`), tree.pathOf(OTHER_SESSION));
  for (let serial = 10; serial < 200; serial += 1) {
    writeFileSync(
      join(dirname(tree.pathOf()), `aaaaaaaa-0000-4000-8000-000000000${serial.toString().padStart(3, '0')}.jsonl`),
      '',
    );
  }
  mkdirSync(join(tree.root, '-p', 'aaaaaaaa-0000-4000-8000-000000000300.jsonl'));
  assert.deepEqual(await tree.find('egret'), []);
  assert.equal((await tree.find('heron')).length, 1);
  assert.equal(tree.index.status().state === 'failed', false);
  await tree.index.close();
});

test('a line that is too long is passed over and counted, what stands behind it is found [storage.search.odd]', async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [tree.prompt('heron before')]);
  const part = Buffer.alloc(1024 * 1024, 'egret ');
  appendFileSync(tree.pathOf(), '{"type":"user","message":{"role":"user","content":"');
  for (let count = 0; count < 40; count += 1) appendFileSync(tree.pathOf(), part);
  appendFileSync(tree.pathOf(), '"}}\n');
  tree.append(tree.pathOf(), tree.prompt('heron behind'));
  assert.equal((await tree.find('heron')).length, 2);
  assert.deepEqual(await tree.find('egret'), []);
  assert.equal(tree.index.status().skippedLines, 1);
  await tree.index.close();
});
