import { parentPort, workerData } from 'node:worker_threads';

// Stands in for the thread that counts: it answers `changes`, dies of `sync`, and answers nothing else.

parentPort?.on('message', ({ id, call }: { id: number; call: string }) => {
  if (call === 'sync') throw new Error(`${workerData.root} is too much`);
  if (call === 'changes') parentPort?.postMessage({ id, result: { changed: [], removed: [], hasMore: false } });
  if (call === 'usage') process.exit(3);
});
