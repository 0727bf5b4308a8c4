import { availableParallelism } from 'node:os';
import { ChunkPool, type FileCount, FileCounting } from './file-count.ts';
import { Lane } from './lane.ts';

/** A file that is to be counted, from `before` on where it has only grown. */
export interface FileToCount {
  readonly path: string;
  readonly sizeBytes: number;
  readonly before: FileCount | undefined;
}

export interface CountFilesOptions {
  /** Asked before each file: false when somebody else counts it by now. */
  readonly begin: (path: string) => boolean;
  /** Told when a file that was begun is done; `count` is undefined for one that cannot be read. */
  readonly counted: (path: string, count: FileCount | undefined) => void;
  /** From how much on other threads help. */
  readonly lanesFromBytes?: number;
}

/** How long the thread works before it looks whether there is something else to do. */
const SLICE_MS = 5;
/** Another thread has to be started, and its code compiled again: with less to read that is slower. */
const LANES_FROM_BYTES = 256 * 1024 * 1024;
const BATCH_BYTES = 4 * 1024 * 1024;
/** More would only wait for the disk. */
const MAX_LANES = 3;

const pool = new ChunkPool();

/** Counts files, with the help of other threads where there is much to read, and lets other work in between. */
export async function countFiles(files: readonly FileToCount[], options: CountFilesOptions): Promise<void> {
  const unknown = files.filter(({ before }) => before === undefined);
  const bytes = unknown.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const isMuch = bytes >= (options.lanesFromBytes ?? LANES_FROM_BYTES);
  const lanes = isMuch ? Math.min(MAX_LANES, availableParallelism() - 1) : 0;
  if (lanes === 0) {
    await countHere(files, options);
    return;
  }
  // The largest first, so that no thread has to be waited for long at the end.
  const queue = unknown.toSorted((one, other) => other.sizeBytes - one.sizeBytes);
  const grown = files.filter(({ before }) => before !== undefined);
  await Promise.all([
    countHere(grown, options).then(() => countQueue(queue, options)),
    ...Array.from({ length: lanes }, () => countInLane(queue, options)),
  ]);
}

async function countHere(files: readonly FileToCount[], options: CountFilesOptions): Promise<void> {
  let since = performance.now();
  for (const { path, before } of files) {
    if (!options.begin(path)) continue;
    const counting = FileCounting.of(path, pool, before);
    try {
      while (counting?.step() === true) {
        if (performance.now() - since < SLICE_MS) continue;
        await nextTurn();
        since = performance.now();
      }
    } finally {
      options.counted(path, counting?.close());
    }
  }
}

async function countQueue(queue: FileToCount[], options: CountFilesOptions): Promise<void> {
  for (let batch = takeBatch(queue); batch.length > 0; batch = takeBatch(queue)) {
    await countHere(batch, options);
    // The others want to know what they count next.
    await nextTurn();
  }
}

async function countInLane(queue: FileToCount[], options: CountFilesOptions): Promise<void> {
  const lane = new Lane();
  // What it counts next lies there before it is done, so that it waits for nobody.
  await Promise.all([feed(lane, queue, options), feed(lane, queue, options)]).finally(() => lane.close());
}

async function feed(lane: Lane, queue: FileToCount[], options: CountFilesOptions): Promise<void> {
  for (let batch = takeBatch(queue); batch.length > 0; batch = takeBatch(queue)) {
    const begun = batch.filter(({ path }) => options.begin(path));
    const counts = await lane.count(begun.map(({ path }) => path));
    if (counts === undefined) {
      // The thread has died: what it was to count is done here.
      await countHere(begun, { ...options, begin: () => true });
      return;
    }
    begun.forEach(({ path }, index) => {
      options.counted(path, counts[index]);
    });
  }
}

/** Takes some files off the queue's beginning: few when they are large. */
function takeBatch(queue: FileToCount[]): FileToCount[] {
  let bytes = 0;
  let count = 0;
  while (count < queue.length && bytes < BATCH_BYTES) {
    bytes += queue[count]?.sizeBytes ?? 0;
    count += 1;
  }
  return queue.splice(0, count);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
