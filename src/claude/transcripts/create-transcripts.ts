import { join } from 'node:path';
import { CodezError } from '../../core/errors.ts';
import { type Logger, silentLogger } from '../../core/logger.ts';
import { createTranscriptCounts } from '../counts/create-transcript-counts.ts';
import type { TranscriptEntry } from '../counts/transcript-entry.ts';
import type { OwnPrices } from '../usage/prices.ts';
import type { SessionUsage } from '../usage/usage.ts';
import { findBytes } from './find-bytes.ts';
import { listProjects, readProjectPath } from './list-projects.ts';
import { PagePositions } from './page-positions.ts';
import { openPlainFile } from './plain-files.ts';
import { readMemory } from './read-memory.ts';
import { readPage } from './read-page.ts';
import { findPlace, isFolder } from './transcript-folders.ts';
import { type CountedSession, isSlug, type Transcripts } from './transcripts.ts';

const NO_USAGE: SessionUsage = {
  messages: 0,
  cost_usd: 0,
  tokens: { input: 0, output: 0, cache_read: 0, cache_write: 0 },
};

export interface TranscriptsOptions {
  /** Claude Code's configuration directory, absolute. */
  readonly configDir: string;
  /** The person's home: paths of memory files below it are shown with `~`. */
  readonly userHome?: string;
  /** File that keeps what was counted, for the next process; nothing is kept without it. */
  readonly cachePath?: string;
  /** Prices of one's own, by model. */
  readonly prices?: OwnPrices;
  readonly logger?: Logger;
}

/** Reads the transcripts of a configuration directory; nothing has to exist yet. */
export function createTranscripts(options: TranscriptsOptions): Transcripts {
  const { configDir, userHome, cachePath, prices, logger = silentLogger } = options;
  const root = join(configDir, 'projects');
  const counts = createTranscriptCounts({ root, cachePath, prices, logger });
  const positions = new PagePositions();

  return {
    root,
    listProjects: () => listProjects(root),
    async listSessions(slug) {
      if (slug !== undefined && !isSlug(slug)) return [];
      return (await counts.list(slug))
        .map(toCounted)
        .sort((one, other) => other.updatedAt - one.updatedAt || (one.sessionId < other.sessionId ? -1 : 1));
    },
    async find(sessionId, slug) {
      const place = await findPlace(root, sessionId, slug);
      return place === undefined ? undefined : (await counts.find(place, place.stats))?.summary;
    },
    async describe(sessionId, slug) {
      const place = await findPlace(root, sessionId, slug);
      if (place === undefined) return undefined;
      const entry = (await counts.list(place.slug)).find(({ path }) => path === place.path);
      return entry === undefined ? undefined : toCounted(entry);
    },
    usage: (query) => counts.usage(query),
    async readPage(sessionId, { slug, ...page }) {
      const place = await findPlace(root, sessionId, slug);
      const file = place === undefined ? undefined : await openPlainFile(place.path);
      if (place === undefined || file === undefined) throw unknownSession(sessionId);
      try {
        return await readPage(
          place,
          file,
          page,
          async () => (await counts.find(place))?.hasSidechains === true,
          positions,
        );
      } finally {
        await file.close();
      }
    },
    async hasRecord(sessionId, uuid) {
      const place = await findPlace(root, sessionId);
      const file = place === undefined ? undefined : await openPlainFile(place.path);
      if (file === undefined) return false;
      try {
        for (const name of ['uuid', 'source_uuid']) {
          const found = await findBytes(file, Buffer.from(`"${name}":${JSON.stringify(uuid)}`));
          if (found !== undefined) return true;
        }
        return false;
      } finally {
        await file.close();
      }
    },
    async pathOf(sessionId) {
      return (await findPlace(root, sessionId))?.path;
    },
    async readMemory(slug) {
      const folder = join(root, slug);
      if (!isSlug(slug) || !(await isFolder(folder))) throw unknownProject(slug);
      const project = await readProjectPath(root, slug);
      return readMemory({ project, configDir, transcripts: folder, userHome });
    },
    close: () => counts.close(),
  };
}

function toCounted({ summary, usage = NO_USAGE }: TranscriptEntry): CountedSession {
  return { ...summary, usage };
}

function unknownSession(sessionId: string): CodezError {
  return new CodezError(
    'not_found',
    `there is no transcript of session ${JSON.stringify(sessionId)}`,
    'list_sessions names all of them; a new session has a transcript once its first prompt was taken.',
  );
}

function unknownProject(slug: string): CodezError {
  return new CodezError('not_found', `there is no project ${JSON.stringify(slug)}`, 'list_projects names all of them.');
}
