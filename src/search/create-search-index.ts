import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { IndexStatus, SearchIndex, SearchPage, SearchPart } from './search-index.ts';
import { IndexClient } from './worker/index-client.ts';
import type { WorkerStatus } from './worker/worker-protocol.ts';

export interface SearchIndexOptions {
  /** Where the index is kept; `<home>/index/search.db`. Its folder is made. */
  readonly path: string;
  /** `<config>/projects`; need not exist. */
  readonly root: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** How often all files are looked at, for what nobody has told of. */
  readonly sweepMs?: number;
  /** How soon it is tried again what could not be done, and how long a thread that died is waited for. */
  readonly retryMs?: number;
}

const SWEEP_MS = 30_000;
const RETRY_MS = 10_000;
/** Changes of files are told together. */
const TOUCH_MS = 100;
const MAX_HEALED = 20;
const NOTHING = { doneBytes: 0, totalBytes: 0 };

/** Returns the index of all transcripts below `root`; nothing is done before it is started or asked. */
export function createSearchIndex(options: SearchIndexOptions): SearchIndex {
  const { path, root, logger, clock, sweepMs = SWEEP_MS, retryMs = RETRY_MS } = options;
  const listeners = new Set<(status: IndexStatus) => void>();
  const touched = new Set<string>();
  let touching: NodeJS.Timeout | undefined;
  let client: IndexClient | undefined;
  let isClosed = false;
  let told: WorkerStatus = {
    state: 'off',
    conversation: NOTHING,
    tools: NOTHING,
    files: 0,
    documents: 0,
    sizeBytes: 0,
    skippedLines: 0,
  };
  let healed: IndexStatus['healed'] = [];

  const status = (): IndexStatus => ({ ...told, healed });

  function show(change: WorkerStatus): void {
    told = change;
    for (const listener of listeners) listener(status());
  }

  function noteHealed(what: string): void {
    logger.warn('the search index was damaged', { what });
    healed = [...healed, { at: clock(), what }].slice(-MAX_HEALED);
    show(told);
  }

  function begin(): IndexClient {
    if (isClosed) throw new CodezError('unavailable', 'The search index is closed', 'Start codez again.');
    client ??= new IndexClient({
      task: { path, root, sweepMs, retryMs, setAside: [] },
      onStatus: show,
      onHealed: noteHealed,
    });
    if (told.state === 'off') show({ ...told, state: 'building' });
    return client;
  }

  function tellTouched(): void {
    touching = undefined;
    const paths = [...touched];
    touched.clear();
    client?.tell({ kind: 'touch', paths });
  }

  return {
    start: () => void begin(),

    async search(query, signal): Promise<SearchPage> {
      const page = await begin().ask({ kind: 'search', query }, signal);
      return page as SearchPage;
    },

    async settle(parts: ReadonlySet<SearchPart>, timeoutMs, signal): Promise<IndexStatus> {
      // A timer of our own: one of AbortSignal.timeout that only AbortSignal.any holds may be collected before it ends.
      const waiting = new AbortController();
      const timer = setTimeout(() => waiting.abort(), timeoutMs);
      try {
        await begin().ask({ kind: 'settle', parts }, AbortSignal.any([signal, waiting.signal]));
      } catch (error) {
        if (signal.aborted || !waiting.signal.aborted) throw error;
      } finally {
        clearTimeout(timer);
      }
      return status();
    },

    touch(path) {
      if (client === undefined || isClosed) return;
      touched.add(path);
      touching ??= setTimeout(tellTouched, TOUCH_MS);
      touching.unref();
    },

    status,

    onStatus(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    async rebuild() {
      await begin().ask({ kind: 'rebuild' }, new AbortController().signal);
    },

    async close() {
      isClosed = true;
      clearTimeout(touching);
      await client?.close();
    },
  };
}
