import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { tightenDirectory } from '../../storage/durable-files.ts';
import { copyToQuarantine } from '../../storage/quarantine.ts';
import { isMissing } from '../../storage/storage-errors.ts';
import { parseCursor, SEQS_PER_MS } from './event-cursor.ts';
import { type LogState, readLogState } from './log-state.ts';
import { scanSegment } from './scan-segment.ts';
import { SEGMENT_SCHEMA, type Segment, type SegmentHeader, seqOfName, type ToldLine } from './segment.ts';
import { parseLine } from './segment-line.ts';
import { ToldStreams } from './told-streams.ts';

export interface RecoveryOptions {
  readonly folder: string;
  readonly logId: string;
  readonly boot: string;
  readonly clock: Clock;
  readonly maxStreams: number;
  /** Takes what was found damaged, in a sentence. */
  readonly report: (file: string, problem: string) => void;
}

/** The log as it was found. */
export interface RecoveredLog {
  /** Oldest first. */
  readonly segments: Segment[];
  /** The newest segment may be written on. */
  readonly isOpenEnded: boolean;
  readonly told: ToldStreams;
  /** All places from here on are new. */
  readonly start: number;
  /** Events before each of these places, and behind what is there, may be missing. */
  readonly holes: number[];
}

/** How far beyond the newest known place a log goes on that was not closed, should the clock have been set back. */
const AHEAD_SEQS = 60_000 * SEQS_PER_MS;

/** Reads what a log before has left in `folder`: a torn last line is dropped, a damaged segment set aside. */
export async function recoverLog(options: RecoveryOptions): Promise<RecoveredLog> {
  const { folder, boot, clock, maxStreams } = options;
  const now = clock() * SEQS_PER_MS;
  await tightenDirectory(folder);
  const state = await readLogState(folder);
  const { segments, headers, holes } = await listSegments(options);
  const last = segments.at(-1);
  if (last === undefined || isAsLeft(last, state)) {
    const next = state?.next ?? 0;
    const start = Math.max(now, next);
    if (last === undefined && state !== undefined && state.segment !== null) holes.push(start);
    const isOpenEnded = last !== undefined && headers.at(-1)?.boot === boot;
    return { segments, isOpenEnded, told: new ToldStreams(maxStreams, state?.told), start, holes };
  }

  const { told, lastSeq, isDamaged } = await readNewest(last, options);
  const start = Math.max(now, lastSeq + AHEAD_SEQS);
  const hasFallen = headers.at(-1)?.boot !== boot;
  if (isDamaged) {
    await setAside(last, options);
    segments.pop();
  }
  // What the last second brought may not have reached the disk when the machine fell.
  if (isDamaged || hasFallen) holes.push(start);
  return { segments, isOpenEnded: !isDamaged && !hasFallen, told, start, holes };
}

/** Copies a damaged segment to the quarantine and removes it, so that it is neither read nor written on. */
export async function setAside({ path }: Segment, { folder, report }: RecoveryOptions): Promise<void> {
  const copy = await copyToQuarantine(dirname(folder), path);
  await rm(path, { force: true });
  report(basename(path), `a damaged part of the event log was set aside as ${copy}`);
}

function isAsLeft(last: Segment, state: LogState | undefined): boolean {
  return state?.segment?.name === basename(last.path) && state.segment.bytes === last.bytes;
}

async function listSegments(
  options: RecoveryOptions,
): Promise<{ segments: Segment[]; headers: SegmentHeader[]; holes: number[] }> {
  const segments: Segment[] = [];
  const headers: SegmentHeader[] = [];
  const holes: number[] = [];
  for (const name of await listNames(options.folder)) {
    const path = join(options.folder, name);
    const { size, mtimeMs } = await stat(path);
    const segment: Segment = {
      path,
      firstSeq: seqOfName(name) as number,
      bytes: size,
      newestAt: mtimeMs,
      marks: [],
    };
    const header = await readHeader(path, size);
    if (header === undefined) {
      await setAside(segment, options);
      continue;
    }
    if (header.previous !== (segments.at(-1)?.firstSeq ?? null)) holes.push(segment.firstSeq);
    if (header.hole !== undefined) holes.push(header.hole);
    segments.push(segment);
    headers.push(header);
  }
  return { segments, headers, holes };
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => seqOfName(name) !== undefined).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readHeader(path: string, size: number): Promise<SegmentHeader | undefined> {
  let header: SegmentHeader | undefined;
  await scanSegment(path, 0, Math.min(size, 4096), (json) => {
    header = JSON.parse(json.toString('utf8')) as SegmentHeader;
    return false;
  });
  return header?.codez === 'events' && header.schema <= SEGMENT_SCHEMA ? header : undefined;
}

/** Reads all of the newest segment: its bytes become those of its whole lines. */
async function readNewest(
  segment: Segment,
  { logId, maxStreams }: RecoveryOptions,
): Promise<{ told: ToldStreams; lastSeq: number; isDamaged: boolean }> {
  const told = new ToldStreams(maxStreams);
  let lastSeq = segment.firstSeq;
  let isDamaged = false;
  const take = (json: Buffer): boolean => {
    try {
      const { events, source } = parseLine(json);
      for (const { cursor } of events) lastSeq = Math.max(lastSeq, parseCursor(logId, cursor));
      if (source !== undefined) told.take(source);
      else if (events.length === 0) for (const line of toldBefore(json)) told.take(line);
    } catch {
      isDamaged = true;
    }
    return !isDamaged;
  };
  const outcome = await scanSegment(segment.path, 0, segment.bytes, take);
  segment.bytes = outcome.end;
  return { told, lastSeq, isDamaged: isDamaged || outcome.isDamaged };
}

function toldBefore(json: Buffer): { stream: string; offset: number }[] {
  const { told } = JSON.parse(json.toString('utf8')) as Partial<ToldLine>;
  return (told ?? []).map(([stream, offset]) => ({ stream, offset }));
}
