import type { Clock } from '../../core/clock.ts';
import type { Ids } from '../../core/ids.ts';
import type { Logger } from '../../core/logger.ts';
import { CallRing } from './call-ring.ts';
import { DurableEventLog } from './durable-event-log.ts';
import { toLogId } from './event-cursor.ts';
import type { EventLog } from './event-log.ts';
import { EventReader } from './event-reader.ts';
import { EventRing } from './event-ring.ts';
import { writeLogState } from './log-state.ts';
import { PatientWriter } from './patient-writer.ts';
import { recoverLog, setAside } from './recover-log.ts';
import { SegmentWriter } from './segment-writer.ts';
import { ToldStreams } from './told-streams.ts';

/** Bounds of a log; the defaults are those of the product. */
export interface EventLogLimits {
  readonly segmentBytes: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** Events kept in memory, and characters of their JSON. */
  readonly recentEvents: number;
  readonly recentSize: number;
  /** Events of calls kept in memory. */
  readonly callEvents: number;
  /** Streams of which is known how far they were told. */
  readonly maxStreams: number;
  readonly syncAfterMs: number;
  readonly retryAfterMs: number;
}

const MIB = 1024 * 1024;
const LIMITS: EventLogLimits = {
  segmentBytes: 4 * MIB,
  maxBytes: 64 * MIB,
  maxAgeMs: 7 * 24 * 3_600_000,
  recentEvents: 4096,
  recentSize: 4 * MIB,
  callEvents: 2048,
  maxStreams: 2048,
  syncAfterMs: 500,
  retryAfterMs: 1000,
};

export interface EventLogOptions extends Partial<EventLogLimits> {
  /** `<home>/events`; made with the first event. */
  readonly folder: string;
  /** Identity of the store: cursors of another one are refused. */
  readonly storeId: string;
  /** Identity of the machine's start; two runs with the same one lost nothing that was written. */
  readonly boot: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Opens the event log of a data directory, of which this process is the only writer.
 * @throws CodezError `unavailable` when the folder cannot be read, `forbidden` for a symbolic link in its place
 */
export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
  const { folder, boot, logger, clock, ids } = options;
  const limits = { ...LIMITS, ...options };
  const logId = toLogId(options.storeId);
  let damage: string | undefined;
  const report = (file: string, problem: string): void => {
    damage = problem;
    logger.error('event log damage', { file, problem });
  };
  const recovery = { folder, logId, boot, clock, maxStreams: limits.maxStreams, report };
  const { segments, isOpenEnded, told, start, holes } = await recoverLog(recovery);

  const toldWritten = new ToldStreams(limits.maxStreams, told.entries());
  const files = new SegmentWriter({
    ...limits,
    segments,
    isOpenEnded,
    hole: holes.includes(start) ? start : undefined,
    told: () => toldWritten.entries(),
    onRemoved: (seq) => {
      // Where the log begins counts alone: what was missing before it is gone too.
      holes.splice(0, holes.length, seq, ...holes.filter((hole) => hole > seq));
    },
  });
  const writer = new PatientWriter({
    ...limits,
    writer: files,
    maxKept: limits.recentSize,
    onLost: (seq) => void holes.push(seq),
  });
  const recent = new EventRing(limits.recentEvents, limits.recentSize, start);
  const calls = new CallRing({ logId, run: ids.hex(4), max: limits.callEvents, droppedSeq: start });
  const reader = new EventReader({
    logId,
    segments,
    recent,
    calls,
    holes,
    newest: () => log.newest,
    onDamage: async (segment) => {
      const at = segments.indexOf(segment);
      if (at === -1) return;
      segments.splice(at, 1);
      holes.push(segments[at]?.firstSeq ?? log.newest);
      if (at === segments.length) await files.leave();
      await setAside(segment, recovery).catch((error: unknown) => report(segment.path, String(error)));
    },
  });
  const log: DurableEventLog = new DurableEventLog({
    logId,
    clock,
    writer,
    reader,
    segments,
    recent,
    calls,
    told,
    toldWritten,
    start,
    problem: () => writer.problem ?? damage,
    onListenerFailure: (error) => {
      logger.error('a listener of the event log failed', {
        error: error instanceof Error ? (error.stack ?? '') : String(error),
      });
    },
    onClose: (next) =>
      writeLogState(folder, { segment: files.newest, next, told: [...toldWritten.entries()] }, ids.hex(4)),
  });
  await files.removeOld();
  return log;
}
