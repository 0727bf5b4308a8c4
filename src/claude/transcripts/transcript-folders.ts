import { type Dirent, readdir, type Stats } from 'node:fs';
import { join } from 'node:path';
import { statPath } from './plain-files.ts';
import { isSessionId, isSlug } from './transcripts.ts';

/** Where a session's transcript lies. */
export interface TranscriptPlace {
  readonly sessionId: string;
  readonly slug: string;
  readonly path: string;
}

/** A transcript as it was just seen. */
export interface SeenTranscript extends TranscriptPlace {
  readonly stats: Stats;
}

const SUFFIX = '.jsonl';

/** Returns the slugs of all project folders below `root`; what is a symbolic link is none. */
export async function listSlugs(root: string): Promise<string[]> {
  const entries = await readFolder(root);
  return entries.flatMap((entry) => (entry.isDirectory() && isSlug(entry.name) ? [entry.name] : []));
}

/** Returns the transcripts of a project: regular files named after a session. */
export async function listPlaces(root: string, slug: string): Promise<TranscriptPlace[]> {
  const folder = join(root, slug);
  if (!(await isFolder(folder))) return [];
  return (await readFolder(folder)).flatMap((entry) => {
    const sessionId = entry.name.endsWith(SUFFIX) ? entry.name.slice(0, -SUFFIX.length) : '';
    return entry.isFile() && isSessionId(sessionId) ? [{ sessionId, slug, path: join(folder, entry.name) }] : [];
  });
}

/** Returns where a session's transcript lies, the newest where there are several; looks into `slug` first. */
export async function findPlace(root: string, sessionId: string, slug?: string): Promise<SeenTranscript | undefined> {
  if (!isSessionId(sessionId)) return undefined;
  if (slug !== undefined) {
    const place = isSlug(slug) ? await placeIn(root, slug, sessionId) : undefined;
    if (place !== undefined) return place;
  }
  const slugs = await listSlugs(root);
  const found = await Promise.all(slugs.map((name) => placeIn(root, name, sessionId)));
  const places = found.flatMap((place) => place ?? []);
  return places.sort((one, other) => other.stats.mtimeMs - one.stats.mtimeMs)[0];
}

/** Returns true for a folder that is none by way of a symbolic link. */
export async function isFolder(path: string): Promise<boolean> {
  return (await statPath(path))?.isDirectory() === true;
}

/** Returns what a folder holds; nothing when it cannot be read. */
export function readFolder(path: string): Promise<Dirent[]> {
  return new Promise((resolve) =>
    readdir(path, { withFileTypes: true }, (error, entries) => resolve(error === null ? entries : [])),
  );
}

async function placeIn(root: string, slug: string, sessionId: string): Promise<SeenTranscript | undefined> {
  const path = join(root, slug, `${sessionId}${SUFFIX}`);
  const stats = await statPath(path);
  if (stats?.isFile() !== true || !(await isFolder(join(root, slug)))) return undefined;
  return { sessionId, slug, path, stats };
}
