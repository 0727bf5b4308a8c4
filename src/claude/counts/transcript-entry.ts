import { titleOf } from '../transcripts/session-title.ts';
import type { TranscriptPlace } from '../transcripts/transcript-folders.ts';
import type { TranscriptSummary } from '../transcripts/transcripts.ts';
import type { SessionUsage } from '../usage/usage.ts';
import type { FileCount } from './file-count.ts';
import type { FileStamp } from './open-file.ts';

/** One transcript as the thread that counts tells it to the one that serves; plain data. */
export interface TranscriptEntry {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly summary: TranscriptSummary;
  /** The transcript itself holds records of sub-agents, as older versions wrote them. */
  readonly hasSidechains: boolean;
  /** Told once all files are counted. */
  readonly usage?: SessionUsage;
}

/** Returns what is told of a transcript that has been counted. */
export function toEntry(place: TranscriptPlace, count: FileCount, usage: SessionUsage | undefined): TranscriptEntry {
  return {
    path: place.path,
    stamp: count.stamp,
    summary: toSummary(place, count),
    hasSidechains: count.figures.transcript.sidechainRecords > 0,
    ...(usage === undefined ? {} : { usage }),
  };
}

function toSummary({ sessionId, slug }: TranscriptPlace, { stamp, figures }: FileCount): TranscriptSummary {
  const { transcript, contextTokens } = figures;
  const { cwd, model, gitBranch, forkedFrom, messageCount } = transcript;
  const updatedAt = transcript.updatedAt ?? Math.floor(stamp.mtimeMs);
  return {
    sessionId,
    slug,
    title: titleOf(transcript.titles),
    cwd,
    createdAt: transcript.createdAt ?? Math.min(Math.floor(stamp.birthtimeMs), updatedAt),
    updatedAt,
    messageCount,
    ...(model === undefined ? {} : { model }),
    ...(gitBranch === undefined ? {} : { gitBranch }),
    ...(forkedFrom === undefined ? {} : { forkedFrom }),
    ...(contextTokens === undefined ? {} : { contextTokens }),
    sizeBytes: stamp.size,
  };
}
