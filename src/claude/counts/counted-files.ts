import { TranscriptWalk, type WalkedFile } from '../transcripts/transcript-files.ts';
import type { TranscriptPlace } from '../transcripts/transcript-folders.ts';
import { createUsageLedger, type UsageLedger } from '../usage/create-usage-ledger.ts';
import { createPrices, type OwnPrices } from '../usage/prices.ts';
import type { SessionUsage, UsageQuery, UsageReport } from '../usage/usage.ts';
import type { CountCache } from './count-cache.ts';
import { countFiles, type FileToCount } from './count-files.ts';
import type { EntryChanges } from './counting-calls.ts';
import type { FileCount } from './file-count.ts';
import { isUnchanged, stampOf } from './open-file.ts';
import { viewRows } from './response-rows.ts';
import { type TranscriptEntry, toEntry } from './transcript-entry.ts';

/** Entries told at a time: taking them in costs the one who is told about a millisecond. */
const MAX_CHANGES = 200;

type FilePlace = Omit<WalkedFile, 'stats'>;

interface CountedFile {
  readonly place: FilePlace;
  readonly count: FileCount;
}

interface Told {
  readonly count: FileCount;
  readonly usage: SessionUsage | undefined;
}

export interface CountedFilesOptions {
  readonly root: string;
  readonly cache: CountCache;
  readonly prices: OwnPrices | undefined;
}

/** All files of records below a root with what was counted of them, kept up with the files when it is asked to. */
export class CountedFiles {
  readonly #walk: TranscriptWalk;
  readonly #cache: CountCache;
  readonly #ledger: UsageLedger;
  readonly #files = new Map<string, CountedFile>();
  readonly #counting = new Map<string, Counting>();
  readonly #told = new Map<string, Told>();
  #removed: string[] = [];
  /** All files were counted once: only then is it known what each session used. */
  #isComplete = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ root, cache, prices }: CountedFilesOptions) {
    this.#walk = new TranscriptWalk(root);
    this.#cache = cache;
    this.#ledger = createUsageLedger(createPrices(prices));
  }

  /** Counts what has changed since the last time; `slug`: in this project only, once all was counted. */
  sync(slug?: string): Promise<void> {
    const syncing = this.#last.then(() => this.#sync(this.#isComplete ? slug : undefined));
    this.#last = syncing.catch(() => undefined);
    return syncing;
  }

  async report(query: UsageQuery): Promise<UsageReport> {
    await this.sync();
    return this.#ledger.report(query);
  }

  /** Counts one transcript without waiting for others. */
  async count(place: TranscriptPlace): Promise<TranscriptEntry | undefined> {
    const count = await this.#countOne(place);
    if (count === undefined) return undefined;
    return toEntry(place, count, this.#isComplete ? this.#ledger.sessionUsage(place.sessionId) : undefined);
  }

  /** Tells what is new since it was last called. */
  takeChanges(): EntryChanges {
    const changed: TranscriptEntry[] = [];
    let hasMore = false;
    for (const [path, { place, count }] of this.#files) {
      if (place.agentId !== undefined || place.sessionId === undefined) continue;
      const usage = this.#isComplete ? this.#ledger.sessionUsage(place.sessionId) : undefined;
      const told = this.#told.get(path);
      if (told?.count === count && told.usage === usage) continue;
      hasMore = changed.length === MAX_CHANGES;
      if (hasMore) break;
      changed.push(toEntry({ ...place, sessionId: place.sessionId }, count, usage));
      this.#told.set(path, { count, usage });
    }
    const removed = this.#removed;
    this.#removed = [];
    return { changed, removed, hasMore };
  }

  async #sync(slug: string | undefined): Promise<void> {
    const seen = new Set<string>();
    const changed: FileToCount[] = [];
    const places = new Map<string, FilePlace>();
    const walk = slug === undefined ? this.#walk.walk() : this.#walk.walkProject(slug);
    for (const { stats, ...place } of walk) {
      const { path } = place;
      seen.add(path);
      const known = this.#files.get(path)?.count ?? this.#cache.find(path);
      if (known !== undefined && isUnchanged(known.stamp, stats)) {
        if (!this.#files.has(path)) this.#take(place, known);
      } else {
        places.set(path, place);
        changed.push({ path, sizeBytes: stats.size, before: known });
      }
    }
    for (const [path, { place }] of this.#files) {
      if (!seen.has(path) && (slug === undefined || place.slug === slug)) this.#forget(path);
    }
    await countFiles(changed, {
      begin: (path) => this.#begin(path),
      counted: (path, count) => this.#end(places.get(path), path, count),
    });
    await Promise.all([...this.#counting.values()].map(({ done }) => done));
    if (slug === undefined) {
      this.#isComplete = true;
      this.#cache.forgetOthers(seen);
    }
  }

  async #countOne(place: TranscriptPlace): Promise<FileCount | undefined> {
    const { path } = place;
    // What is under way may have begun before what is asked for was written.
    for (let other = this.#counting.get(path); other !== undefined; other = this.#counting.get(path)) await other.done;
    const known = this.#files.get(path)?.count ?? this.#cache.find(path);
    const stamp = stampOf(path);
    if (known === undefined || stamp === undefined || !isUnchanged(known.stamp, stamp)) {
      await countFiles([{ path, sizeBytes: stamp?.size ?? 0, before: known }], {
        begin: () => this.#begin(path),
        counted: (_, count) => this.#end(place, path, count),
      });
    } else if (!this.#files.has(path)) this.#take(place, known);
    return this.#files.get(path)?.count;
  }

  /** One count of a file at a time: of two, the one that began first could end last. */
  #begin(path: string): boolean {
    if (this.#counting.has(path)) return false;
    this.#counting.set(path, new Counting());
    return true;
  }

  #end(place: FilePlace | undefined, path: string, count: FileCount | undefined): void {
    if (count === undefined) this.#forget(path);
    else if (place !== undefined) this.#take(place, count);
    this.#counting.get(path)?.end();
    this.#counting.delete(path);
  }

  #take(place: FilePlace, count: FileCount): void {
    const { path, slug } = place;
    const before = this.#files.get(path)?.count;
    this.#files.set(path, { place, count });
    this.#cache.keep(path, count);
    const bornAtMs = bornAtOf(count);
    const isKnown = before !== undefined && before.figures.rows === count.figures.rows;
    if (isKnown && bornAtOf(before) === bornAtMs) return;
    const { rows, transcript } = count.figures;
    const sessionId = place.sessionId ?? transcript.sessionId ?? `agent-${place.agentId}`;
    this.#ledger.put({ path, slug, sessionId, bornAtMs, rows: viewRows(rows) });
  }

  #forget(path: string): void {
    const known = this.#files.get(path);
    this.#cache.forget(path);
    if (known === undefined) return;
    this.#files.delete(path);
    this.#ledger.remove(path);
    this.#told.delete(path);
    if (known.place.agentId === undefined) this.#removed.push(path);
  }
}

/** A copy of a whole tree was born later than what it copies, in any order. */
function bornAtOf({ stamp: { birthtimeMs, mtimeMs } }: FileCount): number {
  return birthtimeMs > 0 ? Math.min(birthtimeMs, mtimeMs) : mtimeMs;
}

/** The count of a file under way, for those who wait for it. */
class Counting {
  end: () => void = () => undefined;
  readonly done: Promise<void> = new Promise((resolve) => {
    this.end = resolve;
  });
}
