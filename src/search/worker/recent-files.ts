import { dirname } from 'node:path';
import type { IndexedFile } from './indexed-file.ts';

/** So many files are looked at before each answer; others are as soon as somebody tells of them, or within a second. */
const MAX_FILES = 256;
const SUFFIX = '.jsonl';

/** The files that were written last, which are most likely to be written next. */
export class RecentFiles {
  #files: readonly IndexedFile[] = [];
  #folders: ReadonlySet<string> = new Set();

  get files(): readonly IndexedFile[] {
    return this.#files;
  }

  /** Where files of the same sessions may appear. */
  get folders(): ReadonlySet<string> {
    return this.#folders;
  }

  choose(files: Iterable<IndexedFile>): void {
    this.#files = [...files].sort((one, other) => other.mtime - one.mtime).slice(0, MAX_FILES);
    const folders = new Set<string>();
    for (const { path, agentId } of this.#files) {
      folders.add(agentId === undefined ? `${path.slice(0, -SUFFIX.length)}/subagents` : dirname(path));
    }
    this.#folders = folders;
  }
}
