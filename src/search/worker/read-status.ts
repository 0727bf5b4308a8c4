import type { PassProgress } from '../search-index.ts';
import type { IndexBuilder } from './index-builder.ts';
import { lookAtIndexFile } from './index-file.ts';
import { type IndexedFile, isPending, type PassOffsets } from './indexed-file.ts';
import type { OpenIndex } from './open-index.ts';
import type { WorkerStatus } from './worker-protocol.ts';

/** Returns how the index stands. */
export function readStatus(
  path: string,
  index: OpenIndex | undefined,
  builder: IndexBuilder | undefined,
  failure: string | undefined,
): WorkerStatus {
  const files = [...(index?.table.files.values() ?? [])];
  const problem = failure ?? builder?.problem;
  const state = failure !== undefined ? 'failed' : (builder?.isBuilding ?? true) ? 'building' : 'ready';
  return {
    state,
    conversation: progressOf(files, ({ conversation }) => conversation),
    tools: progressOf(files, ({ tools }) => tools),
    files: files.length,
    documents: index?.writer.count ?? 0,
    sizeBytes: lookAtIndexFile(path)?.sizeBytes ?? 0,
    skippedLines: files.reduce((sum, { skippedLines }) => sum + skippedLines, 0),
    ...(problem === undefined ? {} : { problem }),
  };
}

function progressOf(files: readonly IndexedFile[], passOf: (file: IndexedFile) => PassOffsets): PassProgress {
  let doneBytes = 0;
  let totalBytes = 0;
  for (const file of files) {
    const pass = passOf(file);
    doneBytes += isPending(file, pass) ? Math.min(pass.offset, file.size) : file.size;
    totalBytes += file.size;
  }
  return { doneBytes, totalBytes };
}
