import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { IndexTree } from '../../support/index-tree.ts';

const BUILDER = fileURLToPath(new URL('../../support/programs/index-builder.js', import.meta.url));
const FILES = 40;
const MESSAGES = 60;
const KILLS = 4;

/** Lets a process build the index and kills it when it has said `lines` times how far it is. */
async function killAfter(tree: IndexTree, lines: number): Promise<void> {
  const child = spawn(process.execPath, [BUILDER, tree.path, tree.root], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = 0;
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString().split('\n').length - 1;
    if (said >= lines || text.includes('ready')) child.kill('SIGKILL');
  });
  await once(child, 'exit');
}

test('a process that is killed while it builds leaves an index that the next one completes [storage.search.kill]', async () => {
  const tree = new IndexTree();
  for (let serial = 0; serial < FILES; serial += 1) {
    const path = tree.pathOf(`aaaaaaaa-0000-4000-8000-${serial.toString(16).padStart(12, '0')}`);
    const lines = Array.from({ length: MESSAGES }, (_, index) => [
      tree.prompt(`heron ${serial} ${index} ${'reeds and sedge '.repeat(40)}`),
      tree.answer(`msg_${serial}_${index}`, { type: 'text', text: `quay ${serial} ${index}` }),
      tree.call(`msg_${serial}_${index}`, `toolu_${serial}_${index}`, { command: `marsh ${serial} ${index}` }),
      tree.result(`toolu_${serial}_${index}`, 'bittern '.repeat(300)),
    ]);
    tree.write(path, lines.flat());
  }
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await killAfter(tree, kill);
    // Somebody writes in the meantime.
    tree.append(tree.pathOf('aaaaaaaa-0000-4000-8000-000000000003'), tree.prompt(`egret ${kill}`));
  }
  assert.equal((await tree.find('egret')).length, KILLS);
  assert.deepEqual(await tree.find('"quay 7 31" marsh'), ['msg_7_31']);
  assert.deepEqual(await tree.find('"heron 12 59"'), [tree.uuid((12 * MESSAGES + 59) * 4 + 1)]);
  const status = tree.index.status();
  assert.deepEqual(status.healed, []);
  assert.equal(status.documents, FILES * MESSAGES * 3 + KILLS);
  await tree.index.close();
});
