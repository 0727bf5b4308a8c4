import type { Logger } from '../../core/logger.ts';
import type { TranscriptPlace } from '../transcripts/transcript-folders.ts';
import type { OwnPrices } from '../usage/prices.ts';
import type { UsageQuery, UsageReport } from '../usage/usage.ts';
import { CountingClient } from './counting-client.ts';
import { isUnchanged, type SeenStamp } from './open-file.ts';
import type { TranscriptEntry } from './transcript-entry.ts';

/** What transcripts say, counted in a thread of its own and kept as long as their files do not change. */
export interface TranscriptCounts {
  /** All transcripts, or those of one project, as they are now; with what each session used. */
  list(slug?: string): Promise<readonly TranscriptEntry[]>;
  /** One transcript as it is now, undefined when it cannot be read; `stamp`: what was just seen at its place. */
  find(place: TranscriptPlace, stamp?: SeenStamp): Promise<TranscriptEntry | undefined>;
  usage(query: UsageQuery): Promise<UsageReport>;
  /** Ends the thread once what was counted is kept. */
  close(): Promise<void>;
}

export interface TranscriptCountsOptions {
  /** `<config>/projects`. */
  readonly root: string;
  /** File that keeps what was counted, for the next process. */
  readonly cachePath?: string | undefined;
  readonly prices?: OwnPrices | undefined;
  readonly logger: Logger;
}

const THREAD = new URL('./counting-thread.js', import.meta.url);

/** Returns the counts of the transcripts below a root; the thread is started when something is asked for. */
export function createTranscriptCounts({ logger, ...setup }: TranscriptCountsOptions): TranscriptCounts {
  const entries = new Map<string, TranscriptEntry>();
  const client = new CountingClient(THREAD, setup, logger, () => entries.clear());

  return {
    async list(slug) {
      let changes = await client.call('sync', slug === undefined ? {} : { slug });
      for (;;) {
        for (const path of changes.removed) entries.delete(path);
        for (const entry of changes.changed) entries.set(entry.path, entry);
        if (!changes.hasMore) break;
        changes = await client.call('changes', {});
      }
      const all = [...entries.values()];
      return slug === undefined ? all : all.filter(({ summary }) => summary.slug === slug);
    },
    async find(place, stamp) {
      const known = entries.get(place.path);
      if (known !== undefined && stamp !== undefined && isUnchanged(known.stamp, stamp)) return known;
      const entry = await client.call('count', place);
      if (entry === undefined) entries.delete(place.path);
      else entries.set(entry.path, entry);
      return entry;
    },
    usage: (query) => client.call('usage', query),
    close: () => client.close(),
  };
}
