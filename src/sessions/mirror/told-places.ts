import type { FileSight, TranscriptFile } from '../../claude/transcripts/transcript-watch.ts';
import type { Clock } from '../../core/clock.ts';
import type { EventLog } from '../events/event-log.ts';

/** Marks in the log when a server began to follow transcripts. */
const BEGUN = 'mirror:begun';
/** Transcripts that changed within this time are remembered even if nothing was told of them yet. */
const RECENT_MS = 24 * 3_600_000;
/** Bytes of which nothing was told that are read again rather than marked. */
const UNMARKED = 256 * 1024;

/**
 * How far transcripts have been told, kept in the event log: so that nothing that is written while no server runs is
 * lost, and nothing is told twice.
 */
export class ToldPlaces {
  readonly #log: EventLog;
  readonly #clock: Clock;
  /** When the server before this one began; undefined when that is not known. */
  readonly #begunBefore: number | undefined;
  readonly #passedOver: ReadonlySet<string>;
  /** Marks to be made when the files that exist are known. */
  #early: { readonly path: string; readonly offset: number }[] | undefined = [];

  /** Of the sessions `passedOver` another source has told. */
  constructor(log: EventLog, clock: Clock, passedOver: readonly string[]) {
    this.#log = log;
    this.#clock = clock;
    this.#passedOver = new Set(passedOver);
    this.#begunBefore = log.toldOffset(BEGUN);
  }

  /** Where to go on in a file. */
  offsetOf(file: TranscriptFile, seen: FileSight): number | undefined {
    if (this.#early === undefined) return undefined;
    const { path, sessionId } = file;
    const told = this.#log.toldOffset(path);
    if (this.#passedOver.has(sessionId)) this.#early.push({ path, offset: seen.sizeBytes });
    else if (told !== undefined) return told;
    // The server before this one would have told of a file made in its time: this was made when there was none.
    else if (this.#begunBefore !== undefined && seen.bornAtMs > this.#begunBefore) return 0;
    else if (this.#clock() - seen.modifiedAtMs < RECENT_MS) this.#early.push({ path, offset: seen.sizeBytes });
    return undefined;
  }

  /** The files that exist are known. */
  begin(): void {
    for (const { path, offset } of this.#early ?? []) this.mark(path, offset);
    this.#early = undefined;
    this.mark(BEGUN, this.#clock());
  }

  /** Remembers that nothing up to `offset` is to be told any more. */
  mark(path: string, offset: number): void {
    this.#log.append([], { stream: path, offset });
  }

  /** As `mark`, for lines that mean nothing: only now and then, since they may as well be read again. */
  note(path: string, offset: number): void {
    const told = this.#log.toldOffset(path);
    if (told === undefined || offset - told > UNMARKED) this.mark(path, offset);
  }
}
