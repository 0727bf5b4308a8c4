import { parentPort, workerData } from 'node:worker_threads';
import type { IndexReply, IndexRequest, IndexTask } from '../../../src/search/worker/worker-protocol.ts';

// Stands in for the thread of the index: it reads `<root>/good` and `<root>/bad`, and dies of the bad one. A search
// kills it as well, unless it asks for nothing.

const { root, setAside } = workerData as IndexTask;
const say = (reply: IndexReply): void => parentPort?.postMessage(reply);

parentPort?.on('message', (request: IndexRequest) => {
  if (request.kind === 'close') process.exit(0);
  if (request.kind !== 'search') return;
  if (request.query.query !== '') throw new Error('that is too much');
  say({ kind: 'done', id: request.id, page: { hits: [] } });
});
for (const path of [`${root}/good`, `${root}/bad`]) {
  if (setAside.includes(path)) continue;
  say({ kind: 'reading', path });
  if (path.endsWith('bad')) throw new Error('out of memory');
}
say({ kind: 'reading' });
const done = { doneBytes: 0, totalBytes: 0 };
const status = { conversation: done, tools: done, files: 2, documents: 0, sizeBytes: 0, skippedLines: 0 };
say({ kind: 'status', status: { state: 'ready', ...status } });
