import { ChunkPool, type FileCount, FileCounting } from './file-count.ts';

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
}

/** How long the thread works before it looks whether there is something else to do. */
const SLICE_MS = 5;
const pool = new ChunkPool();

/** Counts files one after the other, and lets other work of the thread in between. */
export async function countFiles(files: readonly FileToCount[], options: CountFilesOptions): Promise<void> {
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

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
