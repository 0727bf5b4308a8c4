import type { Logger } from '../../../core/logger.ts';
import { type FolderWatch, watchFolder } from './folder-watch.ts';

/** What a watched directory is: of a kind, so that some can be closed and others kept. */
export type FolderKind = 'ancestor' | 'root' | 'project' | 'session';

/** All watches on directories, by path. A directory that cannot be watched is a problem, told once. */
export class FolderWatches {
  readonly #watches = new Map<string, { readonly kind: FolderKind; readonly watch: FolderWatch }>();
  readonly #problems = new Map<string, string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get count(): number {
    return this.#watches.size;
  }

  get problems(): string[] {
    return [...this.#problems].map(([path, reason]) => `${path} cannot be watched and is only looked at: ${reason}`);
  }

  has(path: string): boolean {
    return this.#watches.has(path);
  }

  /** Watches a directory, unless it is watched; returns false when it cannot be. */
  watch(kind: FolderKind, path: string, ino: number, onEntry: (name: string | undefined) => void): boolean {
    const known = this.#watches.get(path);
    if (known?.watch.ino === ino) return true;
    known?.watch.close();
    this.#watches.delete(path);
    const opened = watchFolder(path, ino, onEntry, (reason) => this.#fail(path, reason));
    if (opened === undefined) return false;
    this.#watches.set(path, { kind, watch: opened });
    this.#problems.delete(path);
    return true;
  }

  unwatch(path: string): void {
    this.#watches.get(path)?.watch.close();
    this.#watches.delete(path);
    this.#problems.delete(path);
  }

  /** Closes the watches of a kind that are not kept. */
  closeOthersThan(kind: FolderKind, isKept: (path: string) => boolean): void {
    for (const [path, entry] of this.#watches) {
      if (entry.kind === kind && !isKept(path)) this.unwatch(path);
    }
  }

  close(): void {
    for (const { watch } of this.#watches.values()) watch.close();
    this.#watches.clear();
  }

  #fail(path: string, reason: string): void {
    this.#watches.delete(path);
    if (!this.#problems.has(path)) this.#logger.warn('a directory cannot be watched', { path, reason });
    this.#problems.set(path, reason);
  }
}
