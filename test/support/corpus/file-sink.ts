import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const HELD = 512 * 1024;

/** Writes a file line by line, in large pieces. Without a path nothing is written. */
export class FileSink {
  readonly path: string | undefined;
  bytes = 0;
  readonly #file: number | undefined;
  #held: string[] = [];
  #units = 0;

  /** `isAppended`: goes on behind what the file holds. */
  constructor(path: string | undefined, isAppended = false) {
    this.path = path;
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, isAppended ? 'a' : 'w', 0o600);
  }

  write(text: string): void {
    this.#held.push(text);
    this.#units += text.length;
    if (this.#units >= HELD) this.#flush();
  }

  /** `modifiedAt`: when the file shall say that it was changed last, ms since the epoch; now, where it is not given. */
  close(modifiedAt?: number): void {
    this.#flush();
    if (this.#file === undefined || this.path === undefined) return;
    closeSync(this.#file);
    if (modifiedAt !== undefined) utimesSync(this.path, modifiedAt / 1000, modifiedAt / 1000);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#held.join(''));
    this.#held = [];
    this.#units = 0;
    this.bytes += bytes.length;
    if (this.#file !== undefined) for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }
}
