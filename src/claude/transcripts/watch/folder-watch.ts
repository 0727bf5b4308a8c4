import { type FSWatcher, watch } from 'node:fs';

/** A watch on the entries of one directory. */
export interface FolderWatch {
  /** Of the directory that is watched: another one may stand at its path by now. */
  readonly ino: number;
  close(): void;
}

/**
 * Watches the entries of a directory (none below them). `onEntry` gets the name of what has changed, undefined when
 * that is not known; `onFailure` is called once when the watch cannot begin or has ended by itself.
 */
export function watchFolder(
  path: string,
  ino: number,
  onEntry: (name: string | undefined) => void,
  onFailure: (reason: string) => void,
): FolderWatch | undefined {
  let watcher: FSWatcher;
  try {
    watcher = watch(path, (_event, name) => onEntry(name ?? undefined));
  } catch (error) {
    onFailure(reasonOf(error));
    return undefined;
  }
  watcher.once('error', (error) => {
    watcher.close();
    onFailure(reasonOf(error));
  });
  return { ino, close: () => watcher.close() };
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return 'the system has no watches left (fs.inotify.max_user_watches)';
  if (code === 'EMFILE') return 'the system has no watchers left (fs.inotify.max_user_instances)';
  return code ?? String(error);
}
