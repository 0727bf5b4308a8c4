import { type IndexedFile, isPending } from './indexed-file.ts';

/** Files that a pass has something to read of, newest first. */
export class ToDo {
  readonly #pass: 'conversation' | 'tools';
  /** Newest last. */
  #files: IndexedFile[] = [];

  constructor(pass: 'conversation' | 'tools') {
    this.#pass = pass;
  }

  /** Takes all files that are pending. */
  fill(files: Iterable<IndexedFile>): void {
    const pending: IndexedFile[] = [];
    for (const file of files) if (this.#isPending(file)) pending.push(file);
    this.#files = pending.sort((one, other) => one.mtime - other.mtime);
  }

  /** Puts a file before all others. */
  push(file: IndexedFile): void {
    if (this.#isPending(file)) this.#files.push(file);
  }

  /** Takes the newest file that is pending. */
  next(): IndexedFile | undefined {
    for (let file = this.#files.pop(); file !== undefined; file = this.#files.pop()) {
      if (this.#isPending(file)) return file;
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return !this.#files.some((file) => this.#isPending(file));
  }

  #isPending(file: IndexedFile): boolean {
    return isPending(file, file[this.#pass]);
  }
}
