import { realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { openPlainFile, statPath } from './plain-files.ts';

/** Where a folder stands in a git repository. */
export interface GitPlace {
  /** URL of `origin` without credentials, else the root folder of the repository. */
  readonly repo: string;
  /** Root of the worktree, when it is not the repository's main one. */
  readonly worktree?: string;
}

/** Longer ones are no git files. */
const MAX_BYTES = 256 * 1024;
const MAX_LEVELS = 64;

/** Finds the git repository round a folder by reading its files; undefined when there is none. */
export async function findGitPlace(folder: string): Promise<GitPlace | undefined> {
  let at = folder;
  for (let level = 0; level < MAX_LEVELS; level += 1) {
    const dotGit = join(at, '.git');
    const stats = await statPath(dotGit);
    if (stats?.isDirectory()) return { repo: (await readOrigin(dotGit)) ?? at };
    if (stats?.isFile()) return placeOfLink(at, dotGit);
    if (dirname(at) === at) return undefined;
    at = dirname(at);
  }
  return undefined;
}

/** A worktree's or submodule's `.git` is a file that names the folder where git keeps what belongs to it. */
async function placeOfLink(root: string, dotGit: string): Promise<GitPlace | undefined> {
  const target = /^gitdir: (.+)$/m.exec((await readSmall(dotGit)) ?? '')?.[1]?.trim();
  if (target === undefined) return undefined;
  const gitDir = resolve(root, target);
  const common = (await readSmall(join(gitDir, 'commondir')))?.trim();
  if (common === undefined) return { repo: (await readOrigin(gitDir)) ?? root };
  const commonDir = await realpath(resolve(gitDir, common)).catch(() => resolve(gitDir, common));
  const main = commonDir.endsWith('/.git') ? dirname(commonDir) : commonDir;
  return { repo: (await readOrigin(commonDir)) ?? main, worktree: root };
}

async function readOrigin(gitDir: string): Promise<string | undefined> {
  const config = await readSmall(join(gitDir, 'config'));
  return config === undefined ? undefined : originOf(config);
}

/** Returns the URL of the remote `origin` in a git configuration, without user name and password. */
export function originOf(config: string): string | undefined {
  let isOrigin = false;
  for (const line of config.split('\n')) {
    const section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) isOrigin = /^remote\s+"origin"$/i.test(section.trim());
    const url = isOrigin ? /^\s*url\s*=\s*(.+?)\s*$/i.exec(line)?.[1] : undefined;
    if (url !== undefined) return withoutCredentials(url.replace(/^"(.*)"$/, '$1'));
  }
  return undefined;
}

function withoutCredentials(url: string): string {
  const isWeb = /^[a-z][a-z0-9+.-]*:\/\//i.test(url);
  // `git@host:path` names a login that everybody has; anything with a password is cut to the host.
  if (!isWeb) return url.replace(/^[^@/]*:[^@/]*@/, '');
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1').replace(/[?#].*$/, '');
}

async function readSmall(path: string): Promise<string | undefined> {
  const file = await openPlainFile(path);
  if (file === undefined) return undefined;
  try {
    const bytes = Buffer.alloc(Math.min(file.stats.size, MAX_BYTES));
    return bytes.toString('utf8', 0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}
