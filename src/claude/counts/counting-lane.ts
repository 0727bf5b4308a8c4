import { parentPort } from 'node:worker_threads';
import { ChunkPool, type FileCount, FileCounting } from './file-count.ts';

// A second thread for what the first has to read: it knows nothing, and counts whole files.

const pool = new ChunkPool();

parentPort?.on('message', (paths: readonly string[]) => {
  const counts = paths.map((path): FileCount | undefined => {
    const counting = FileCounting.of(path, pool);
    while (counting?.step() === true);
    return counting?.close();
  });
  const memory = counts.flatMap((count) => (count === undefined ? [] : [count.figures.rows.bytes.buffer]));
  parentPort?.postMessage(counts, memory);
});
