import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { FileCount } from './file-count.ts';
import { parseKeptCount, renderKeptCount } from './kept-count.ts';

const LF = 0x0a;
/** Goes up whenever counting tells something else of the same file: what an older version has kept is counted anew. */
const VERSION = 2;
/** Old lines beyond so many bytes, and beyond the size of the others, are not kept any longer. */
const SPARE_BYTES = 1024 * 1024;
/** A file that grew by less is as well counted on from what was kept of it before. */
const WORTH_BYTES = 256 * 1024;

const PIECE_BYTES = 256 * 1024;

export interface CountCacheOptions {
  /** Undefined: nothing is kept. */
  readonly path: string | undefined;
  /** The folder whose files are counted; what was kept of another is no use. */
  readonly root: string;
  readonly warn: (message: string, fields: Readonly<Record<string, string | number>>) => void;
}

interface Kept {
  readonly count: FileCount;
  lineBytes: number;
}

/**
 * What was counted of files, kept in a file of JSON lines: one for each count, the last of a path counts. It can be
 * deleted at any time; what is damaged or of another version is counted anew.
 */
export class CountCache {
  readonly #options: CountCacheOptions;
  readonly #header: string;
  readonly #kept = new Map<string, Kept>();
  /** Counts that are not written yet; undefined for what is to be forgotten. */
  readonly #fresh = new Map<string, FileCount | undefined>();
  #fileBytes = 0;
  #keptBytes = 0;
  /** The file is to be written as a whole. */
  #isUseless = true;

  constructor(options: CountCacheOptions) {
    this.#options = options;
    this.#header = `${JSON.stringify({ kind: 'transcript counts', version: VERSION, root: options.root })}\n`;
    if (options.path !== undefined) this.#load(options.path);
  }

  /** What was kept of a file; it may have changed since. */
  find(path: string): FileCount | undefined {
    return this.#fresh.get(path) ?? this.#kept.get(path)?.count;
  }

  keep(path: string, count: FileCount): void {
    if (this.#options.path !== undefined && this.#kept.get(path)?.count !== count) this.#fresh.set(path, count);
  }

  forget(path: string): void {
    if (this.#kept.has(path)) this.#fresh.set(path, undefined);
    else this.#fresh.delete(path);
  }

  /** Forgets all files but these. */
  forgetOthers(paths: ReadonlySet<string>): void {
    for (const path of this.#kept.keys()) if (!paths.has(path)) this.#fresh.set(path, undefined);
  }

  /** True when there is something that should be written soon. */
  get isWorthWriting(): boolean {
    for (const [path, count] of this.#fresh) {
      const kept = this.#kept.get(path)?.count;
      if (count === undefined || kept === undefined) return true;
      if (count.offset < kept.offset || count.offset > kept.offset + WORTH_BYTES) return true;
    }
    return false;
  }

  /** Writes what is new; where that fails it is told, and tried again with the next change. */
  write(): void {
    const { path, warn } = this.#options;
    if (path === undefined || (this.#fresh.size === 0 && !this.#isUseless)) return;
    try {
      const lines = this.#takeFresh();
      const isOutgrown = this.#fileBytes > 2 * this.#keptBytes + SPARE_BYTES;
      if (this.#isUseless || isOutgrown) this.#rewrite(path);
      else this.#append(path, lines);
    } catch (error) {
      this.#isUseless = true;
      warn('what was counted of transcripts is not kept', { path, reason: String(error) });
    }
  }

  /** Returns the lines of what is new; none when all of the file is written anyway. */
  #takeFresh(): Buffer[] {
    const lines: Buffer[] = [];
    for (const [path, count] of this.#fresh) {
      const line = this.#isUseless ? undefined : Buffer.from(renderKeptCount(this.#options.root, path, count));
      if (line !== undefined) lines.push(line);
      this.#remember(path, count, line?.length ?? 0);
    }
    this.#fresh.clear();
    return lines;
  }

  #remember(path: string, count: FileCount | undefined, lineBytes: number): void {
    this.#keptBytes -= this.#kept.get(path)?.lineBytes ?? 0;
    this.#kept.delete(path);
    if (count === undefined) return;
    this.#kept.set(path, { count, lineBytes });
    this.#keptBytes += lineBytes;
  }

  #append(path: string, lines: readonly Buffer[]): void {
    const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
    try {
      this.#fileBytes += writeLines(fd, lines);
    } finally {
      closeSync(fd);
    }
  }

  #rewrite(path: string): void {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.new`;
    rmSync(temporary, { force: true });
    const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      this.#fileBytes = writeLines(fd, this.#renderAll());
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
    this.#keptBytes = this.#fileBytes;
    this.#isUseless = false;
  }

  *#renderAll(): Generator<Buffer, void> {
    yield Buffer.from(this.#header);
    for (const [path, kept] of this.#kept) {
      const line = Buffer.from(renderKeptCount(this.#options.root, path, kept.count));
      kept.lineBytes = line.length;
      yield line;
    }
  }

  #load(path: string): void {
    const bytes = readKept(path);
    if (bytes === undefined) return;
    const header = Buffer.from(this.#header);
    if (!bytes.subarray(0, header.length).equals(header)) return;
    let damaged = 0;
    let start = header.length;
    for (let end = bytes.indexOf(LF, start); end >= 0; end = bytes.indexOf(LF, start)) {
      const entry = parseKeptCount(this.#options.root, bytes.toString('utf8', start, end));
      if (entry === undefined) damaged += 1;
      else this.#remember(entry.path, entry.count, end + 1 - start);
      start = end + 1;
    }
    // Behind the last line end stands nothing, or what was cut off in the middle of writing it.
    const isTorn = start < bytes.length;
    this.#fileBytes = bytes.length;
    this.#isUseless = isTorn || damaged > 0;
    if (damaged === 0) return;
    this.#options.warn('lines of kept counts are damaged; these transcripts are counted anew', {
      path,
      lines: damaged,
    });
  }
}

function readKept(path: string): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return fstatSync(fd).isFile() ? readFileSync(fd) : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Writes lines a piece at a time and returns how many bytes they were. */
function writeLines(fd: number, lines: Iterable<Buffer>): number {
  let written = 0;
  let piece: Buffer[] = [];
  let pieceBytes = 0;
  const flush = (): void => {
    const bytes = Buffer.concat(piece);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    written += bytes.length;
    piece = [];
    pieceBytes = 0;
  };
  for (const line of lines) {
    piece.push(line);
    pieceBytes += line.length;
    if (pieceBytes >= PIECE_BYTES) flush();
  }
  flush();
  return written;
}
