import { type WalkedFile, walkTranscriptFiles } from '../../claude/transcripts/transcript-files.ts';
import type { FileTable } from './file-table.ts';
import { type IndexedFile, isPending } from './indexed-file.ts';

/** What a look at all files has told. */
export interface SweepResult {
  /** No longer what was read: their documents are to be taken out. */
  readonly replaced: readonly IndexedFile[];
  readonly gone: readonly IndexedFile[];
  /** Folders that cannot be read. */
  readonly unreadable: readonly string[];
}

/** Looks at all files below `root` and takes in how they stand now; yields now and then. */
export function* sweepTree(root: string, table: FileTable): Generator<void, SweepResult> {
  const unreadable: string[] = [];
  const replaced: IndexedFile[] = [];
  const seen = new Set<string>();
  for (const found of walkTranscriptFiles(root, (folder) => unreadable.push(folder))) {
    seen.add(found.path);
    const file = table.files.get(found.path);
    if (file === undefined) table.add(found);
    else if (!lookAtFile(file, found.stats)) replaced.push(file);
    if (seen.size % 256 === 0) yield;
  }
  const gone: IndexedFile[] = [];
  for (const file of table.files.values()) {
    // What is in a folder that cannot be read for now is not gone.
    if (!seen.has(file.path) && !unreadable.some((folder) => file.path.startsWith(`${folder}/`))) gone.push(file);
  }
  return { replaced, gone, unreadable };
}

/** Takes in how a file stands now; returns false when it is no longer the one that was read, or has shrunk. */
export function lookAtFile(file: IndexedFile, { dev, ino, size, mtimeMs }: WalkedFile['stats']): boolean {
  const isSame = dev === file.dev && ino === file.ino;
  if (isSame && size === file.size && mtimeMs === file.mtime) return true;
  const { conversation, tools } = file;
  const wasRead = conversation.offset > 0 || tools.offset > 0;
  const isRewritten = size === file.size && !isPending(file, conversation);
  if (wasRead && (!isSame || isRewritten || size < Math.max(conversation.offset, tools.offset))) return false;
  Object.assign(file, { dev, ino, size, mtime: mtimeMs });
  conversation.seenSize = -1;
  tools.seenSize = -1;
  return true;
}
