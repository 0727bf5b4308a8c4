import { closeSync, readSync, type Stats } from 'node:fs';
import { DocumentFinder, type Passes } from '../documents/document-finder.ts';
import type { DocumentWriter } from './document-writer.ts';
import { findCall, findSessionId } from './find-in-file.ts';
import type { IndexedFile, PassOffsets } from './indexed-file.ts';
import type { LineReader } from './line-reader.ts';

const MARK_BYTES = 64;

/** What is not to be read, and who is told what is. */
export interface ReadingOptions {
  /** Paths that are not read. */
  readonly setAside: ReadonlySet<string>;
  /** Is told what is read from now on; undefined: nothing. */
  readonly onReading: (path: string | undefined) => void;
}

/** True when what was read of a file still stands in it, so that the rest can be read. */
export function isContinued(file: IndexedFile, fd: number, stats: Stats): boolean {
  const { conversation, tools, mark } = file;
  if (stats.dev !== file.dev || stats.ino !== file.ino) return false;
  if (stats.size < Math.max(conversation.offset, tools.offset)) return false;
  return readMark(fd, conversation.offset).equals(mark);
}

/**
 * Reads what a pass has not read of a file and hands its documents to a writer, a chunk a time.
 */
export class FileReading {
  readonly #file: IndexedFile;
  readonly #fd: number;
  readonly #stats: Stats;
  readonly #passes: Passes;
  readonly #finder: DocumentFinder;
  readonly #chunks: Generator<number, void>;
  /** Behind the last whole line that was read. */
  #offset: number;

  constructor(
    file: IndexedFile,
    { fd, stats }: { readonly fd: number; readonly stats: Stats },
    passes: Passes,
    writer: DocumentWriter,
    lines: LineReader,
  ) {
    const { offset, resume } = passes.conversation ? file.conversation : file.tools;
    this.#file = file;
    this.#fd = fd;
    this.#stats = stats;
    this.#passes = passes;
    this.#offset = offset;
    this.#finder = new DocumentFinder({
      passes,
      from: offset,
      fallbackTime: stats.mtimeMs,
      onDocument: (document) => {
        const isInOtherPass = !passes.conversation && document.kind === 0;
        writer.add(file, document, passes, document.isAgain || isInOtherPass);
      },
      findCall: (toolUseId) => (offset === 0 ? undefined : findCall(fd, toolUseId, resume)),
    });
    this.#chunks = lines.read(fd, resume, stats.size, {
      addLine: (bytes, start, end, at) => this.#finder.addLine(bytes, start, end, at),
      skipLine: (at) => {
        if (passes.conversation && at >= offset) file.skippedLines += 1;
      },
    });
    if (file.sessionId === '') file.sessionId = findSessionId(fd) ?? '';
  }

  /** Reads a chunk; returns false at the end of the file. */
  readChunk(): boolean {
    // Whose session it is cannot be told yet.
    const { done, value } = this.#file.sessionId === '' ? { done: true, value: undefined } : this.#chunks.next();
    if (done !== true) {
      this.#offset = Math.max(this.#offset, value ?? 0);
      return true;
    }
    const { size, mtimeMs, dev, ino } = this.#stats;
    Object.assign(this.#file, { size, mtime: mtimeMs, dev, ino });
    this.tell();
    for (const pass of this.#offsets()) pass.seenSize = size;
    return false;
  }

  /** Hands out what was read, so that it can be written down together with how far that is. */
  tell(): void {
    this.#finder.tellOpen();
    for (const pass of this.#offsets()) {
      pass.offset = this.#offset;
      pass.resume = Math.min(this.#finder.openFrom ?? this.#offset, this.#offset);
    }
    if (this.#passes.conversation) this.#file.mark = readMark(this.#fd, this.#offset);
    this.#file.isChanged = true;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #offsets(): PassOffsets[] {
    const { conversation, tools } = this.#file;
    return [...(this.#passes.conversation ? [conversation] : []), ...(this.#passes.tools ? [tools] : [])];
  }
}

function readMark(fd: number, offset: number): Buffer {
  const mark = Buffer.alloc(Math.min(MARK_BYTES, offset));
  return mark.subarray(0, readSync(fd, mark, 0, mark.length, offset - mark.length));
}
