import type { TranscriptWalk, WalkedFile } from '../../claude/transcripts/transcript-files.ts';
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

/** Looks at all files and takes in how they stand now; yields now and then. */
export function* sweepTree(walk: TranscriptWalk, table: FileTable): Generator<void, SweepResult> {
  const unreadable: string[] = [];
  const replaced: IndexedFile[] = [];
  const unseen = new Set(table.files.values());
  let seen = 0;
  for (const found of walk.walk((folder) => unreadable.push(folder))) {
    const file = table.files.get(found.path);
    if (file === undefined) table.add(found);
    else {
      unseen.delete(file);
      if (!lookAtFile(file, found.stats)) replaced.push(file);
    }
    seen += 1;
    if (seen % 256 === 0) yield;
  }
  // What is in a folder that cannot be read for now is not gone.
  const gone = [...unseen].filter(({ path }) => !unreadable.some((folder) => path.startsWith(`${folder}/`)));
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
