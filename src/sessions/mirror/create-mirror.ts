import { dirname, join } from 'node:path';
import { readRecordFile } from '../../claude/transcripts/read-record-file.ts';
import { toText } from '../../claude/transcripts/record-fields.ts';
import type {
  FileSight,
  TranscriptAppend,
  TranscriptFile,
  TranscriptWatch,
} from '../../claude/transcripts/transcript-watch.ts';
import { readTail } from '../../claude/transcripts/watch/read-tail.ts';
import type { Clock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger.ts';
import type { EventLog } from '../events/event-log.ts';
import { YOUNG_MS } from '../listing/session-status.ts';
import type { SessionActivity } from '../session-service.ts';
import { MirroredSession } from './mirrored-session.ts';
import { OwnedSessions } from './owned-sessions.ts';
import { ToldPlaces } from './told-places.ts';

export interface MirrorOptions {
  readonly watch: TranscriptWatch;
  readonly log: EventLog;
  readonly isLive: (sessionId: string) => boolean;
  /** Sessions whose processes an earlier server left: their output tells what they did. */
  readonly leftLive: readonly string[];
  /** Resolves when it is known which of those are live; nothing is told before. */
  readonly adopted: Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Tells what other processes do to sessions, from their transcripts. */
export interface Mirror {
  /** Begins where the log ends; resolves when what exists is known, so that whatever comes later is told. */
  start(): Promise<void>;
  /** Sessions that other processes write now. */
  count(): number;
  /** What a session does as far as its transcript tells; undefined when nobody has written it lately. */
  activityOf(sessionId: string): SessionActivity | undefined;
  /** Resolves when every change seen so far has been told. */
  drain(): Promise<void>;
  /** What is watched, for health. */
  status(): ReturnType<TranscriptWatch['status']>;
  close(): Promise<void>;
}

/** What was quiet for this long is read anew when it goes on. */
const FORGET_MS = 3_600_000;

export function createMirror(options: MirrorOptions): Mirror {
  return new TranscriptMirror(options);
}

class TranscriptMirror implements Mirror {
  readonly #options: MirrorOptions;
  readonly #sessions = new Map<string, MirroredSession>();
  readonly #owned: OwnedSessions;
  readonly #told: ToldPlaces;
  readonly #unsubscribe: () => void;
  #isClosed = false;
  /** What was appended is told in this order. */
  #telling: Promise<void>;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#owned = new OwnedSessions(options.isLive, options.clock);
    this.#told = new ToldPlaces(options.log, options.clock, options.leftLive);
    this.#telling = options.adopted.catch(() => undefined);
    this.#unsubscribe = options.log.subscribe((events) => {
      for (const sessionId of this.#owned.note(events)) this.#release(sessionId);
    });
  }

  async start(): Promise<void> {
    if (this.#isClosed) return;
    const { watch } = this.#options;
    await watch.start((append) => this.#queue(() => this.#tell(append)), {
      offsetOf: (file: TranscriptFile, seen: FileSight) => this.#told.offsetOf(file, seen),
      isIgnored: (sessionId) => this.#owned.has(sessionId),
    });
    if (!this.#isClosed) this.#told.begin();
  }

  count(): number {
    let count = 0;
    for (const [id, session] of this.#sessions) if (this.#isWritten(session) && !this.#owned.has(id)) count++;
    return count;
  }

  activityOf(sessionId: string): SessionActivity | undefined {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || !this.#isWritten(session) || this.#owned.has(sessionId)) return undefined;
    return session.isRunning ? 'running' : 'idle';
  }

  status(): ReturnType<TranscriptWatch['status']> {
    return this.#options.watch.status();
  }

  async drain(): Promise<void> {
    await this.#options.watch.drain();
    await this.#telling;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    await this.#options.watch.close();
    await this.#telling;
  }

  #isWritten(session: MirroredSession): boolean {
    return this.#options.clock() - session.lastAppendAt < YOUNG_MS;
  }

  /** The process has ended: what it has written to the end was told by its output. */
  #release(sessionId: string): void {
    this.#queue(async () => {
      for (const { path, offset } of await this.#options.watch.skip(sessionId)) this.#told.mark(path, offset);
      this.#sessions.delete(sessionId);
      this.#owned.release(sessionId);
    });
  }

  #queue(work: () => Promise<void>): void {
    this.#telling = this.#telling.then(work).catch((error: unknown) => {
      this.#options.logger.error('what a transcript says could not be told', { error: String(error) });
    });
  }

  async #tell(append: TranscriptAppend): Promise<void> {
    const { log, clock } = this.#options;
    const { sessionId, slug, path, endOffset } = append;
    if (this.#owned.has(sessionId)) return;
    const session = this.#sessionOf(sessionId);
    session.lastAppendAt = clock();
    if (append.skippedBytes !== undefined) {
      session.close(path);
      log.append([{ type: 'session.updated', status: 'mirror', session_id: sessionId, slug }], {
        stream: path,
        offset: endOffset,
      });
      return;
    }
    if (!session.has(path)) await this.#open(session, append);
    const events = session.take(append).map((body) => ({ ...body, session_id: sessionId, slug }));
    if (events.length > 0) log.append(events, { stream: path, offset: endOffset });
    else this.#told.note(path, endOffset);
  }

  async #open(session: MirroredSession, { path, agentId, startOffset }: TranscriptAppend): Promise<void> {
    const before = await readTail(path, startOffset);
    if (agentId === undefined) {
      session.open(path, { before });
      return;
    }
    const about = await readRecordFile(join(dirname(path), `agent-${agentId}.meta.json`));
    session.open(path, { before, parentToolUseId: toText(about?.['toolUseId']) ?? agentId });
  }

  #sessionOf(sessionId: string): MirroredSession {
    const known = this.#sessions.get(sessionId);
    if (known !== undefined) return known;
    const oldest = this.#options.clock() - FORGET_MS;
    for (const [id, { lastAppendAt }] of this.#sessions) if (lastAppendAt < oldest) this.#sessions.delete(id);
    const session = new MirroredSession();
    this.#sessions.set(sessionId, session);
    return session;
  }
}
