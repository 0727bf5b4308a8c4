import { isAbsolute } from 'node:path';
import { skipText } from '../lines/skip-json.ts';
import { findGitPlace } from './git-place.ts';
import { mapLimited } from './map-limited.ts';
import { openPlainFile, statPath } from './plain-files.ts';
import { slugOf } from './slug-of.ts';
import { listPlaces, listSlugs } from './transcript-folders.ts';
import type { Project } from './transcripts.ts';

/** The working folder stands in the first records; before them there may be a prompt of any length. */
const FIRST_BYTES = 16 * 1024;
const HEAD_BYTES = 256 * 1024;
/** Transcripts that are asked for the folder, newest first. */
const MAX_ASKED = 5;
const FILES_AT_A_TIME = 4;

/** Returns all projects that have a transcript, newest first. */
export async function listProjects(root: string): Promise<Project[]> {
  const projects = await mapLimited(await listSlugs(root), 4, (slug) => readProject(root, slug));
  return projects
    .flatMap((project) => project ?? [])
    .sort((one, other) => other.lastActivityAt - one.lastActivityAt || (one.slug < other.slug ? -1 : 1));
}

/** Returns the folder in which a project's newest transcript was begun. */
export async function readProjectPath(root: string, slug: string): Promise<string | undefined> {
  return (await readProject(root, slug))?.path;
}

async function readProject(root: string, slug: string): Promise<Project | undefined> {
  const places = await listPlaces(root, slug);
  const dated = await mapLimited(places, FILES_AT_A_TIME, async ({ path }) => ({
    path,
    modifiedAt: (await statPath(path))?.mtimeMs ?? 0,
  }));
  dated.sort((one, other) => other.modifiedAt - one.modifiedAt);
  const newest = dated[0];
  if (newest === undefined) return undefined;
  const path = await readFolderOf(
    dated.slice(0, MAX_ASKED).map((file) => file.path),
    slug,
  );
  const git = path === undefined ? undefined : await findGitPlace(path);
  return {
    slug,
    path,
    sessionCount: places.length,
    ...(git === undefined ? {} : { repo: git.repo }),
    ...(git?.worktree === undefined ? {} : { worktree: git.worktree }),
    lastActivityAt: Math.floor(newest.modifiedAt),
  };
}

/** A session may have been resumed or begun elsewhere: the folder that the slug stands for is preferred. */
async function readFolderOf(paths: readonly string[], slug: string): Promise<string | undefined> {
  let first: string | undefined;
  for (const path of paths) {
    const cwd = await readCwd(path);
    if (cwd !== undefined && slugOf(cwd) === slug) return cwd;
    first ??= cwd;
  }
  return first;
}

/** Returns the first `cwd` of a transcript. */
async function readCwd(path: string): Promise<string | undefined> {
  const file = await openPlainFile(path);
  if (file === undefined) return undefined;
  try {
    for (let length = FIRST_BYTES; ; length = HEAD_BYTES) {
      const bytes = Buffer.allocUnsafe(Math.min(file.stats.size, length));
      const head = bytes.subarray(0, await file.read(bytes, 0));
      const cwd = findCwd(head);
      if (cwd !== undefined || length === HEAD_BYTES || head.length < length) return cwd;
    }
  } finally {
    await file.close();
  }
}

function findCwd(head: Buffer): string | undefined {
  // A text of a message cannot hold it: its quotes would be escaped.
  const at = head.indexOf('"cwd":"');
  const start = at + '"cwd":'.length;
  const end = at < 0 ? -1 : skipText(head, start, head.length);
  if (end < 0) return undefined;
  try {
    const path = JSON.parse(head.toString('utf8', start, end)) as string;
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
