import { join } from 'node:path';
import { CodezError } from '../../core/errors.ts';
import { findBytes } from './find-bytes.ts';
import { listProjects, readProjectPath } from './list-projects.ts';
import { mapLimited } from './map-limited.ts';
import { PagePositions } from './page-positions.ts';
import { openPlainFile } from './plain-files.ts';
import { readMemory } from './read-memory.ts';
import { readPage } from './read-page.ts';
import { findPlace, isFolder, listPlaces, listSlugs } from './transcript-folders.ts';
import { createTranscriptSummaries } from './transcript-summaries.ts';
import { isSlug, type Transcripts } from './transcripts.ts';

/** As many as Node reads at a time; more only wait for each other. */
const FILES_AT_A_TIME = 4;

export interface TranscriptsOptions {
  /** Claude Code's configuration directory, absolute. */
  readonly configDir: string;
  /** The person's home: paths of memory files below it are shown with `~`. */
  readonly userHome?: string;
}

/** Reads the transcripts of a configuration directory; nothing has to exist yet. */
export function createTranscripts(options: TranscriptsOptions): Transcripts {
  const { configDir, userHome } = options;
  const root = join(configDir, 'projects');
  const summaries = createTranscriptSummaries();
  const positions = new PagePositions();

  return {
    root,
    listProjects: () => listProjects(root),
    async listSessions(slug) {
      if (slug !== undefined && !isSlug(slug)) return [];
      const slugs = slug === undefined ? await listSlugs(root) : [slug];
      const places = (await mapLimited(slugs, FILES_AT_A_TIME, (name) => listPlaces(root, name))).flat();
      const found = await mapLimited(places, FILES_AT_A_TIME, (place) => summaries.read(place));
      return found
        .flatMap((summary) => summary ?? [])
        .sort((one, other) => other.updatedAt - one.updatedAt || (one.sessionId < other.sessionId ? -1 : 1));
    },
    async find(sessionId, slug) {
      const place = await findPlace(root, sessionId, slug);
      return place === undefined ? undefined : summaries.read(place);
    },
    async readPage(sessionId, { slug, ...page }) {
      const place = await findPlace(root, sessionId, slug);
      const file = place === undefined ? undefined : await openPlainFile(place.path);
      if (place === undefined || file === undefined) throw unknownSession(sessionId);
      try {
        return await readPage(place, file, page, () => summaries.hasSidechains(place), positions);
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
  };
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
