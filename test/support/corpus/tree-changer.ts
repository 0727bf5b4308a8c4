import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import type { CorpusFile } from './write-session.ts';

/** Changes the files of a tree as programs, people and full disks do: they grow, are cut, replaced, gone and back. */
export class TreeChanger {
  readonly #files: readonly CorpusFile[];
  readonly #random: SeededRandom;
  /** What is still to be written of the last line of a file. */
  readonly #pending = new Map<string, Buffer>();
  readonly #gone = new Map<string, Buffer>();

  constructor(files: readonly CorpusFile[], random: SeededRandom) {
    this.#files = files;
    this.#random = random;
  }

  /** Changes some file in some way. */
  change(): void {
    const { path } = this.#random.pick(this.#files);
    const change = this.#random.weighted<(path: string) => void>([
      [8, (one) => this.#grow(one)],
      [2, (one) => this.#shrink(one)],
      [2, (one) => this.#replace(one)],
      [1, (one) => this.#rewrite(one)],
      [1, (one) => this.#remove(one)],
    ]);
    if (existsSync(path)) change(path);
    else this.#bringBack(path);
  }

  /** Ends the lines that are half written. */
  finish(): void {
    for (const path of [...this.#pending.keys()]) if (existsSync(path)) this.#grow(path);
  }

  /** Appends lines of the file itself, the last of them in two steps. */
  #grow(path: string): void {
    const rest = this.#pending.get(path);
    if (rest !== undefined) {
      this.#pending.delete(path);
      appendFileSync(path, rest);
      return;
    }
    const lines = readFileSync(path).toString('latin1').split('\n');
    const from = this.#random.below(lines.length);
    const bytes = Buffer.from(`${lines.slice(from, from + 1 + this.#random.below(8)).join('\n')}\n`, 'latin1');
    const cut = this.#random.chance(0.5) ? this.#random.below(bytes.length) : bytes.length;
    appendFileSync(path, bytes.subarray(0, cut));
    if (cut < bytes.length) this.#pending.set(path, bytes.subarray(cut));
  }

  #shrink(path: string): void {
    this.#pending.delete(path);
    truncateSync(path, this.#random.below(readFileSync(path).length + 1));
  }

  /** Another file in its place, with some of the lines in another order. */
  #replace(path: string): void {
    this.#pending.delete(path);
    writeFileSync(`${path}.new`, this.#otherLines(path));
    renameSync(`${path}.new`, path);
  }

  /** The same file with other lines. */
  #rewrite(path: string): void {
    this.#pending.delete(path);
    writeFileSync(path, this.#otherLines(path));
  }

  #remove(path: string): void {
    this.#pending.delete(path);
    this.#gone.set(path, readFileSync(path));
    rmSync(path);
  }

  #bringBack(path: string): void {
    writeFileSync(path, this.#gone.get(path) ?? '');
  }

  #otherLines(path: string): Buffer {
    const lines = readFileSync(path).toString('latin1').split('\n');
    const kept = lines.filter(() => this.#random.chance(0.8));
    const at = this.#random.below(kept.length + 1);
    return Buffer.from([...kept.slice(at), ...kept.slice(0, at), ''].join('\n'), 'latin1');
  }
}
