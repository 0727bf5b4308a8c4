import type { FileHandle } from 'node:fs/promises';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Clock, toIso } from '../../core/clock.ts';
import { createExclusively, ensureDirectory, openForRepair, syncDirectory } from '../../storage/durable-files.ts';
import { LineEncoder } from '../../storage/record-codec.ts';
import { addMark, SEGMENT_SCHEMA, type Segment, type SegmentHeader, segmentPath } from './segment.ts';

export interface SegmentWriterOptions {
  readonly folder: string;
  readonly boot: string;
  readonly clock: Clock;
  /** Bytes from which another segment is begun. */
  readonly segmentBytes: number;
  /** Bytes of all segments from which the oldest go. */
  readonly maxBytes: number;
  /** Age from which segments go. */
  readonly maxAgeMs: number;
  /** All segments, oldest first; kept up to date. */
  readonly segments: Segment[];
  /** The newest segment may be written on. */
  readonly isOpenEnded: boolean;
  /** What is known to be missing before the first event that is written now. */
  readonly hole: number | undefined;
  /** How far streams had been told by all that was written before. */
  readonly told: () => Iterable<readonly [stream: string, offset: number]>;
  /** Is called when segments have gone: events up to and with `seq` may be missing. */
  readonly onRemoved: (seq: number) => void;
}

/** A batch of lines, with the places of its first and last event. */
export interface Batch {
  readonly lines: readonly string[];
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** A segment takes events of one day, so that old ones go with it. */
const SEGMENT_MS = 24 * 3_600_000;

/** Writes segments: one write for each batch, `sync` behind it when its caller wants. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #encoder = new LineEncoder();
  #handle: FileHandle | undefined;
  /** The segment `#handle` writes. */
  #segment: Segment | undefined;
  #startedAt = 0;
  #mayContinue: boolean;
  #hole: number | undefined;
  #isDirectoryDirty = false;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#mayContinue = options.isOpenEnded;
    this.#hole = options.hole;
  }

  /** The newest segment, for what a closed log leaves behind. */
  get newest(): { name: string; bytes: number } | null {
    const last = this.#options.segments.at(-1);
    return last === undefined ? null : { name: basename(last.path), bytes: last.bytes };
  }

  /** Says that events before `seq` could not be written: the next segment will tell. */
  addHole(seq: number): void {
    this.#hole = seq;
    this.#mayContinue = false;
  }

  /** Writes a batch; after a failure nothing of it counts, and the next one begins another segment. */
  async write(batch: Batch): Promise<void> {
    const begun = await this.#prepare(batch);
    const { handle, segment } = begun;
    const bytes = this.#encoder.encode([...begun.lines, ...batch.lines]);
    try {
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, segment.bytes);
      if (bytesWritten < bytes.length) {
        throw Object.assign(new Error(`only ${bytesWritten} of ${bytes.length} bytes were written`), {
          code: 'ENOSPC',
        });
      }
    } catch (error) {
      await this.#abandon(handle, segment);
      throw error;
    }
    addMark(segment, batch.firstSeq, begun.lines.length > 0 ? 0 : segment.bytes);
    segment.bytes += bytes.length;
    segment.newestAt = this.#options.clock();
    if (begun.lines.length === 0) return;
    this.#options.segments.push(segment);
    this.#hole = undefined;
    await this.removeOld();
  }

  /** Waits until all that was written is on disk. After a failure the next batch begins another segment. */
  async sync(): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) return;
    try {
      await handle.datasync();
      if (this.#isDirectoryDirty) {
        await syncDirectory(this.#options.folder);
        this.#isDirectoryDirty = false;
      }
    } catch (error) {
      if (this.#handle === handle) await this.#release();
      throw error;
    }
  }

  /** Writes no more to the current segment: the next batch begins another one. */
  async leave(): Promise<void> {
    this.#mayContinue = false;
    await this.#release();
  }

  /** Removes what is too old or too much, but never the newest segment. */
  async removeOld(): Promise<void> {
    const { segments, maxBytes, maxAgeMs, clock, onRemoved } = this.#options;
    let total = segments.reduce((sum, { bytes }) => sum + bytes, 0);
    while (segments.length > 1) {
      const [oldest, next] = segments as [Segment, Segment];
      if (total <= maxBytes && clock() - oldest.newestAt <= maxAgeMs) return;
      total -= oldest.bytes;
      segments.shift();
      onRemoved(next.firstSeq);
      await rm(oldest.path, { force: true });
    }
  }

  /** Returns where to write, with the lines that stand at the beginning of a new segment. */
  async #prepare(batch: Batch): Promise<{ handle: FileHandle; segment: Segment; lines: readonly string[] }> {
    const { segments, segmentBytes, clock } = this.#options;
    const current = this.#segment ?? (this.#mayContinue ? segments.at(-1) : undefined);
    if (current !== undefined && current.bytes < segmentBytes && !this.#isOld(current)) {
      this.#mayContinue = false;
      this.#handle ??= await this.#reopen(current);
      this.#segment = current;
      return { handle: this.#handle, segment: current, lines: [] };
    }
    if (this.#handle !== undefined) await this.sync();
    await this.#release();
    this.#mayContinue = false;
    await ensureDirectory(this.#options.folder);
    const path = segmentPath(this.#options.folder, batch.firstSeq);
    const handle = await createExclusively(path);
    const segment: Segment = { path, firstSeq: batch.firstSeq, bytes: 0, newestAt: clock(), marks: [] };
    this.#handle = handle;
    this.#segment = segment;
    this.#startedAt = clock();
    this.#isDirectoryDirty = true;
    return { handle, segment, lines: this.#firstLines(batch.firstSeq) };
  }

  #isOld(segment: Segment): boolean {
    return this.#segment === segment && this.#options.clock() - this.#startedAt > SEGMENT_MS;
  }

  async #reopen(segment: Segment): Promise<FileHandle> {
    const handle = await openForRepair(segment.path);
    await handle.truncate(segment.bytes);
    this.#startedAt = segment.newestAt;
    return handle;
  }

  #firstLines(firstSeq: number): string[] {
    const { segments, clock, boot, told } = this.#options;
    const header: SegmentHeader = {
      codez: 'events',
      schema: SEGMENT_SCHEMA,
      first_seq: firstSeq,
      previous: segments.at(-1)?.firstSeq ?? null,
      ...(this.#hole === undefined ? {} : { hole: this.#hole }),
      created_at: toIso(clock()),
      boot,
    };
    return [JSON.stringify(header), JSON.stringify({ told: [...told()] })];
  }

  /** Leaves a file that could not be written; one without a whole line is removed. */
  async #abandon(handle: FileHandle, segment: Segment): Promise<void> {
    await handle.truncate(segment.bytes).catch(() => {});
    await this.#release();
    if (segment.bytes === 0) await rm(segment.path, { force: true }).catch(() => {});
  }

  async #release(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#segment = undefined;
    await handle?.close().catch(() => {});
  }
}
