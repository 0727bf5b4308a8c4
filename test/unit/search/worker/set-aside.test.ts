import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IndexThread } from '../../../../src/search/worker/index-thread.ts';
import type { WorkerStatus } from '../../../../src/search/worker/worker-protocol.ts';
import { IndexTree, OTHER_SESSION } from '../../../support/index-tree.ts';

test('what is set aside is not read, but named; all else is [storage.search.dies]', async () => {
  const tree = new IndexTree();
  const bad = tree.pathOf(OTHER_SESSION);
  tree.write(tree.pathOf(), [tree.prompt('heron')]);
  tree.write(bad, [tree.prompt('egret')]);
  const { path, root } = tree;
  const read: string[] = [];
  const status = await new Promise<WorkerStatus>((resolve) => {
    const thread = new IndexThread({ path, root, sweepMs: 60_000, retryMs: 50, setAside: [bad] }, (reply) => {
      if (reply.kind === 'reading' && reply.path !== undefined) read.push(reply.path);
      if (reply.kind !== 'status' || reply.status.state !== 'ready') return;
      thread.take({ kind: 'close' });
      resolve(reply.status);
    });
    void thread.run();
  });
  assert.deepEqual(new Set(read), new Set([tree.pathOf()]));
  assert.equal(status.documents, 1);
  assert.ok(status.problem?.includes(`${bad}: reading it took all memory`), status.problem);
});
